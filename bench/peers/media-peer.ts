// A peer of the media bench: holds a file, or fetches it from peers that do.
import { type Driven, startDriven } from "./peer.ts";

export interface Fetched {
  ms: number;
  bytes: number;
  /** Held before. */
  heldBytes: number;
  duplicateBytes: number;
}

export interface MediaCalls {
  /** @param uploadBytesPerSecond the most this peer gives, to all together. @returns where to be joined */
  open(options: { directory: string; join?: string[]; uploadBytesPerSecond?: number }): Promise<string>;
  /** Adds the file of this size. @returns its CID */
  add(options: { bytes: number }): Promise<string>;
  /** Resolves when so many peers are connected. */
  meets(options: { peers: number }): Promise<void>;
  /** Resolves when the whole file is stored here. */
  fetch(options: { cid: string }): Promise<Fetched>;
  /** Resolves when a running fetch has so many bytes stored. @returns how many */
  reaches(options: { bytes: number }): Promise<number>;
}

export type MediaPeer = Driven<MediaCalls>;

/** Ours, stock Bitswap, and two floors: bytes over a libp2p stream, bytes over a socket. */
export type MediaSystem = "media-souk" | "media-stock" | "media-libp2p" | "media-tcp";

export const startMediaPeer = (system: MediaSystem): MediaPeer =>
  startDriven<MediaCalls>(system, ["open", "add", "meets", "fetch", "reaches"]);

/** Bytes that do not repeat and do not compress, the same in every process. */
export async function* fileOf(bytes: number): AsyncGenerator<Uint8Array> {
  const part = 1024 * 1024;
  let state = 1;
  for (let at = 0; at < bytes; at += part) {
    const words = new Uint32Array(Math.min(part, bytes - at) / 4);
    for (let index = 0; index < words.length; index++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[index] = state;
    }
    yield new Uint8Array(words.buffer);
  }
}
