// Peers that subscribe to all announcements and read none, or write where nobody asked: what waits is bounded, and whoever reads is told as before.
// And peers that keep Bitswap's messages to them open.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, describe, it } from "node:test";
import type { Stream } from "@libp2p/interface";
import { prometheusMetrics } from "@libp2p/prometheus-metrics";
import { multiaddr } from "@multiformats/multiaddr";
import { encode } from "it-length-prefixed";
import { Registry } from "prom-client";
import { topicsOf } from "../../../../node/p2p/journal/address.ts";
import { MAX_FRAME_BYTES } from "../../../../node/p2p/net/gossip-frames.ts";
import { MAX_UNREAD_BYTES } from "../../../../node/p2p/net/gossip-streams.ts";
import type { Host, HostOptions } from "../../../../node/p2p/net/host.ts";
import { MESSAGE_MS, endInTime } from "../../../../node/p2p/net/lifetime.ts";
import { MARKET, soon } from "../../../support/hostile-peers.ts";
import { LONG, counted, ms, percentile, report } from "../../../support/long.ts";
import { DIALABLE, startHost, stopHosts } from "../../../support/p2p-host.ts";
import { type TestNode, blockRecord, createNursery, eventually, reached } from "../../../support/p2p-node.ts";

const ENTRY_BYTES = 60_000;
/** What Yamux lets be on its way before the peer reads. */
const WINDOW_BYTES = 256 * 1024;
const BITSWAP = "/ipfs/bitswap/1.2.0";
const GOSSIP = "/meshsub/1.2.0";
const TOPICS = topicsOf(MARKET);

const nursery = createNursery();
const faults: unknown[] = [];
process.on("unhandledRejection", (reason) => faults.push(reason));

function seeing(see: (stream: Stream) => void): HostOptions["metrics"] {
  return (components) => {
    const metrics = prometheusMetrics({ registry: new Registry(), collectDefaultMetrics: false })(components);
    metrics.trackProtocolStream = see;
    return metrics;
  };
}

/** Sees the streams that gossip comes on, or goes out on. */
const gossipStreams = (direction: Stream["direction"], see: (stream: Stream) => void) =>
  seeing((stream) => {
    if (stream.direction === direction && stream.protocol.startsWith("/meshsub/")) see(stream);
  });

/** @param see is given the stream on which the victim's announcements come */
async function subscriber(victim: string, see: (stream: Stream) => void): Promise<Host> {
  const metrics = gossipStreams("inbound", see);
  const host = await startHost(nursery.folder(), { ...DIALABLE, listen: [], topics: TOPICS, metrics });
  for (const topic of TOPICS) host.services.pubsub.subscribe(topic);
  await host.dial(multiaddr(victim), { signal: soon() });
  return host;
}

const deaf = (stream: Stream) => stream.pause();

const refused = ({ network }: TestNode, { peerId }: Host, reason: string): boolean =>
  network.refusals().some((one) => one.peerId === peerId.toString() && one.reason === reason);

afterEach(stopHosts);
afterEach(nursery.end);
after(() => assert.deepEqual(faults, []));

