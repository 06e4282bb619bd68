// Worker thread: re-encodes a picture to WebP, which drops EXIF and anything hidden beside the pixels (S-19).
import { parentPort } from "node:worker_threads";
import { fileTypeFromBuffer } from "file-type";
import sharp from "sharp";
import { MAX_PICTURE_BYTES } from "../../../protocol/picture.ts";

/** By content, never by name. SVG is text that runs; it is not in the list. */
const READABLE = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"]);
const MAX_PIXELS = 40_000_000;
const MAX_EDGE = 1_600;
const QUALITIES = [82, 60, 40];

export interface PictureJob {
  id: number;
  bytes: Uint8Array;
}

export type PictureResult = { id: number } & (
  | { ok: true; bytes: Uint8Array; width: number; height: number }
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
    for (const quality of QUALITIES) {
      const { data, info } = await sharp(bytes, options)
        .rotate() // as EXIF says, before EXIF is dropped
        .resize({ width: MAX_EDGE, height: MAX_EDGE, fit: "inside", withoutEnlargement: true })
        .webp({ quality, effort: 2 })
        .toBuffer({ resolveWithObject: true });
      if (data.length <= MAX_PICTURE_BYTES)
        return { id, ok: true, bytes: data, width: info.width, height: info.height };
    }
    return { id, ok: false, code: "picture.too-large", reason: "It does not fit 2 MiB even at low quality" };
  } catch (error) {
    const { message } = error as Error;
    const code = /pixel limit/i.test(message) ? "picture.too-large" : "picture.unsupported";
    return { id, ok: false, code, reason: `It cannot be decoded (${message.split("\n")[0]})` };
  }
}

parentPort!.on("message", (job: PictureJob) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  void encode(job).then((result) => parentPort!.postMessage(result));
});
