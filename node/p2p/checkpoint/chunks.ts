// Cuts sorted items into chunks where their keys say so, so that two states that differ little share most chunks (K-4).
import { MAX_CHUNK_BYTES, MIN_CHUNK_BYTES } from "../../../protocol/checkpoint.ts";
import { sha256 } from "../keys.ts";

/** A chunk goes on for so many bytes on average once it is large enough. */
const SPREAD_BYTES = 64 * 1024;

/** An edited item keeps its key, so its chunk ends where it ended; large items end one as often per byte as small ones. */
const endsHere = (key: string, size: number): boolean =>
  Buffer.from(sha256(key)).readUInt32BE(0) < (size / SPREAD_BYTES) * 2 ** 32;

/** @param onChunk gets the chunks in order */
export function createChunker(onChunk: (chunk: Uint8Array) => void) {
  let parts: Uint8Array[] = [];
  let filled = 0;

  function cut(): void {
    if (filled === 0) return;
    const chunk = Buffer.concat(parts, filled);
    parts = [];
    filled = 0;
    onChunk(chunk);
  }

  return {
    /** Items by rising key. */
    add(key: string, bytes: Uint8Array): void {
      if (filled + bytes.length > MAX_CHUNK_BYTES) cut();
      parts.push(bytes);
      filled += bytes.length;
      if (filled >= MIN_CHUNK_BYTES && endsHere(key, bytes.length)) cut();
    },
    end: cut,
  };
}
