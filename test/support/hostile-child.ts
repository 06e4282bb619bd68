// The process of the hostile suite's attackers: many libp2p peers against one node, told what to do by messages.
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import * as dagCbor from "@ipld/dag-cbor";
import type { Stream } from "@libp2p/interface";
import { encode } from "it-length-prefixed";
import { type Address, fromHex } from "../../protocol/ids.ts";
import { BLOCKS_PROTOCOL } from "../../node/p2p/media/block-wire.ts";
import { MESSAGE_PROTOCOL } from "../../node/p2p/messages.ts";
import { SYNC_PROTOCOL } from "../../node/p2p/sync/wire.ts";
import { type Claims, type Stranger, announcement, createStrangers, provoke, rowFor, soon } from "./hostile-peers.ts";
import { type Writer, createForgeries, createWriter } from "./hostile-writers.ts";
import type { Victimised } from "./p2p-forgeries.ts";

type Seller = { owner: Address } & Victimised;
export type Attack =
  | { do: "forge"; victim: string; seller: Seller; count: number }
  | { do: "garbage"; victim: string; seller: Seller; frames: number }
  | { do: "pointers"; victim: string; seller: Seller }
  | { do: "slow"; victim: string; peers: number; large: Address; blocks: Uint8Array[] }
  | { do: "flood"; victim: string; seller: Seller; peers: number; seconds: number }
  | { do: "heads"; victim: string; certificates: number }
  | { do: "wants"; victim: string; lists: number; digests: Uint8Array[] };

/** Certified owners in bad faith: a range answer has room for 256 journals. */
const WRITERS = 126;
/** Questions that a peer's news may provoke at once. */
const PROVOCATIONS = 8;
const LANES = 4;

const directory = process.argv[2]!;
const tell = (message: object) => process.send!(message);
const told = () => once(process, "message");
const never = () => undefined;

async function lanes(count: number, work: (number: number) => Promise<void>, width = LANES): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

const createWriters = (count: number): Promise<Writer[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => createWriter(`mallory ${index}`)));

/** A third of the entries by gossip, two thirds by range: alone, and as the ancestor of a good child. */
async function forge({ victim, seller, count }: Extract<Attack, { do: "forge" }>): Promise<void> {
  const meet = createStrangers(directory, victim);
  const writers = await createWriters(WRITERS);
  const forgeries = await createForgeries(seller, writers);
  const certificates = writers.map(({ certificate }) => certificate);
  const goodRows = writers.map(({ owner, certificate }) => rowFor(owner, 1, certificate));
  const good = new Map(writers.map(({ owner, good: bytes }) => [owner, bytes]));
  const control = await meet({
    rows: goodRows,
    certificates,
    entries: (owner, after) => (after === 0 ? [good.get(owner)!] : []),
  });
  tell({ good: writers.length, owners: writers.map(({ owner }) => owner) });
  await told(); // the victim has them: what is refused from now on is refused for what it is
  await control.leave();

  let number = 0;
  const done = { streamed: 0, gossiped: 0 };
  const enough = () => done.streamed >= (count * 2) / 3;
  const rows = [...writers.map(({ owner, certificate }) => rowFor(owner, 2, certificate)), rowFor(seller.owner, 4)];
  const claims: Claims = {
    rows,
    certificates,
    entries: (owner, after) => (after === (owner === seller.owner ? 3 : 1) ? forgeries.of(owner, number++) : []),
    given: (entries) => void (done.streamed += entries),
  };
  while (!enough()) {
    const stranger = await meet(claims);
    for (let round = 0; round < PROVOCATIONS && !enough(); round++) {
      const before = done.streamed;
      for (let tries = 0; done.streamed === before && tries < 100; tries++) await delay(20);
      await provoke(stranger, rows);
    }
    await stranger.leave();
  }

  while (done.gossiped < count / 3) {
    const stranger = await meet();
    const owner = done.gossiped % 2 === 0 ? seller.owner : writers[done.gossiped % WRITERS]!.owner;
    const publish = await stranger.publishTo(owner);
    for (let messages = 0; messages < 200; messages++) {
      // The number makes each message another one: gossip checks none twice.
      const [entry] = forgeries.of(owner, messages);
      const spoiled = dagCbor.decode<Record<string, unknown>>(dagCbor.encode({ entry }));
      publish(announcement(owner, vary(spoiled["entry"] as Uint8Array, done.gossiped++)));
      if (messages % 10 === 0) await delay(1);
    }
    await delay(50);
    await stranger.leave();
  }
  tell(done);
}

