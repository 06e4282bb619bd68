// A file for sale: what a listing says of it before it is paid for, and how large it may be once it is sealed for one order (rules L-7, G-1 … G-5).
import { sha256 } from "@noble/hashes/sha2.js";
import { z } from "zod";
import { type Hex32, hex32, toHex } from "./ids.ts";
import { text } from "./text.ts";

export const MAX_FILE_BYTES = 256 * 1024 * 1024;

const forbidden = /[/\\:*?"<>|\t\r\n]|^\.|\.$/;

/** A name that every file system takes, and that leads out of no folder. */
export const fileName = text(1, 120).refine((name) => !forbidden.test(name), "expected a plain file name");

export const file = z.strictObject({
  name: fileName,
  mediaType: z
    .string()
    .max(100)
    .regex(/^[a-z0-9]+\/[a-z0-9][a-z0-9.+-]*$/, "expected a media type like application/pdf"),
  bytes: z.int().min(1).max(MAX_FILE_BYTES),
  /** sha2-256 of salt ‖ bytes: says nothing to who has not paid, and shows who has that it is the right file. */
  digest: hex32,
});
export type DigitalFile = z.output<typeof file>;

export const SALT_BYTES = 16;

/** Takes the bytes as they come. */
export function fileDigest(salt: Uint8Array): { update(bytes: Uint8Array): void; digest(): Hex32 } {
  const hash = sha256.create().update(salt);
  return { update: (bytes) => void hash.update(bytes), digest: () => toHex(hash.digest()) as Hex32 };
}

/** age adds a header, a nonce, and a tag to each 64 KiB (age-encryption.org/v1). */
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const HEADER_BYTES = 1_024;

/** The most that a file may have once it is encrypted with age to one reader. */
export const maxSealedBytes = (bytes: number): number =>
  bytes + TAG_BYTES * (Math.ceil(bytes / CHUNK_BYTES) + 1) + HEADER_BYTES;
