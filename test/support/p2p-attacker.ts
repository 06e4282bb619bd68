// A process with stock @orbitdb/core that speaks Souk's framing and attacks one node over real libp2p, as the test tells it by messages.
import { createHash } from "node:crypto";
import { once } from "node:events";
import * as dagCbor from "@ipld/dag-cbor";
import type { Stream } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import { Entry, type LogEntry } from "@orbitdb/core";
import { decode, encode } from "it-length-prefixed";
import * as Block from "multiformats/block";
import { sha256 } from "multiformats/hashes/sha2";
import { type Address, ZERO_HEX32, fromHex, journalName } from "../../protocol/ids.ts";
import { type Certificate, type SignedCertificate, certificateDigest } from "../../protocol/journal.ts";
import { journalAddress, topicOf } from "../../node/p2p/journal/address.ts";
import { type Target, type Victimised, forgeriesByStranger, forgeriesByWriter, goodEntries } from "./p2p-forgeries.ts";
import { CHAIN_ID, DOMAIN, ESCROW, createAccount } from "./p2p-node.ts";
import { type StockNode, createStock } from "./p2p-stock.ts";

export type Command =
  | { do: "forge"; victim: string; seller: { owner: Address } & Victimised }
  | { do: "flood"; victim: string; seller: { owner: Address } & Victimised; count: number }
  | { do: "garbage"; victim: string; frames: number }
  | { do: "oversized"; victim: string }
  | { do: "slow"; victim: string; large: Address }
  | { do: "stock-spoof"; seller: string; database: string; payload: unknown; time?: number }
  | { do: "stock-payload"; seller: string; database: string; value: unknown };

const SYNC = "/souk/sync/1.0.0";
const MESSAGE = "/souk/message/1.0.0";
/** Streams at a time: fewer than a node takes of one protocol from one peer. */
const LANES = 4;
const MARKET = `${CHAIN_ID}/${ESCROW}`;
const mallory = createAccount("mallory");
const directory = process.argv[2]!;
const tell = (message: object) => process.send!(message);
const soon = () => AbortSignal.timeout(10_000);

/** One libp2p peer that offers `entries` of `owner` above `after`, by range and by gossip. */
interface Offer {
  owner: Address;
  after: number;
  entries: Uint8Array[];
  certificate?: SignedCertificate;
}

