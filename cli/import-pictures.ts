// Pictures that a CSV file names by path or address: added to the node, and named by their CID instead. What it has is not sent again.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { ApiProblem } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { sourceOf } from "../protocol/picture-source.ts";
import type { Picture } from "../protocol/picture.ts";
import { UsageError } from "./usage-error.ts";
import type { World } from "./world.ts";

const COLUMNS = ["image src", "variant image"];
/** What the node takes in one request. */
const MAX_BYTES = 12 * 1024 * 1024;
const FETCH_MS = 30_000;
/** The node encodes one after the other; the next is read meanwhile. */
const AT_ONCE = 3;
const MAX_SHOWN = 20;
/** Stands for a picture in a dry run, which adds none. */
const UNSEEN = `baf${"a".repeat(56)}`;
const PLACEHOLDER: Picture = {
  cid: UNSEEN,
  type: "image/webp",
  bytes: 1,
  width: 1,
  height: 1,
  alt: "",
  thumbnail: { cid: UNSEEN, bytes: 1 },
};

/**
 * @param from the CSV file, and the folder of its pictures; left out, the file's own
 * @returns the file with its pictures by CID; as it is where it names none, or cannot be read: then the node says why
 * @throws UsageError for pictures that cannot be had
 */
export async function bringPictures(
  { client, world }: { client: Client; world: World },
  bytes: Uint8Array<ArrayBuffer>,
  from: { file: string; folder: string | undefined },
  isDry: boolean,
  onStep: (what: string) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const rows = rowsOf(bytes);
  const places = (rows[0] ?? []).flatMap((name, index) => (COLUMNS.includes(name.trim().toLowerCase()) ? [index] : []));
  const sources = new Set(
    rows
      .slice(1)
      .flatMap((row) => places.map((index) => (row[index] ?? "").trim()).filter((cell) => cell && !isHere(cell))),
  );
  if (sources.size === 0) return bytes;
  const folder = from.folder ?? (from.file === "-" ? "." : path.dirname(from.file));
  const found = new Map<string, string>();
  const faults: string[] = [];
  const waiting = [...sources];
  const next = async (): Promise<void> => {
    for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
      world.interrupt.throwIfAborted();
      try {
        const picture = await bytesOf(source, folder, world.interrupt);
        found.set(source, sourceOf(isDry ? PLACEHOLDER : await added(client, picture, world.interrupt)));
      } catch (error) {
        if (!(error instanceof PictureFault) && !(error instanceof ApiProblem && error.status < 500)) throw error;
        faults.push(`${source}: ${error.message}`);
      }
      onStep(`pictures ${found.size + faults.length}/${sources.size}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  if (faults.length > 0) {
    const rest = faults.length > MAX_SHOWN ? [`and ${faults.length - MAX_SHOWN} more`] : [];
    throw new UsageError([...faults.slice(0, MAX_SHOWN), ...rest, "nothing was imported"].join("\n"));
  }
  for (const row of rows.slice(1)) {
    for (const index of places) {
      const source = found.get((row[index] ?? "").trim());
      // The same file under two names in one product would be one picture twice; the node sees to that.
      if (source !== undefined) row[index] = source;
    }
  }
  return new Uint8Array(Buffer.from(stringify(rows, { record_delimiter: "windows" })));
}

const isHere = (source: string): boolean => source.startsWith("ipfs://");

function rowsOf(bytes: Uint8Array): string[][] {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return parse(text, { relax_column_count: true }) as string[][];
  } catch {
    return [];
  }
}

/** It cannot be had, for a reason that its owner can do something about. */
class PictureFault extends Error {
  override readonly name = "PictureFault";
}

async function bytesOf(source: string, folder: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  if (/^https?:/i.test(source)) return fetched(source, signal);
  const file = /^file:/i.test(source) ? fileURLToPath(source) : path.resolve(folder, source);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new PictureFault(`${file} cannot be read (${error.code}): --pictures <folder> says where they are`);
  });
  return bounded(new Uint8Array(bytes));
}

async function fetched(source: string, interrupt: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const signal = AbortSignal.any([interrupt, AbortSignal.timeout(FETCH_MS)]);
  try {
    const response = await fetch(source, { signal });
    if (!response.ok) throw new PictureFault(`the server answered ${response.status}`);
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body ?? []) {
      parts.push(part as Uint8Array);
      length += (part as Uint8Array).length;
      if (length > MAX_BYTES) break;
    }
    return bounded(new Uint8Array(Buffer.concat(parts)));
  } catch (error) {
    interrupt.throwIfAborted();
    throw error instanceof PictureFault
      ? error
      : new PictureFault(`it cannot be fetched (${(error as Error).message})`);
  }
}

function bounded(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes.length <= MAX_BYTES) return bytes;
  throw new PictureFault(`it has more than ${MAX_BYTES / 2 ** 20} MiB`);
}

/** By content: an import that was broken off goes on where it was. */
async function added(client: Client, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<Picture> {
  const digest = `0x${createHash("sha256").update(bytes).digest("hex")}`;
  try {
    return await client.uploadedPicture({ params: { digest }, signal });
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== "picture.unknown") throw error;
    return client.addPicture({ body: bytes, signal });
  }
}
