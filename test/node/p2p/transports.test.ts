// How nodes reach each other, on real nodes: WebSocket, IPv6, through a relay, past a dead address to join.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, describe, it } from "node:test";
import sharp from "sharp";
import { MAX_PICTURE_BYTES } from "../../../protocol/picture.ts";
import type { P2pOptions } from "../../../node/p2p/options.ts";
import { RELAY_LIMITS, type RelayLimits } from "../../../node/p2p/net/relay.ts";
import { type TestNode, blockRecord, createNursery, entriesOf, eventually, reached } from "../../support/p2p-node.ts";

const nursery = createNursery();
const soon = (ms = 20_000) => AbortSignal.timeout(ms);
const hubOf = (limits: Partial<RelayLimits> = {}, options: Partial<P2pOptions> = {}) =>
  nursery.start("hub", { relay: { ...RELAY_LIMITS, ...limits }, ...options });
/** Nobody can dial it. */
const hidden = (seed: string, hub: TestNode) => nursery.start(seed, { listen: [], join: [hub.address()] });

const viewOf = (node: TestNode, other: TestNode) =>
  node.network.peers().find(({ owner }) => owner === other.account.address);

async function converge(a: TestNode, b: TestNode): Promise<void> {
  for (let number = 0; number < 5; number++) await a.journals.append([blockRecord(number)]);
  await b.journals.append([blockRecord(9)]);
  await Promise.all([reached(b.journals, a.account.address, 5), reached(a.journals, b.account.address, 1)]);
  const owner = a.account.address;
  assert.deepEqual(await entriesOf(b.journals, owner), await entriesOf(a.journals, owner));
  assert.deepEqual([...a.network.refusals(), ...b.network.refusals()], []);
}

async function addPicture({ media }: TestNode) {
  const pixels = crypto.getRandomValues(new Uint8Array(65_536));
  const noise = Buffer.concat(
    Array.from({ length: 38 }, () => pixels),
    3 * 900 * 900,
  );
  const file = await sharp(noise, { raw: { width: 900, height: 900, channels: 3 } })
    .png()
    .toBuffer();
  const picture = await media.addPicture(file, "");
  assert.ok(picture.bytes > 300_000, `several blocks, ${picture.bytes} bytes`);
  return picture;
}

async function deliver(from: TestNode, to: TestNode): Promise<void> {
  const heard: number[][] = [];
  to.messages.onMessage(async (bytes) => {
    heard.push([...bytes]);
    return null;
  });
  await from.messages.send(to.account.address, new Uint8Array([1, 2, 3]), soon());
  assert.deepEqual(heard, [[1, 2, 3]]);
}

describe("nodes reach each other", () => {
  afterEach(nursery.end);

  it("by WebSocket alone", async () => {
    const a = await nursery.start("a", { listen: ["/ip4/127.0.0.1/tcp/0/ws"] });
    assert.match(a.address(), /\/ws\/p2p\//);
    const b = await nursery.start("b", { listen: ["/ip4/127.0.0.1/tcp/0/ws"], join: [a.address()] });
    await converge(a, b);
    assert.deepEqual([viewOf(b, a)?.transport, viewOf(b, a)?.relayed], ["websocket", false]);
    await deliver(a, b);
    // What it remembers of WebSocket addresses is of use.
    const { directory } = b;
    await nursery.stop(b);
    const back = await nursery.start("b", { directory, listen: ["/ip4/127.0.0.1/tcp/0/ws"] });
    await eventually("met again", () => viewOf(back, a) !== undefined);
  });

  const ipv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === "::1"));
  it("by IPv6 alone", { skip: ipv6 ? false : "this machine has no ::1" }, async () => {
    const a = await nursery.start("a", { listen: ["/ip6/::1/tcp/0"] });
    const b = await nursery.start("b", { listen: ["/ip6/::1/tcp/0"], join: [a.address()] });
    await converge(a, b);
    assert.match(viewOf(b, a)!.addresses[0]!, /^\/ip6\/::1\/tcp\/\d+\/p2p\//);
    assert.equal(viewOf(b, a)!.transport, "tcp");
  });

  it("though an address to join is dead, which is tried again and shown", async () => {
    const port = await freePort();
    const dead = `/ip4/127.0.0.1/tcp/${port}`;
    const a = await nursery.start("a");
    const b = await nursery.start("b", { join: [dead, a.address()] });
    await converge(a, b);
    await eventually("tried more than once", () => (b.network.missing()[0]?.tries ?? 0) > 1);
    assert.deepEqual(
      b.network.missing().map(({ address }) => address),
      [dead],
    );
    const late = await nursery.start("late", { port });
    await eventually("found when it comes up", () => viewOf(b, late) !== undefined);
    assert.deepEqual(b.network.missing(), []);
  });
});

describe("nodes that can only meet through a relay", () => {
  afterEach(nursery.end);

  it("converge: journals both ways, a picture, a private message (S-9)", async () => {
    const hub = await hubOf({}, { wants: () => false });
    const a = await hidden("a", hub);
    const b = await hidden("b", hub);
    await eventually("they meet", () => [viewOf(a, b), viewOf(b, a)].every((view) => view?.addresses.length));
    for (const view of [viewOf(a, b), viewOf(b, a)]) {
      assert.deepEqual([view?.transport, view?.relayed], ["tcp", true]);
      assert.match(view!.addresses[0]!, /\/p2p-circuit\/p2p\//);
    }
    assert.equal(viewOf(a, hub)?.relayed, false);
    await converge(a, b);
    const picture = await addPicture(a);
    const bytes = await b.media.read(picture.cid, MAX_PICTURE_BYTES, soon());
    assert.equal(bytes.length, picture.bytes);
    await deliver(b, a);
    assert.deepEqual(
      hub.journals.heads().map(({ owner }) => owner),
      [],
      "the hub carried it and holds none of it",
    );
  });

  it("also when there is more to say than one circuit carries", async () => {
    const hub = await hubOf({ circuitBytes: 2 * 1024 * 1024 }, { wants: () => false });
    const a = await hidden("a", hub);
    const records = Array.from({ length: 300 }, (_, number) => blockRecord(number, 16_000));
    const { sequence } = await a.journals.append(records);
    const b = await hidden("b", hub);
    await reached(b.journals, a.account.address, sequence);
    assert.deepEqual(await entriesOf(b.journals, a.account.address), await entriesOf(a.journals, a.account.address));
  });

  it("take the direct way once they hear of one", async () => {
    const hub = await hubOf();
    const b = await nursery.start("b", { join: [hub.address()] });
    await eventually("b has a place", () => b.network.addresses().some((text) => text.includes("/p2p-circuit")));
    const relayed = b.network.addresses().find((text) => text.includes("/p2p-circuit"))!;
    const a = await nursery.start("a", { listen: [], join: [relayed] });
    await eventually("a has met b", () => viewOf(a, b) !== undefined);
    await eventually("directly", () => viewOf(a, b)?.relayed === false && viewOf(b, a)?.relayed === false);
    await converge(a, b);
  });

  it("would not with the stock limit of 128 kB: a picture does not get through", async () => {
    const hub = await hubOf({ circuitBytes: 128 * 1024 });
    const a = await hidden("a", hub);
    const b = await hidden("b", hub);
    await eventually("they meet", () => viewOf(b, a) !== undefined);
    const picture = await addPicture(a);
    await assert.rejects(b.media.read(picture.cid, MAX_PICTURE_BYTES, soon(5_000)), { code: "picture.unknown" });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