/** The same forgery under another signature, where it has one. */
function vary(entry: Uint8Array, number: number): Uint8Array {
  try {
    const fields = dagCbor.decode<{ sig: string }>(entry);
    return dagCbor.encode({ ...fields, sig: `${fields.sig.slice(0, -8)}${number.toString(16).padStart(8, "0")}` });
  } catch {
    return new Uint8Array([...entry, number & 0xff, number >> 8]);
  }
}

const noiseOf = (number: number): Uint8Array[] => {
  const random = crypto.getRandomValues(new Uint8Array(1 + (number % 300)));
  return [
    random,
    encode.single(random).subarray(),
    Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0), // four gigabytes are announced
    encode.single(dagCbor.encode({ ask: "range", from: [[new Uint8Array(20), -1]] })).subarray(),
    encode.single(new Uint8Array(600).fill(0x9f)).subarray(), // arrays without end
    encode.single(Uint8Array.of(0x0a, 0x04, 0x08, 0x01, 0x12, 0xff)).subarray(), // protobuf, torn
    new Uint8Array(0),
  ];
};

/** Noise on each protocol that the victim speaks, on its gossip topic, and before there is a protocol. */
async function garbage({ victim, seller, frames }: Extract<Attack, { do: "garbage" }>): Promise<void> {
  const meet = createStrangers(directory, victim);
  let stranger = await meet();
  const protocols = await stranger.protocols();
  let publish = await stranger.publishTo(seller.owner);
  let coming: Promise<void> | undefined;
  /** One for all lanes: others would stay, and fill the victim's places. */
  async function another(): Promise<void> {
    await stranger.leave();
    stranger = await meet();
    publish = await stranger.publishTo(seller.owner).catch(() => () => {});
  }
  const [, host, port] = /^\/ip4\/([\d.]+)\/tcp\/(\d+)/.exec(victim)!;
  const silent = () => {};
  const kinds = ["gossip", "tcp", ...protocols];
  await lanes(frames, async (number) => {
    const kind = kinds[number % kinds.length]!;
    const noise = noiseOf(number)[Math.floor(number / kinds.length) % 7]!;
    try {
      if (kind === "gossip") return publish(noise);
      if (kind === "tcp") {
        const socket = connect(Number(port), host!).on("error", silent);
        await once(socket, "connect", { signal: soon() });
        socket.end(noise);
        return;
      }
      const stream = await stranger.victim.newStream(kind, { signal: soon() });
      stream.send(noise);
      if (number % 3 === 0) stream.abort(new Error("gone"));
      else await stream.close({ signal: soon() });
    } catch {
      // Thrown out: another comes.
      if (stranger.victim.status !== "open") await (coming ??= another().finally(() => (coming = undefined)));
    }
  });
  tell({ sent: frames, protocols });
  await told();
}

/** Entries whose identity, next or refs nobody has, by gossip and by range, until told to stop. */
async function pointers({ victim, seller }: Extract<Attack, { do: "pointers" }>): Promise<void> {
  const meet = createStrangers(directory, victim);
  const writer = await createWriter("mallory 0");
  const { forgeriesByWriter, forgeriesByStranger } = await import("./p2p-forgeries.ts");
  const { malloryIdentity } = await import("./hostile-writers.ts");
  const shapes = forgeriesByWriter(malloryIdentity, writer.target);
  const dead = await Promise.all(
    ["another next", "fifty next", "fifty refs", "identity of another"].map((name) => shapes[name]!()),
  );
  const strange = await forgeriesByStranger(malloryIdentity, seller)["own key, own identity"]!();
  let number = 0;
  const claims: Claims = {
    rows: [rowFor(writer.owner, 2, writer.certificate), rowFor(seller.owner, 9)],
    certificates: [writer.certificate],
    entries: (owner, after) => {
      if (owner === seller.owner) return strange;
      return after === 0 ? [writer.good, ...dead[number++ % dead.length]!] : dead[number++ % dead.length]!;
    },
  };
  const stopping = new AbortController();
  const { signal } = stopping;
  void told().then(() => stopping.abort());
  let sent = 0;
  await lanes(
    Infinity,
    async () => {
      if (signal.aborted) return;
      const stranger = await meet(claims);
      const publish = await stranger.publishTo(writer.owner);
      for (let round = 0; round < 20 && !signal.aborted; round++) {
        for (const [entry] of dead) publish(announcement(writer.owner, vary(entry!, sent++)));
        await provoke(stranger, claims.rows);
        await delay(20);
      }
      await stranger.leave();
      if (sent < 200) tell({ begun: true });
      if (signal.aborted) throw new Error("told to stop");
    },
    2,
  ).catch(() => {});
  tell({ sent });
}

