// A picture of a listing or profile: the UnixFS root of its bytes, and what a page needs before it has them (rule L-6).
import { z } from "zod";
import { text } from "./text.ts";

export const MAX_PICTURE_BYTES = 2 * 1024 * 1024;
export const MAX_PICTURES = 12;
/** Of a thumbnail: its longer edge in pixels, and its bytes. */
export const THUMBNAIL_EDGE = 480;
export const MAX_THUMBNAIL_BYTES = 64 * 1024;
/** Both are what sharp re-encodes to; SVG is never accepted (S-19). */
export const PICTURE_TYPES = ["image/webp", "image/jpeg"] as const;

/** CIDv1 of a UnixFS DAG, raw leaves; dag-pb or raw. */
const file = z.string().regex(/^baf[a-z2-7]{56}$/, "expected a CID");

export const picture = z.strictObject({
  cid: file,
  type: z.enum(PICTURE_TYPES),
  bytes: z.int().min(1).max(MAX_PICTURE_BYTES),
  width: z.int().min(1).max(8_192),
  height: z.int().min(1).max(8_192),
  alt: text(0, 200),
  /** The same picture, small: what lists show, and what a reader fetches first. */
  thumbnail: z.strictObject({ cid: file, bytes: z.int().min(1).max(MAX_THUMBNAIL_BYTES) }),
});
export type Picture = z.output<typeof picture>;

/** The files of a picture, the small one first. */
export const filesOf = ({ thumbnail, cid }: Picture): string[] => [thumbnail.cid, cid];