async function offer(victim: string, { owner, after, entries, certificate }: Offer, name: string): Promise<StockNode> {
  const peer = await createStock({ directory: `${directory}/${Math.random()}`, unsignedGossip: true });
  const { libp2p } = peer.helia;
  const id = fromHex(owner);
  const asked = Promise.withResolvers<void>();
  const answer = (request: { ask: string; after?: unknown; from?: [Uint8Array, number][] }): unknown[] => {
    if (request.ask === "digest") {
      const digest = createHash("sha256").update(entries.at(-1)!).digest();
      const row = [id, after + entries.length, certificate?.epoch ?? 1, certificate?.issuedAt ?? 1, digest, 0, 0, 0];
      return [{ rows: [row], more: false, peers: [] }];
    }
    if (request.ask === "certificates") return [{ certificates: certificate ? [certificate] : [] }];
    setImmediate(asked.resolve);
    return [[[id, entries.slice(Math.max(0, request.from![0]![1] - after))]], []];
  };
  await libp2p.handle(SYNC, async (stream) => {
    try {
      for await (const frame of decode(stream)) {
        for (const value of answer(dagCbor.decode(frame.subarray()))) stream.send(encode.single(dagCbor.encode(value)));
      }
      await stream.close();
    } catch {
      // the victim hung up
    }
  });
  const pubsub = libp2p.services.pubsub;
  const topic = topicOf(MARKET, owner);
  pubsub.subscribe(topic);
  await libp2p.dial(multiaddr(victim));
  await Promise.race([
    asked.promise,
    new Promise((_, reject) => setTimeout(reject, 10_000, new Error(`${name}: never asked`))),
  ]);
  for (let tries = 0; pubsub.getSubscribers(topic).length === 0 && tries < 200; tries++) await pause(20);
  await pubsub.publish(topic, dagCbor.encode({ owner: id, entry: entries[0]! }));
  return peer;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function attack(victim: string, name: string, offered: Offer): Promise<void> {
  const peer = await offer(victim, offered, name);
  const next = once(process, "message") as Promise<unknown>; // the test has seen the refusal, or has given up
  tell({ attack: name, peerId: peer.helia.libp2p.peerId.toString() });
  await next;
  await peer.stop();
}

async function forge({ victim, seller }: Extract<Command, { do: "forge" }>): Promise<void> {
  const stock = await createStock({ directory: `${directory}/identity` });
  const { identity } = stock.orbitdb;
  const { head, owner } = seller;
  for (const [name, make] of Object.entries(forgeriesByStranger(identity, seller))) {
    await attack(victim, name, { owner, after: head.sequence, entries: await make() });
  }
  const now = Math.floor(Date.now() / 1_000);
  const words: Certificate = {
    owner: mallory.address,
    journalKey: `0x${identity.publicKey}`,
    identity: identity.hash,
    encryptionKey: `0x${"00".repeat(32)}`,
    epoch: 1,
    fromSequence: 1,
    base: ZERO_HEX32,
    issuedAt: now,
    expiresAt: now + 1_000,
  };
  const certificate = { ...words, signature: mallory.sign(certificateDigest(DOMAIN, words)) };
  const name = journalName(CHAIN_ID, ESCROW, mallory.address);
  const own: Target = { address: journalAddress(name), head: { sequence: 0, hash: "" } };
  const good = await goodEntries(identity, own, 2);
  await attack(victim, "good", { owner: mallory.address, after: 0, entries: good, certificate });
  for (const [shape, make] of Object.entries(forgeriesByWriter(identity, own))) {
    const entries = await make();
    await attack(victim, shape, { owner: mallory.address, after: own.head.sequence, entries, certificate });
  }
  await stock.stop();
}

async function flood({ victim, seller, count }: Extract<Command, { do: "flood" }>): Promise<void> {
  const stock = await createStock({ directory: `${directory}/flood`, unsignedGossip: true });
  const topic = topicOf(MARKET, seller.owner);
  const { libp2p } = stock.helia;
  const pubsub = libp2p.services.pubsub;
  pubsub.subscribe(topic);
  await libp2p.dial(multiaddr(victim));
  for (let tries = 0; pubsub.getSubscribers(topic).length === 0 && tries < 200; tries++) await pause(20);
  const [forged] = await forgeriesByStranger(stock.orbitdb.identity, seller)["own key, seller's identity"]!();
  const entry = dagCbor.decode(forged!) as LogEntry;
  for (let number = 0; number < count; number++) {
    const noise = number % 2 === 0 ? crypto.getRandomValues(new Uint8Array(200)) : undefined;
    const bytes = dagCbor.encode({ ...entry, sig: `${entry.sig}${number}` });
    const data = noise ?? dagCbor.encode({ owner: fromHex(seller.owner), entry: bytes });
    pubsub.publish(topic, data).catch(() => {});
    if (number % 50 === 0) await pause(1);
  }
  tell({ flooded: count });
  await once(process, "message");
  await stock.stop();
}

/** Random bytes, oversized and torn frames on both protocols. */
async function garbage({ victim, frames }: Extract<Command, { do: "garbage" }>): Promise<void> {
  const stock = await createStock({ directory: `${directory}/garbage` });
  const connection = await stock.helia.libp2p.dial(multiaddr(victim));
  const send = async (number: number): Promise<void> => {
    const random = crypto.getRandomValues(new Uint8Array(1 + (number % 300)));
    const kinds = [
      random,
      encode.single(random).subarray(),
      Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0), // four gigabytes are announced
      encode.single(dagCbor.encode({ ask: "range", from: [[new Uint8Array(20), -1]] })).subarray(),
      encode.single(new Uint8Array(600).fill(0x9f)).subarray(), // arrays without end
    ];
    try {
      const stream = await connection.newStream([SYNC, MESSAGE][number % 2]!, { signal: soon() });
      stream.send(kinds[number % kinds.length]!);
      if (number % 3 === 0) stream.abort(new Error("gone"));
      else await stream.close({ signal: soon() });
    } catch {
      // the victim hung up
    }
  };
  const lane = async (first: number) => {
    for (let number = first; number < frames; number += LANES) await send(number);
  };
  await Promise.all(Array.from({ length: LANES }, (_, first) => lane(first)));
  tell({ sent: frames });
  await once(process, "message");
  await stock.stop();
}

/** One complete frame of 200 kB on each protocol. */
async function oversized({ victim }: Extract<Command, { do: "oversized" }>): Promise<void> {
  const stock = await createStock({ directory: `${directory}/oversized` });
  const connection = await stock.helia.libp2p.dial(multiaddr(victim));
  for (const protocol of [SYNC, MESSAGE]) {
    const stream = await connection.newStream(protocol, { signal: soon() });
    stream.send(encode.single(new Uint8Array(200_000)));
    await lifetime(stream);
  }
  tell({ peerId: stock.helia.libp2p.peerId.toString() });
  await once(process, "message");
  await stock.stop();
}

async function lifetime(stream: Stream): Promise<number> {
  const opened = Date.now();
  await new Promise((resolve) => stream.addEventListener("close", resolve, { once: true }));
  return Date.now() - opened;
}