const lifetime = async (stream: Stream): Promise<number> => {
  const opened = Date.now();
  if (stream.status === "open" || stream.status === "closing")
    await once(stream, "close", { signal: soon(40_000) }).catch(never);
  return Date.now() - opened;
};

/** On each protocol a stream that begins a frame and drips, and one that asks and never reads; how long the victim keeps them. */
async function slow({ victim, peers, large, blocks }: Extract<Attack, { do: "slow" }>): Promise<void> {
  const meet = createStrangers(directory, victim);
  const strangers: Stranger[] = [];
  for (let number = 0; number < peers; number++) strangers.push(await meet()); // libp2p greets ten at a time
  const protocols = await strangers[0]!.protocols();
  // gossip's stream stays for as long as the peer does, one of a peer: a new one takes the place of the one before.
  // A relay's `stop` is libp2p's own, without a deadline once it has answered: 32 on a connection.
  const ends = protocols.filter((protocol) => !/meshsub|circuit/.test(protocol));
  const questions: Record<string, Uint8Array> = {
    [SYNC_PROTOCOL]: dagCbor.encode({ ask: "range", from: [[fromHex(large), 0]] }),
    [BLOCKS_PROTOCOL]: dagCbor.encode({ ask: "get", digests: blocks.slice(0, 16) }),
    [MESSAGE_PROTOCOL]: new Uint8Array(100),
  };
  const kept: Record<string, number[]> = {};
  const hold = async ({ victim: connection }: Stranger, protocol: string, how: "drips" | "deaf") => {
    try {
      const stream = await connection.newStream(protocol, { signal: soon() });
      const drip = setInterval(() => stream.status === "open" && stream.send(Uint8Array.of(1)), 500);
      if (how === "deaf") {
        stream.pause();
        stream.maxReadBufferLength = 2 ** 30;
        stream.send(encode.single(questions[protocol] ?? new Uint8Array(0)));
        clearInterval(drip);
      } else stream.send(Uint8Array.of(0x7f, 1));
      (kept[`${protocol} ${how}`] ??= []).push(await lifetime(stream));
      clearInterval(drip);
    } catch {
      (kept[`${protocol} ${how}`] ??= []).push(0); // it was not even taken
    }
  };
  const holding = strangers.flatMap((stranger) =>
    ends.flatMap((protocol) => [hold(stranger, protocol, "drips"), hold(stranger, protocol, "deaf")]),
  );
  const gossip = protocols.find((protocol) => protocol.includes("meshsub"))!;
  for (const { victim: connection } of strangers) {
    const stream = await connection.newStream(gossip, { signal: soon() }).catch(never);
    stream?.send(Uint8Array.of(0x7f, 1));
  }
  tell({ holding: holding.length });
  await Promise.all(holding);
  tell({ kept });
  await told();
}

