// A relay's bounds, and what a relayed peer may not do, over real libp2p on loopback.
import assert from "node:assert/strict";
import { type Server, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, it } from "node:test";
import type { Connection } from "@libp2p/interface";
import * as dagCbor from "@ipld/dag-cbor";
import { multiaddr } from "@multiformats/multiaddr";
import { decode, encode } from "it-length-prefixed";
import { pino } from "pino";
import type { Host } from "../../../node/p2p/net/host.ts";
import { RELAY_LIMITS, type RelayLimits } from "../../../node/p2p/net/relay.ts";
import { createTakeover } from "../../../node/p2p/net/takeover.ts";
import { DIALABLE, HIDDEN, startHost, stopHosts } from "../../support/p2p-host.ts";
import { createNursery, eventually } from "../../support/p2p-node.ts";

const nursery = createNursery();
const SINK = "/sink/1";
const DIAL = () => ({ signal: AbortSignal.timeout(5_000) });
const LIMITED = { runOnLimitedConnection: true };

const hubOf = (limits: Partial<RelayLimits>) => startHost(nursery.folder(), { relay: { ...RELAY_LIMITS, ...limits } });
const addressOf = (host: Host) => host.getMultiaddrs().map(String)[0];
const viaRelay = (host: Host) =>
  host
    .getMultiaddrs()
    .map(String)
    .find((text) => text.includes("/p2p-circuit"));
const join = (host: Host, hub: Host) => host.dial(multiaddr(addressOf(hub)!), DIAL());
const dialThrough = (from: Host, to: Host) => from.dial(multiaddr(addressOf(to)!), DIAL());

/** A host that can be reached through `hub` alone. */
async function hiddenBehind(hub: Host): Promise<Host> {
  const host = await startHost(nursery.folder(), HIDDEN);
  await join(host, hub);
  await eventually("it has a place", () => addressOf(host) !== undefined);
  return host;
}

async function strangerAt(hub: Host): Promise<Host> {
  const host = await startHost(nursery.folder(), DIALABLE);
  await join(host, hub);
  return host;
}

async function end(): Promise<void> {
  await stopHosts();
  await nursery.end();
}

describe("a relay", () => {
  afterEach(end);

  it("cuts a flood at its limit of bytes, and goes on", async () => {
    const circuitBytes = 1024 * 1024;
    const hub = await hubOf({ circuitBytes });
    const sink = await hiddenBehind(hub);
    let received = 0;
    await sink.handle(
      SINK,
      (stream) => stream.addEventListener("message", ({ data }) => (received += data.byteLength)),
      LIMITED,
    );
    const flooder = await strangerAt(hub);
    const connection = await dialThrough(flooder, sink);
    assert.equal(connection.direct, false);
    const stream = await connection.newStream(SINK, { ...LIMITED, ...DIAL() });
    const chunk = new Uint8Array(16 * 1024);
    let sent = 0;
    await assert.rejects(async () => {
      while (sent < 20 * circuitBytes) {
        if (!stream.send(chunk)) await stream.onDrain({ signal: AbortSignal.timeout(5_000) });
        sent += chunk.length;
        await delay(0);
      }
    });
    await eventually("the circuit is closed", () => connection.status !== "open");
    assert.ok(received > circuitBytes / 2 && received <= circuitBytes, `${received} bytes came through`);
    assert.equal((await dialThrough(flooder, sink)).status, "open", "a new circuit may be opened");
  });

  it("cuts a circuit at its limit of time", async () => {
    const hub = await hubOf({ circuitMs: 500 });
    const sink = await hiddenBehind(hub);
    const connection = await dialThrough(await strangerAt(hub), sink);
    const began = Date.now();
    await eventually("the circuit is closed", () => connection.status !== "open", 5_000);
    assert.ok(Date.now() - began < 3_000);
  });

  it("opens only so many circuits for one peer in a time", async () => {
    const hub = await hubOf({ opened: { burst: 2, perSecond: 0 } });
    const sink = await hiddenBehind(hub);
    const stranger = await strangerAt(hub);
    for (let number = 0; number < 2; number++) await (await dialThrough(stranger, sink)).close();
    await assert.rejects(dialThrough(stranger, sink), /PERMISSION_DENIED/);
    assert.equal((await dialThrough(await strangerAt(hub), sink)).status, "open", "another peer has its own");
  });

  it("carries only so many circuits at a time, of one peer and of all", async () => {
    const hub = await hubOf({ circuitsPerPeer: 1, circuits: 2 });
    const [a, b, c] = [await hiddenBehind(hub), await hiddenBehind(hub), await hiddenBehind(hub)];
    const [one, two, three] = [await strangerAt(hub), await strangerAt(hub), await strangerAt(hub)];
    await dialThrough(one, a);
    await assert.rejects(dialThrough(one, b), "a second one of one peer");
    await assert.rejects(dialThrough(two, a), "a second one to one peer");
    await dialThrough(two, b);
    await assert.rejects(dialThrough(three, c), /PERMISSION_DENIED/, "a third one");
  });

  it("keeps only so many places", async () => {
    const hub = await hubOf({ reservations: 1 });
    await hiddenBehind(hub);
    const second = await startHost(nursery.folder(), HIDDEN);
    await join(second, hub);
    await delay(1_000); // refusal has no event
    assert.equal(addressOf(second), undefined);
  });

  it("is nobody who was not told to be one", async () => {
    const plain = await startHost(nursery.folder(), DIALABLE);
    const host = await startHost(nursery.folder(), HIDDEN);
    await join(host, plain);
    await delay(500);
    assert.equal(addressOf(host), undefined);
    const speaks = (of: Host) => of.getProtocols().toSorted();
    const expected = [
      "/ipfs/bitswap/1.2.0",
      "/ipfs/id/1.0.0",
      "/ipfs/id/push/1.0.0",
      "/libp2p/circuit/relay/0.2.0/stop",
      "/meshsub/1.0.0",
      "/meshsub/1.1.0",
      "/meshsub/1.2.0",
    ];
    assert.deepEqual(speaks(plain), expected);
    assert.deepEqual(speaks(await hubOf({})), [...expected, "/libp2p/circuit/relay/0.2.0/hop"].toSorted());
  });
});

