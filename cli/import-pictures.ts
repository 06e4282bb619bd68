// Where `souk import` has the pictures of a product file from: a folder on this disk, or the web.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PictureFault } from "../client/product-pictures.ts";
import { MAX_RAW_BYTES } from "../protocol/api/route.ts";

const FETCH_MS = 30_000;

/** @param folder of relative paths. @throws PictureFault */
export async function pictureBytes(
  source: string,
  folder: string,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if (/^https?:/i.test(source)) return fetched(source, signal);
  const file = /^file:/i.test(source) ? fileURLToPath(source) : path.resolve(folder, source);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new PictureFault(`${file} cannot be read (${error.code}): --pictures <folder> says where they are`);
  });
  return new Uint8Array(bytes);
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
      if (length > MAX_RAW_BYTES) break;
    }
    return new Uint8Array(Buffer.concat(parts));
  } catch (error) {
    interrupt.throwIfAborted();
    throw error instanceof PictureFault
      ? error
      : new PictureFault(`it cannot be fetched (${(error as Error).message})`);
  }
}