/** Each peer does everything at once for two seconds, then comes back as somebody else. */
async function flood({ victim, seller, peers, seconds }: Extract<Attack, { do: "flood" }>): Promise<void> {
  const meet = createStrangers(directory, victim);
  const forgeries = await createForgeries(seller, []);
  const end = Date.now() + seconds * 1_000;
  let [identities, messages] = [0, 0];
  const live = async (): Promise<void> => {
    const stranger = await meet({
      rows: [rowFor(seller.owner, 2 ** 40)],
      certificates: [],
      entries: () => forgeries.of(seller.owner, messages++),
    });
    identities++;
    const publish = await stranger.publishTo(seller.owner).catch(() => () => {});
    const until = Math.min(end, Date.now() + 2_000);
    while (Date.now() < until && stranger.victim.status === "open") {
      for (let burst = 0; burst < 10; burst++) {
        const [entry] = forgeries.of(seller.owner, messages);
        publish(messages % 2 === 0 ? noiseOf(messages)[0]! : announcement(seller.owner, vary(entry!, messages)));
        messages++;
      }
      await provoke(stranger, [rowFor(seller.owner, 2 ** 40)]);
      const note = await stranger.victim.newStream(MESSAGE_PROTOCOL, { signal: soon() }).catch(never);
      note?.send(encode.single(noiseOf(messages)[0]!));
      await note?.close({ signal: soon() }).catch(never);
      await delay(20);
    }
    await stranger.leave();
  };
  tell({ begun: true });
  await Promise.all(
    Array.from({ length: peers }, async () => {
      // Twice at least: on a busy machine the first name alone may take that long.
      for (let lives = 0; lives < 2 || Date.now() < end; lives++) await live().catch(never);
    }),
  );
  tell({ identities, messages });
}

/** Digests without end, of owners that do not exist, and certificates that nobody signed. */
async function heads({ victim, certificates: count }: Extract<Attack, { do: "heads" }>): Promise<void> {
  const meet = createStrangers(directory, victim);
  const { certificate } = await createWriter("mallory 0");
  const owners = Array.from({ length: count }, (_, index) => `0x${index.toString(16).padStart(40, "0")}` as Address);
  const forged = owners.map((owner) => ({ ...certificate, owner }));
  const rows = owners.slice(0, 1_000).map((owner) => rowFor(owner, 2 ** 50, { ...certificate, owner }));
  let met = 0;
  tell({ begun: true });
  const stopping = new AbortController();
  void told().then(() => stopping.abort());
  while (!stopping.signal.aborted) {
    // Every second one gives a good certificate instead, of somebody who was not asked for.
    const certificates = met++ % 2 === 0 ? forged : [certificate];
    const stranger = await meet({ rows, certificates, entries: () => [] });
    for (let round = 0; round < 5; round++) {
      await provoke(stranger, rows);
      await delay(100);
    }
    await stranger.leave();
  }
}

/** Bitswap want-lists as large as a message may be, of blocks that are there and of ones that are not. */
async function wants({ victim, lists, digests }: Extract<Attack, { do: "wants" }>): Promise<void> {
  const meet = createStrangers(directory, victim);
  const stranger = await meet();
  const protocol = (await stranger.protocols()).find((name) => name.includes("bitswap"))!;
  tell({ begun: true });
  await lanes(lists, async (number) => {
    try {
      const stream = await stranger.victim.newStream(protocol, { signal: soon() });
      if (!stream.send(encode.single(wantlist(number, digests)))) await stream.onDrain({ signal: soon() });
      await stream.close({ signal: soon() });
    } catch {
      await delay(10);
    }
  });
  tell({ sent: lists });
  await told();
}

/** Bitswap 1.2.0: Message { wantlist { entries { block = 1, priority = 2, wantType = 4, sendDontHave = 5 } } } */
function wantlist(number: number, digests: Uint8Array[]): Uint8Array {
  const entries = Array.from({ length: 1_000 }, (_, index) => {
    const digest = index < digests.length ? digests[index]! : crypto.getRandomValues(new Uint8Array(32));
    const cid = Uint8Array.of(1, 0x55, 0x12, 32, ...digest);
    const entry = [0x0a, cid.length, ...cid, 0x10, 1 + (number & 0x3f), 0x20, 0, 0x28, 1];
    return [0x0a, entry.length, ...entry];
  }).flat();
  return Uint8Array.of(0x0a, ...varint(entries.length), ...entries);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

const attacks = { forge, garbage, pointers, slow, flood, heads, wants } as Record<
  Attack["do"],
  (attack: never) => Promise<void>
>;
const [attack] = (await once(process, "message")) as [Attack];
await attacks[attack.do](attack as never);
tell({ ended: true });
process.exit(0);
