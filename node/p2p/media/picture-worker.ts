// Worker thread: re-encodes a picture to WebP, which drops EXIF and anything hidden beside the pixels (S-19).
import { parentPort } from "node:worker_threads";
import { fileTypeFromBuffer } from "file-type";
import sharp, { type Sharp } from "sharp";
import { MAX_PICTURE_BYTES, MAX_THUMBNAIL_BYTES, THUMBNAIL_EDGE } from "../../../protocol/picture.ts";

/** By content, never by name. SVG is text that runs; it is not in the list. */
const READABLE = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"]);
const MAX_PIXELS = 40_000_000;
const MAX_EDGE = 1_600;
const QUALITIES = [82, 60, 40];
const THUMBNAIL_QUALITIES = [70, 45, 20];

export interface PictureJob {
  id: number;
  bytes: Uint8Array;
}

export type PictureResult = { id: number } & (
  | { ok: true; bytes: Uint8Array; width: number; height: number; thumbnail: Uint8Array }
  | { ok: false; code: "picture.unsupported" | "picture.too-large"; reason: string }
);

sharp.cache(false);
sharp.concurrency(1);

async function encode({ id, bytes }: PictureJob): Promise<PictureResult> {
  const type = await fileTypeFromBuffer(bytes);
  if (!type || !READABLE.has(type.mime)) {
    return { id, ok: false, code: "picture.unsupported", reason: "It is not a JPEG, PNG, WebP, GIF or AVIF file" };
  }
  const options = { limitInputPixels: MAX_PIXELS, failOn: "error", sequentialRead: true } as const;
  try {
    const { width, height } = await sharp(bytes, options).metadata();
    if (width * height > MAX_PIXELS) {
      return { id, ok: false, code: "picture.too-large", reason: `It has more than ${MAX_PIXELS / 1e6} megapixels` };
    }
    const large = await fit(sharp(bytes, options), MAX_EDGE, QUALITIES, MAX_PICTURE_BYTES);
    const small = large && (await fit(sharp(large.data), THUMBNAIL_EDGE, THUMBNAIL_QUALITIES, MAX_THUMBNAIL_BYTES));
    if (!small) {
      return { id, ok: false, code: "picture.too-large", reason: "It does not fit 2 MiB even at low quality" };
    }
    return { id, ok: true, bytes: large.data, ...large.info, thumbnail: small.data };
  } catch (error) {
    const { message } = error as Error;
    const code = /pixel limit/i.test(message) ? "picture.too-large" : "picture.unsupported";
    return { id, ok: false, code, reason: `It cannot be decoded (${message.split("\n")[0]})` };
  }
}

/** WebP within an edge and a number of bytes, at the best quality that fits. */
async function fit(picture: Sharp, edge: number, qualities: number[], maxBytes: number) {
  for (const quality of qualities) {
    const { data, info } = await picture
      .clone()
      .rotate() // as EXIF says, before EXIF is dropped
      .resize({ width: edge, height: edge, fit: "inside", withoutEnlargement: true })
      .webp({ quality, effort: 2 })
      .toBuffer({ resolveWithObject: true });
    if (data.length <= maxBytes) return { data, info: { width: info.width, height: info.height } };
  }
  return undefined;
}

parentPort!.on("message", (job: PictureJob) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  void encode(job).then((result) => parentPort!.postMessage(result));
});
