// The fixture's pictures, drawn once for all test files: two dozen of them cost more than the rest of a visit.
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { PICTURES, type PictureName, renderPicture } from "../../../scripts/seed/pictures.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../../cache/pictures");

/** As WebP; drawn anew where the drawing has changed. */
export async function keptPicture(name: PictureName): Promise<Buffer> {
  const file = path.join(FOLDER, `${createHash("sha256").update(PICTURES[name].svg()).digest("hex")}.webp`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return kept;
  const drawn = await sharp(await renderPicture(name))
    .resize(900)
    .webp({ quality: 82, effort: 1 })
    .toBuffer();
  await mkdir(FOLDER, { recursive: true });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, drawn);
  await rename(fresh, file);
  return drawn;
}
