// Ports: peers as the API shows them, private messages to a participant, and pictures by content address. Adapter: p2p.
import type { Address, Cid, Hex32 } from "../../../protocol/ids.ts";
import type { Picture } from "../../../protocol/picture.ts";

export interface PeerView {
  peerId: string;
  addresses: string[];
  /** Of the connection in use; of the way to the relay when it is relayed. */
  transport: "tcp" | "websocket";
  relayed: boolean;
  /** The owners whose home this peer proved to be (its libp2p key is the certified journal key). */
  owner: Address | null;
  latencyMs: number | null;
  journals: number;
  serves: { blocks: boolean; relay: boolean };
  /** Of the connection in use, with everything that libp2p adds. */
  bytesIn: number;
  bytesOut: number;
  /** Unix milliseconds of the newest byte from it. */
  heardAt: number;
}

export interface Refusal {
  peerId: string;
  reason: string;
  count: number;
}

export type NetworkChange =
  | { type: "peer.connected"; peerId: string }
  | { type: "peer.gone"; peerId: string }
  | { type: "peer.refused"; peerId: string; reason: string };

export interface Network {
  peerId(): string;
  /** Multiaddrs with /p2p/, for `--join`. */
  addresses(): string[];
  peers(): PeerView[];
  /** The furthest that a connected peer claims to hold a journal (unproven), and when anyone last named it (unix milliseconds). */
  heard(owner: Address): { sequence: number; at: number } | undefined;
  /** Addresses to join that do not answer; they are tried again, with growing pauses. */
  missing(): { address: string; tries: number }[];
  /** What peers sent that was refused, newest first, bounded. */
  refusals(): Refusal[];
  /** Called when a peer comes or goes or is refused, a few times a second at most: the rest is left out. @returns unsubscribe */
  onChange(listener: (change: NetworkChange) => void): () => void;
}

export interface Messages {
  /**
   * Delivers bytes to the node whose libp2p key the owner's certificate names.
   * @throws SoukError `peer.unreachable` (retryable) or `peer.refused` with the recipient's reason
   */
  send(recipient: Address, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** The handler answers null to accept (durably) or a reason to refuse; it never throws for bad input. */
  onMessage(handler: (bytes: Uint8Array) => Promise<string | null>): void;
}

/** A file on its way here, or one that was lately. Bytes are of blocks, checked by hash and stored. */
export interface Download {
  cid: Cid;
  state: "running" | "complete" | "failed";
  /** As the file itself says; null before its first block is here. */
  totalBytes: number | null;
  bytes: number;
  /** Of `bytes`: held before this download. */
  heldBytes: number;
  /** Arrived a second time, from another peer. */
  duplicateBytes: number;
  blocks: number;
  /** Who gave how much, and how fast; `bitswap` stands for peers that speak nothing else. */
  sources: { peerId: string; bytes: number; bytesPerSecond: number }[];
}

export interface FetchOptions {
  /** A larger file is given up. */
  maxBytes: number;
  signal: AbortSignal;
  /** Called several times a second, and at the end. */
  onProgress?: (progress: Download) => void;
}

export interface AddOptions {
  /** @throws SoukError `file.too-large` when there is more */
  maxBytes: number;
  signal: AbortSignal;
  onProgress?: (bytes: number) => void;
}

export interface Media {
  /**
   * Re-encodes a picture (EXIF dropped, at most 1600 px) and stores it as UnixFS, pinned.
   * @throws SoukError `picture.unsupported` or `picture.too-large`
   */
  addPicture(bytes: Uint8Array, alt: string): Promise<Picture>;
  /** Reads a file of at most `maxBytes` from here or from peers. @throws SoukError `picture.unknown` (retryable) after a deadline */
  read(cid: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
  /** Stores a file of any kind as UnixFS while it is read: only a few blocks of it are in memory. */
  addFile(source: AsyncIterable<Uint8Array>, options: AddOptions): Promise<{ cid: string; bytes: number }>;
  /**
   * Brings a whole file here from all peers that have it, without reading it; goes on where an earlier attempt ended.
   * @throws SoukError `file.refused` when it is too large, too deep or no UnixFS file, `file.unknown` (retryable) when it did not arrive
   */
  fetch(cid: string, options: FetchOptions): Promise<void>;
  /** Bytes of a file that is here. @throws SoukError `file.unknown` when a part is missing */
  open(cid: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Running ones and the last that ended, newest first. */
  downloads(): Download[];
  /** Deletes files that nothing here names any more, and fetches them no longer. */
  forget(cids: string[]): void;
  /** Fetches and pins in the background, with retries, so that the file outlives its author's node. Never throws. */
  keep(cids: string[]): void;
}

/** Blocks that the chain names by digest, such as the text of a review. Each is small, and worth nothing without that name. */
export interface NamedBlocks {
  /** What is stored here. */
  find(digest: Hex32): Uint8Array | undefined;
  /** Stores a block, so that peers get it from here. Idempotent. */
  hold(bytes: Uint8Array): Promise<void>;
  /** Connected peers. */
  peers(): string[];
  /** Asks connected peers. What comes is what its digest names; nothing is stored. */
  ask(digests: Hex32[], maxBytes: number, signal: AbortSignal): Promise<Map<Hex32, Uint8Array>>;
  /** How many connected peers say that they have it. */
  holders(digest: Hex32, signal: AbortSignal): Promise<number>;
  /**
   * Tells a participant's node, or a connected peer, that there is something to fetch here.
   * @returns whether it has that already. @throws SoukError `peer.unreachable` (retryable)
   */
  offer(to: Address | string, digest: Hex32, signal: AbortSignal): Promise<boolean>;
  /** Digests that a peer offers and that are not here: a hint, never bytes. */
  onOffer(listener: (digests: Hex32[]) => void): void;
}