/** Streams that begin a frame and never end it, and one that asks for a large journal and reads nothing; reports how long the victim keeps each. */
async function slow({ victim, large }: Extract<Command, { do: "slow" }>): Promise<void> {
  const stock = await createStock({ directory: `${directory}/slow` });
  const connection = await stock.helia.libp2p.dial(multiaddr(victim));
  const held = async (protocol: string): Promise<number> => {
    const stream: Stream = await connection.newStream(protocol, { signal: soon() });
    stream.send(Uint8Array.of(0x7f, 1));
    const drip = setInterval(() => stream.status === "open" && stream.send(Uint8Array.of(1)), 1_000);
    const time = await lifetime(stream);
    clearInterval(drip);
    return time;
  };
  const deaf = async (): Promise<number> => {
    const stream = await connection.newStream(SYNC, { signal: soon() });
    stream.pause();
    stream.maxReadBufferLength = 2 ** 30;
    stream.send(encode.single(dagCbor.encode({ ask: "range", from: [[fromHex(large), 0]] })));
    return lifetime(stream);
  };
  const streams = [...[SYNC, SYNC, SYNC, SYNC, MESSAGE, MESSAGE].map(held), deaf()];
  tell({ holding: streams.length });
  tell({ freed: await Promise.all(streams) });
  await once(process, "message");
  await stock.stop();
}

interface Documents {
  address: string;
  log: { heads(): Promise<LogEntry[]> };
  events: NodeJS.EventEmitter;
  get(key: string): Promise<unknown>;
  close(): Promise<void>;
}

async function replicate(
  seller: string,
  database: string,
): Promise<{ stock: StockNode; heads: LogEntry[]; documents: Documents }> {
  const stock = await createStock({ directory: `${directory}/stock` });
  await stock.helia.libp2p.dial(multiaddr(seller));
  const documents = await stock.orbitdb.open<Documents>(database);
  for (let tries = 0; (await documents.log.heads()).length === 0 && tries < 500; tries++) await pause(20);
  return { stock, heads: await documents.log.heads(), documents };
}

/** The same forgery against stock `documents` with stock's controller: own key, seller's identity hash. */
async function stockSpoof({ seller, database, payload, time }: Extract<Command, { do: "stock-spoof" }>): Promise<void> {
  const { stock, heads } = await replicate(seller, database);
  const { identity } = stock.orbitdb;
  const head = heads[0]!;
  const clock = { id: identity.publicKey, time: time ?? head.clock.time + 1 };
  const entry = await Entry.create(identity, database, payload ?? {}, undefined, clock, [head.hash!]);
  const { id, next, refs, v } = entry;
  const sig = await identity.sign(identity, dagCbor.encode({ id, payload, next, refs, clock, v }));
  const bytes = dagCbor.encode({ ...entry, payload, sig, identity: head.identity });
  await stock.helia.libp2p.services.pubsub.publish(database, bytes);
  tell({ published: true });
  await once(process, "message");
  await stock.stop();
}

/** The genuine signature with another payload, handed to a replica that knows nobody else. */
async function stockPayload({ seller, database, value }: Extract<Command, { do: "stock-payload" }>): Promise<void> {
  const { stock, heads, documents } = await replicate(seller, database);
  const genuine = heads[0]!;
  await stock.helia.libp2p.hangUp(multiaddr(seller));
  await documents.close();
  const { hash: _, ...fields } = genuine;
  const forged = { ...(genuine.payload as object), value };
  const { cid, bytes } = await Block.encode({
    value: { ...fields, payload: forged, _payload: genuine.payload },
    codec: dagCbor,
    hasher: sha256,
  });
  await stock.helia.blockstore.put(cid, bytes); // the replica asks for what it was sent
  await stock.block(genuine.identity, soon()); // and for its writer's identity
  await stock.block(database.split("/").pop()!, soon());
  const pubsub = stock.helia.libp2p.services.pubsub;
  pubsub.subscribe(database);
  tell({ address: stock.address() });
  for (let tries = 0; pubsub.getSubscribers(database).length === 0 && tries < 500; tries++) await pause(20);
  await pubsub.publish(database, bytes);
  tell({ published: true });
  await once(process, "message");
  await stock.stop();
}

const [command] = (await once(process, "message")) as [Command];
if (command.do === "forge") await forge(command);
else if (command.do === "flood") await flood(command);
else if (command.do === "garbage") await garbage(command);
else if (command.do === "oversized") await oversized(command);
else if (command.do === "slow") await slow(command);
else if (command.do === "stock-spoof") await stockSpoof(command);
else await stockPayload(command);
tell({ done: true });
process.exit(0);