describe("gossip streams", () => {
  it("to peers that read none of it end with their connections, which is shown; others are told as before", async () => {
    const [peers, entries] = [counted(60, 3), counted(1_000, 40)];
    const victim = await nursery.start("victim", { antiEntropyMs: 600_000 });
    const honest = await nursery.start("honest", { join: [victim.address()], antiEntropyMs: 600_000 });
    const hosts: Host[] = [];
    for (let number = 0; number < peers; number++) hosts.push(await subscriber(victim.address(), deaf));
    await eventually("they have met", () => victim.network.peers().length === peers + 1);
    const took: number[] = [];
    let cutAfter: number | undefined;
    for (let number = 0; number < entries; number++) {
      const sent = performance.now();
      const { sequence } = await victim.journals.append([blockRecord(number, ENTRY_BYTES)]);
      await reached(honest.journals, victim.account.address, sequence);
      took.push(performance.now() - sent);
      if (victim.network.peers().length === 1) cutAfter ??= sequence;
    }
    const p99 = percentile(took, 0.99);
    report(
      {
        test: "peers that read no announcements",
        count: `${peers} peers, ${entries} entries of 60 kB`,
        figure: "cut off, others' p99 < 1 s",
        measured: `cut off after ${cutAfter} entries, others' p99 ${ms(p99)}`,
      },
      {
        "they are kept": cutAfter === undefined,
        "the reason is not shown": !hosts.every((host) => refused(victim, host, "gossip.unread")),
        "others wait": p99 >= (LONG ? 1_000 : 5_000),
        "somebody else was cut off": victim.network.peers().length !== 1,
      },
    );
  });

  it("keep no more than their bound for a peer that reads none of it", async () => {
    const streams = new Set<Stream>();
    const metrics = gossipStreams("outbound", (stream) => streams.add(stream));
    const publisher = await startHost(nursery.folder(), { ...DIALABLE, topics: TOPICS, metrics });
    const { pubsub } = publisher.services;
    const address = publisher.getMultiaddrs()[0]!.toString();
    await subscriber(address, deaf);
    const reader = await subscriber(address, () => {});
    let heard = 0;
    reader.services.pubsub.addEventListener("message", () => heard++);
    const [topic] = TOPICS;
    await eventually("both listen", () => pubsub.getSubscribers(topic!).length === 2 && streams.size === 2);
    let waiting = 0;
    for (let number = 0; number < 60; number++) {
      await pubsub.publish(topic!, new Uint8Array(ENTRY_BYTES).fill(number));
      waiting = Math.max(waiting, ...[...streams].map((stream) => stream.writeBufferLength));
      await eventually("the reader hears it", () => heard > number);
    }
    assert.ok(waiting > MAX_UNREAD_BYTES - 2 * ENTRY_BYTES, `${waiting} bytes: the peer is not deaf`);
    assert.ok(waiting <= MAX_UNREAD_BYTES, `${waiting} bytes waited`);
    assert.ok(
      [...streams].some(({ status }) => status === "aborted"),
      "its stream is kept",
    );
  });

  it("take nothing back: whoever writes to them is cut off, which is shown", async () => {
    const victim = await nursery.start("victim");
    const talker = await subscriber(victim.address(), (stream) => stream.send(new Uint8Array(WINDOW_BYTES)));
    await eventually("it is cut off", () => refused(victim, talker, "gossip.unasked"));
    await eventually("it is gone", () => victim.network.peers().length === 0);
  });

  it("end with a frame that is too large, which is shown", async () => {
    const victim = await nursery.start("victim");
    const host = await subscriber(victim.address(), () => {});
    await eventually("they have met", () => victim.network.peers().length === 1);
    const stream = await host.getConnections()[0]!.newStream(GOSSIP, { signal: soon() });
    stream.send(encode.single(new Uint8Array(MAX_FRAME_BYTES + 1)));
    await eventually("it is cut off", () => refused(victim, host, "gossip.size"));
    await eventually("it is gone", () => victim.network.peers().length === 0);
  });
});

/** Wants a block that nobody has; `sendDontHave` makes the other answer, in a message of its own. */
const want = (): Uint8Array => {
  const entry = Uint8Array.of(0x0a, 36, 1, 0x55, 0x12, 32, ...randomBytes(32), 0x10, 1, 0x20, 0, 0x28, 1);
  return encode.single(Uint8Array.of(0x0a, entry.length + 2, 0x0a, entry.length, ...entry)).subarray();
};

describe("a message by Bitswap", () => {
  it("ends in time, and keeps nothing of what is written where nobody asked", async () => {
    const messages = new Set<Stream>();
    const metrics = seeing((stream) => {
      endInTime(stream);
      if (stream.direction === "outbound" && stream.protocol === BITSWAP) messages.add(stream);
    });
    const victim = await startHost(nursery.folder(), { ...DIALABLE, metrics });
    const talker = await startHost(nursery.folder(), { ...DIALABLE, listen: [] });
    await talker.unhandle(BITSWAP);
    const kept: Stream[] = [];
    await talker.handle(BITSWAP, (stream) => void (kept.push(stream), stream.send(new Uint8Array(WINDOW_BYTES))));
    const connection = await talker.dial(victim.getMultiaddrs(), { signal: soon() });
    for (let asked = 0; asked < 5; asked++) {
      const stream = await connection.newStream(BITSWAP, { signal: soon() });
      stream.send(want());
      await stream.close({ signal: soon() });
      await eventually("it is answered", () => kept.length > asked);
    }
    await eventually("all was written", () => kept.every(({ writeBufferLength }) => writeBufferLength === 0));
    assert.ok([...messages].filter(({ status }) => status === "open").length >= 5, "nothing is kept open");
    assert.equal(Math.max(...[...messages].map(({ readBufferLength }) => readBufferLength)), 0);
    await eventually("they end", () => [...messages].every(({ status }) => status !== "open"), 2 * MESSAGE_MS);
    assert.equal(connection.status, "open");
  });
});
