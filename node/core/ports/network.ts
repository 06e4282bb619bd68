// Ports: peers as the API shows them, private messages to a participant, and pictures by content address. Adapter: p2p.
import type { Address } from "../../../protocol/ids.ts";
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
}

export interface Refusal {
  peerId: string;
  reason: string;
  count: number;
}

export interface Network {
  peerId(): string;
  /** Multiaddrs with /p2p/, for `--join`. */
  addresses(): string[];
  peers(): PeerView[];
  /** Addresses to join that do not answer; they are tried again, with growing pauses. */
  missing(): { address: string; tries: number }[];
  /** What peers sent that was refused, newest first, bounded. */
  refusals(): Refusal[];
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

export interface Media {
  /**
   * Re-encodes a picture (EXIF dropped, at most 1600 px) and stores it as UnixFS, pinned.
   * @throws SoukError `picture.unsupported` or `picture.too-large`
   */
  addPicture(bytes: Uint8Array, alt: string): Promise<Picture>;
  /** Reads a file of at most `maxBytes` from here or from peers. @throws SoukError `picture.unknown` (retryable) after a deadline */
  read(cid: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
  /** Fetches and pins in the background, with retries, so that the file outlives its author's node. Never throws. */
  keep(cids: string[]): void;
}
