// Pictures that a product file (CSV) names: added to the node, and named by their CID instead. What the node has is not sent again.
import { parse } from "csv-parse/browser/esm/sync";
import { stringify } from "csv-stringify/browser/esm/sync";
import { MAX_RAW_BYTES } from "../protocol/api/route.ts";
import type { ImportFault } from "../protocol/api/shop-schemas.ts";
import { cidOf, digestOf } from "../protocol/block.ts";
import { type Hex32, toHex } from "../protocol/ids.ts";
import { sourceOf } from "../protocol/picture-source.ts";
import type { Picture } from "../protocol/picture.ts";
import { ApiProblem } from "./call.ts";
import type { Client } from "./client.ts";

/** It cannot be had, for a reason that its owner can do something about. */
export class PictureFault extends Error {
  override readonly name = "PictureFault";
}

export interface Bringing {
  client: Pick<Client, "addPicture" | "uploadedPicture">;
  /** Of a picture as the file names it. @throws PictureFault */
  bytesOf(source: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Adds none, and only looks whether each can be had. */
  isDry: boolean;
  onStep(done: number, total: number): void;
  signal?: AbortSignal;
}

export interface Brought {
  /** With its pictures by CID; in a dry run with one that stands for them. */
  file: Uint8Array<ArrayBuffer>;
  /** By line. Where there are any, `file` is not whole. */
  faults: ImportFault[];
}

const COLUMNS: Readonly<Record<string, string>> = { "image src": "Image Src", "variant image": "Variant Image" };
/** The node encodes one after the other; the next is read meanwhile. */
const AT_ONCE = 3;
const UNSEEN = `baf${"a".repeat(56)}`;
const STAND_IN = sourceOf({
  cid: UNSEEN,
  type: "image/webp",
  bytes: 1,
  width: 1,
  height: 1,
  alt: "",
  thumbnail: { cid: UNSEEN, bytes: 1 },
});

/** @returns the file as it is where it names none, or cannot be read: then the node says why */
export async function bringPictures(bytes: Uint8Array<ArrayBuffer>, bringing: Bringing): Promise<Brought> {
  const { client, bytesOf, isDry, onStep, signal } = bringing;
  const [header = [], ...rows] = rowsOf(bytes);
  const named = picturesIn(header, rows);
  const sources = new Set(named.map(({ source }) => source));
  if (sources.size === 0) return { file: bytes, faults: [] };
  const found = new Map<string, string>();
  const why = new Map<string, string>();
  const waiting = [...sources];
  let done = 0;
  const next = async (): Promise<void> => {
    for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
      signal?.throwIfAborted();
      try {
        const picture = await bytesOf(source);
        checkSize(picture.length);
        found.set(source, isDry ? STAND_IN : sourceOf(await added(client, picture, signal)));
      } catch (error) {
        if (!isOfThePicture(error)) throw error;
        why.set(source, `${source}: ${error.message}`);
        // So that the node looks at the rest.
        if (isDry) found.set(source, STAND_IN);
      }
      onStep(++done, sources.size);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  for (const { cells, index, source } of named) cells[index] = found.get(source) ?? source;
  const faults = named.flatMap(({ source, place }) => {
    const message = why.get(source);
    return message === undefined ? [] : [{ ...place, message }];
  });
  return { file: new TextEncoder().encode(stringify([header, ...rows], { record_delimiter: "windows" })), faults };
}

interface Named {
  source: string;
  cells: string[];
  index: number;
  place: Omit<ImportFault, "message">;
}

/** Those that the node does not have by what the file says alone. */
function picturesIn(header: readonly string[], rows: readonly string[][]): Named[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const handle = names.indexOf("handle");
  let nextLine = 1 + linesOf(header);
  return rows.flatMap((cells) => {
    const line = nextLine;
    nextLine += linesOf(cells);
    const subject = cells[handle]?.trim().slice(0, 80) || null;
    return names.flatMap((name, index) => {
      const column = COLUMNS[name];
      const source = (cells[index] ?? "").trim();
      if (!column || !source || source.startsWith("ipfs://")) return [];
      return [{ source, cells, index, place: { line, column, subject } }];
    });
  });
}

const linesOf = (cells: readonly string[]): number =>
  1 + cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);

function rowsOf(bytes: Uint8Array): string[][] {
  try {
    return parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes), { relax_column_count: true });
  } catch {
    return [];
  }
}

const isOfThePicture = (error: unknown): error is Error =>
  error instanceof PictureFault ||
  (error instanceof ApiProblem && (error.code.startsWith("picture.") || error.code === "body.too-large"));

/** @throws PictureFault for more than the node takes */
export function checkSize(bytes: number): void {
  if (bytes > MAX_RAW_BYTES) throw new PictureFault(`it has more than ${MAX_RAW_BYTES / 2 ** 20} MiB`);
}

/** By content: an import that was broken off goes on where it was. */
async function added(
  client: Bringing["client"],
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignal | undefined,
): Promise<Picture> {
  const call = signal ? { signal } : {};
  try {
    return await client.uploadedPicture({ params: { digest: await sha2Of(bytes) }, ...call });
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== "picture.unknown") throw error;
    return client.addPicture({ body: bytes, ...call });
  }
}

/** A page that came over plain HTTP from afar has to count for itself, which takes longer. */
async function sha2Of(bytes: Uint8Array<ArrayBuffer>): Promise<Hex32> {
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  return subtle ? (toHex(new Uint8Array(await subtle.digest("SHA-256", bytes))) as Hex32) : digestOf(cidOf(bytes));
}
