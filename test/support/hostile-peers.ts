// Peers that mean harm, without a journal or a node above libp2p: a fresh identity each, dialling one victim over real TCP.
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import * as dagCbor from "@ipld/dag-cbor";
import type { Connection, Stream } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import { decode, encode } from "it-length-prefixed";
import { type Address, fromHex } from "../../protocol/ids.ts";
import type { SignedCertificate } from "../../protocol/journal.ts";
import { openDatabase } from "../../node/p2p/database.ts";
import { topicOf, topicsOf } from "../../node/p2p/journal/address.ts";
import { createBlocks } from "../../node/p2p/media/blocks.ts";
import { type Host, createHost } from "../../node/p2p/net/host.ts";
import type { Row } from "../../node/p2p/journal/row.ts";
import {
  SYNC_PROTOCOL,
  encodeCertificates,
  encodeCheckpoints,
  encodeDigest,
  encodeEntry,
  encodeForks,
  encodeHashes,
  encodeRange,
  encodeRequest,
  parseRequest,
} from "../../node/p2p/sync/wire.ts";
import { DIALABLE } from "./p2p-host.ts";
import { CHAIN_ID, ESCROW } from "./p2p-node.ts";

export const MARKET = `${CHAIN_ID}/${ESCROW}`;
export const soon = (ms = 10_000) => AbortSignal.timeout(ms);

export interface Stranger {
  host: Host;
  peerId: string;
  victim: Connection;
  /** What the victim speaks, as it says itself. */
  protocols(): Promise<string[]>;
  /** @throws when the victim does not listen to the topic in time */
  publishTo(owner: Address): Promise<(data: Uint8Array) => void>;
  leave(): Promise<void>;
}

/** What a peer claims in answers of /souk/sync/1.0.0. */
export interface Claims {
  rows: Row[];
  /** All of them whoever is asked for, or those of the owners that are asked for. */
  certificates: SignedCertificate[] | ((owners: Address[]) => SignedCertificate[]);
  /** Entries after a sequence. */
  entries(owner: Address, after: number): Uint8Array[];
  /** Answers digests alone; called when it was asked for more, and says nothing. */
  silent?(): void;
  /** Called after each range that was given. */
  given?(entries: number): void;
}

/** @param directory for the strangers' block store, which they share */
export function createStrangers(directory: string, victim: string) {
  const blockstore = createBlocks(openDatabase(directory));

  /** @param claims answers sync with them; a stranger does not speak sync without */
  return async function meet(claims?: Claims): Promise<Stranger> {
    const helia = createHost({
      listen: [],
      ...DIALABLE,
      privateKey: randomBytes(32),
      topics: topicsOf(MARKET),
      blockstore,
      relay: undefined,
      onNeighbour: undefined,
      chainId: CHAIN_ID,
      bitswap: { awaits: () => true, onExcess: () => {} },
    });
    await helia.start();
    const host = helia.libp2p;
    const { pubsub } = host.services;
    if (claims) await host.handle(SYNC_PROTOCOL, (stream) => void answer(stream, claims), { maxInboundStreams: 64 });
    for (const topic of topicsOf(MARKET)) pubsub.subscribe(topic);
    const connection = await host.dial(multiaddr(victim), { signal: soon() }).catch(async (error: unknown) => {
      await helia.stop();
      throw error;
    });
    return {
      host,
      peerId: host.peerId.toString(),
      victim: connection,
      async protocols() {
        for (let tries = 0; tries < 500; tries++) {
          const { protocols } = await host.peerStore.get(connection.remotePeer);
          if (protocols.includes(SYNC_PROTOCOL)) return protocols;
          await delay(10);
        }
        throw new Error("the victim does not say what it speaks");
      },
      async publishTo(owner) {
        const topic = topicOf(MARKET, owner);
        for (let tries = 0; pubsub.getSubscribers(topic).length === 0 && tries < 500; tries++) await delay(10);
        if (pubsub.getSubscribers(topic).length === 0) {
          const spoken = connection.streams.map(({ direction, protocol }) => `${direction} ${protocol}`).join(", ");
          const gossip = `gossip with ${pubsub.getPeers().length}`; // with 0, and streams, reading one of them failed
          throw new Error(`the victim does not listen: ${connection.status}, ${gossip}, streams ${spoken || "none"}`);
        }
        return (data) => void pubsub.publish(topic, data).catch(() => {});
      },
      async leave() {
        await helia.stop();
      },
    };
  };
}

async function answer(stream: Stream, { rows, certificates, entries, silent, given }: Claims): Promise<void> {
  try {
    for await (const frame of decode(stream)) {
      const verdict = parseRequest(frame.subarray());
      if (!verdict.ok) throw new Error(verdict.reason);
      const request = verdict.value;
      if (request.ask === "digest") await send(stream, encodeDigest({ rows, more: false, peers: [] }));
      else if (silent) silent();
      else if (request.ask === "certificates") {
        const list = typeof certificates === "function" ? certificates(request.owners) : certificates;
        await send(stream, encodeCertificates(list));
      } else if (request.ask === "checkpoints") await send(stream, encodeCheckpoints([]));
      else if (request.ask === "forks") await send(stream, encodeForks([]));
      // Another history, as far down as it is asked for; what stands where the two part is a forgery, too.
      else if (request.ask === "hashes") await send(stream, encodeHashes(request.sequences.map(() => randomBytes(32))));
      else if (request.ask === "entry") {
        await send(stream, encodeEntry(entries(request.owner, request.sequence)[0] ?? new Uint8Array()));
      } else {
        const parts = request.from.map(([owner, after]): [Address, Uint8Array[]] => [owner, entries(owner, after)]);
        for (const part of parts) await send(stream, encodeRange([part]));
        await send(stream, encodeRange([]));
        given?.(parts.reduce((sum, [, list]) => sum + list.length, 0));
      }
    }
    await stream.close();
  } catch {
    // the victim hung up
  }
}

async function send(stream: Stream, bytes: Uint8Array): Promise<void> {
  if (!stream.send(encode.single(bytes))) await stream.onDrain({ signal: soon() });
}

/** The victim's question is provoked by news: rows that come with a question of the stranger's own. */
export async function provoke({ victim }: Stranger, rows: Row[]): Promise<void> {
  try {
    const stream = await victim.newStream(SYNC_PROTOCOL, { signal: soon() });
    await send(stream, encodeRequest({ ask: "digest", market: MARKET, after: null, rows }));
    await stream.close({ signal: soon() });
  } catch {
    // the victim hung up
  }
}

export const rowFor = (owner: Address, sequence: number, certificate?: SignedCertificate): Row => [
  owner,
  sequence,
  certificate?.epoch ?? 1,
  certificate?.issuedAt ?? 1,
  new Uint8Array(sequence === 0 ? 0 : 32),
  0,
  0,
  0,
];

export const announcement = (owner: Address, entry: Uint8Array): Uint8Array =>
  dagCbor.encode({ owner: fromHex(owner), entry });