describe("a direct connection", () => {
  afterEach(end);
  const log = pino({ level: "silent" });

  function gossiping(...hosts: Host[]): void {
    for (const host of hosts) {
      createTakeover(() => host, log).start();
      host.services.pubsub.subscribe("topic");
    }
  }
  const subscribed = (...hosts: Host[]) =>
    hosts.every(({ services }) => services.pubsub.getSubscribers("topic").length === 1);
  const between = (a: Host, b: Host) => [...a.getConnections(b.peerId), ...b.getConnections(a.peerId)];
  const isDirect = ({ direct, status }: Connection) => direct && status === "open";

  async function assertGossip(from: Host, to: Host): Promise<void> {
    const heard: unknown[] = [];
    to.services.pubsub.addEventListener("message", ({ detail }) => heard.push(detail));
    for (let tries = 0; heard.length === 0 && tries < 50; tries++) {
      await from.services.pubsub.publish("topic", crypto.getRandomValues(new Uint8Array(8)));
      await delay(50);
    }
    assert.ok(heard.length > 0, "gossip over what is left");
  }

  it("takes over from a relayed one on both sides, and gossip goes on over it", async () => {
    const hub = await hubOf({});
    const b = await startHost(nursery.folder());
    await join(b, hub);
    await eventually("it has a place", () => viaRelay(b) !== undefined);
    const a = await strangerAt(hub);
    gossiping(a, b);
    assert.equal((await a.dial(multiaddr(viaRelay(b)!), DIAL())).direct, false);
    await eventually("gossip over the relay", () => subscribed(a, b));
    assert.equal(between(a, b).some(isDirect), false);

    await a.dial(multiaddr(addressOf(b)!), DIAL());
    await eventually("only the direct one is left", () => {
      const left = between(a, b);
      return left.length === 2 && left.every(isDirect);
    });
    await assertGossip(a, b);
  });

  it("that is one of two may close, and gossip goes over to the other", async () => {
    const [a, b] = [await startHost(nursery.folder()), await startHost(nursery.folder())];
    gossiping(a, b);
    const first = await a.dial(multiaddr(addressOf(b)!), DIAL());
    await eventually("gossip", () => subscribed(a, b));
    await b.dial(multiaddr(addressOf(a)!), { ...DIAL(), force: true });
    await eventually("two connections at both", () => between(a, b).filter(isDirect).length === 4);
    await delay(2_500); // identify push, up to a second after an address changed, would open the stream as well
    await first.close();
    await eventually("one is left", () => between(a, b).filter(isDirect).length === 2);
    await Promise.all([assertGossip(a, b), assertGossip(b, a)]);
  });
});

describe("a peer that names addresses", () => {
  afterEach(end);

  /** Tells, in every digest, of a peer at `address`; and of itself, that it is there too. */
  async function liarAt(hub: Host, address: string): Promise<Host> {
    const other = (await startHost(nursery.folder(), HIDDEN)).peerId.toString();
    const liar = await startHost(nursery.folder());
    await liar.handle(
      "/souk/sync/1.0.0",
      async (stream) => {
        try {
          for await (const frame of decode(stream)) {
            assert.ok(dagCbor.decode(frame.subarray()));
            stream.send(encode.single(dagCbor.encode({ rows: [], more: false, peers: [`${address}/p2p/${other}`] })));
          }
        } catch {
          // the victim hung up
        }
      },
      LIMITED,
    );
    await join(liar, hub);
    await eventually("it has a place", () => viaRelay(liar) !== undefined);
    return liar;
  }

  async function trap(): Promise<{ server: Server; address: string; caught: () => number }> {
    let caught = 0;
    const server = createServer((socket) => {
      caught++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    return { server, address: `/ip4/127.0.0.1/tcp/${port}`, caught: () => caught };
  }

  it("through a relay makes nobody dial this machine; one on this machine may", async () => {
    const { server, address, caught } = await trap();
    try {
      const hub = await hubOf({});
      const liar = await liarAt(hub, address);
      const victim = await nursery.start("victim", { listen: [], join: [viaRelay(liar)!], antiEntropyMs: 200 });
      const toLiar = () => victim.network.peers().find(({ peerId }) => peerId === liar.peerId.toString());
      await eventually("it has asked the liar", () => typeof toLiar()?.latencyMs === "number");
      assert.equal(toLiar()?.relayed, true);
      await delay(1_000); // several rounds
      assert.equal(caught(), 0);

      await nursery.start("neighbour", { join: [addressOf(liar)!], antiEntropyMs: 200 });
      await eventually("the neighbour dials it", () => caught() > 0);
    } finally {
      server.close();
    }
  });
});
