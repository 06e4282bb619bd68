// Where `souk import` has the pictures of a product file from: a folder on this disk, or the web.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PictureFault } from "../client/product-pictures.ts";
import { MAX_RAW_BYTES } from "../protocol/api/route.ts";
import { TooLarge, readAtMost, readFileAtMost, whyUnreadable } from "./read-file.ts";

const FETCH_MS = 30_000;

/** @param folder of relative paths. @throws PictureFault */
export async function pictureBytes(
  source: string,
  folder: string,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if (/^https?:/i.test(source)) return fetched(source, signal);
  let file = path.resolve(folder, source);
  try {
    if (/^file:/i.test(source)) file = fileURLToPath(source);
    return await readFileAtMost(file, MAX_RAW_BYTES);
  } catch (error) {
    if (error instanceof TooLarge) throw new PictureFault(error.message);
    throw new PictureFault(`${file} cannot be read (${whyUnreadable(error)}): --pictures <folder> says where they are`);
  }
}

async function fetched(source: string, interrupt: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const signal = AbortSignal.any([interrupt, AbortSignal.timeout(FETCH_MS)]);
  try {
    const response = await fetch(source, { signal });
    if (!response.ok) throw new PictureFault(`the server answered ${response.status}`);
    if (!response.body) throw new PictureFault("the server answered nothing");
    return await readAtMost(response.body, MAX_RAW_BYTES);
  } catch (error) {
    interrupt.throwIfAborted();
    if (error instanceof PictureFault) throw error;
    if (error instanceof TooLarge) throw new PictureFault(error.message);
    throw new PictureFault(`it cannot be fetched (${(error as Error).message})`);
  }
}

/** How files of the kinds begin that a node takes; what is inside only the node can see. */
const BEGINNINGS: readonly RegExp[] = [
  /^\xff\xd8\xff/, // JPEG
  /^\x89PNG\r\n/,
  /^RIFF[^]{4}WEBP/,
  /^GIF8/,
  /^[^]{4}ftyp/, // AVIF
];

/** @throws PictureFault for bytes that are no picture */
export function checkKind(bytes: Uint8Array): void {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  if (!BEGINNINGS.some((beginning) => beginning.test(head)))
    throw new PictureFault("it is not a JPEG, PNG, WebP, GIF or AVIF file");
}
