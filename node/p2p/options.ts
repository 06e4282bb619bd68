// What the room of peers is given, and what it gives.
import type { Registry } from "prom-client";
import type { Recover } from "../../protocol/envelope.ts";
import type { Address } from "../../protocol/ids.ts";
import type { Journals, OwnEntries, Replicas } from "../core/ports/journals.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { PeerMeter } from "../core/ports/meter.ts";
import type { Media, Messages, NamedBlocks, Network } from "../core/ports/network.ts";
import type { Signer } from "../core/ports/signer.ts";
import type { RelayLimits } from "./net/relay.ts";

export interface P2pOptions {
  /** Folder of blocks.db; made 0700. */
  directory: string;
  /** 32-byte secp256k1 private key: signs the journal and is the libp2p peer's key. Never written to disk here. */
  journalKey: Uint8Array;
  /** X25519 public key, 0x and 64 hex digits, that the certificate names. */
  encryptionKey: `0x${string}`;
  owner: Address;
  chainId: number;
  escrow: Address;
  /** Multiaddrs to listen on, e.g. /ip4/127.0.0.1/tcp/0. */
  listen: string[];
  /** Multiaddrs that lead here besides. */
  announce?: string[];
  /** Multiaddrs of peers, with or without /p2p/…. */
  join: string[];
  /** Bounds within which this node relays for peers that cannot be dialled; it does not when left out. */
  relay?: RelayLimits;
  /** Whether to look for peers on the local network, and to be found there. */
  mdns?: boolean;
  ownEntries: OwnEntries;
  /** The owner's Ethereum account. */
  signer: Pick<Signer, "signTypedData">;
  recover: Recover;
  /** Unix seconds. */
  now(): number;
  /** Whether to hold an owner's journal; all when left out. Asked again and again. */
  wants?(owner: Address): boolean;
  /** Owners whom the user follows: their peers keep their places when all are taken. Nobody when left out. Asked again and again. */
  follows?(): ReadonlySet<Address>;
  /** Bytes of entries held of one foreign journal; 128 MiB when left out. */
  allowance?(owner: Address): number;
  logger: Logger;
  /** Milliseconds between anti-entropy rounds, 10,000 when left out. */
  antiEntropyMs?: number;
  /** At a time; 128 when left out, 512 of a relay. */
  maxConnections?: number;
  /** For blocks of files, to all peers together; unlimited when left out. */
  uploadBytesPerSecond?: number;
  /** How long a journal that came back waits for peers before it is written, 10,000 when left out. */
  consultMs?: number;
  /** How long a node without a certificate waits before it asks its signer again, 30,000 when left out. */
  certifyMs?: number;
  /** Bytes of own entries after which a checkpoint is made, 4 MiB when left out. */
  checkpointAfterBytes?: number;
  meter?: PeerMeter;
  /** For libp2p's own metrics. */
  registry?: Registry;
}

export interface P2p {
  /** @throws SoukError `node.port-in-use`; what libp2p throws where an address cannot be listened on otherwise */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Listeners and handlers are set, and journals read, before `start`; the rest works after it. */
  journals: Journals;
  replicas: Replicas;
  /** Writes what the own journal needs besides own.db; for a backup. */
  exportOwnJournal(file: string): void;
  network: Network;
  messages: Messages;
  media: Media;
  namedBlocks: NamedBlocks;
}
