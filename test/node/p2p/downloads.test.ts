// Files from many peers, on real nodes: spread over honest seeds, unharmed by the others, gone on with after a kill, ended early when they are bombs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { unixfs } from "@helia/unixfs";
import * as dagCbor from "@ipld/dag-cbor";
import * as dagPb from "@ipld/dag-pb";
import { multiaddr } from "@multiformats/multiaddr";
import { encode } from "it-length-prefixed";
import { CID } from "multiformats/cid";
import * as Digest from "multiformats/hashes/digest";
import { fileOf } from "../../../bench/peers/media-peer.ts";
import type { Download } from "../../../node/core/ports/network.ts";
import { BLOCKS_PROTOCOL, MAX_GET } from "../../../node/p2p/block-wire.ts";
import { type Behaviour, createBlockSeed } from "../../support/p2p-block-seed.ts";
import { type TestNode, createNursery, eventually } from "../../support/p2p-node.ts";
import { createStock } from "../../support/p2p-stock.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const nursery = createNursery();
const stocks: { stop(): Promise<void> }[] = [];
const MB = 2 ** 20;
const MAX = 2 ** 30;
const soon = (ms = 60_000) => AbortSignal.timeout(ms);

async function endStocks(): Promise<void> {
  await Promise.all(stocks.splice(0).map((stock) => stock.stop()));
}

/** The same bytes for one size, wherever they are made. */
const add = async (node: TestNode, bytes: number): Promise<string> =>
  (await node.media.addFile(fileOf(bytes), { maxBytes: bytes, signal: soon() })).cid;

/** A node with a file, which gives at most so much. */
async function seed(
  name: string,
  bytes: number,
  uploadBytesPerSecond: number,
): Promise<{ node: TestNode; cid: string }> {
  const node = await nursery.start(name, { uploadBytesPerSecond });
  return { node, cid: await add(node, bytes) };
}

async function hash(source: AsyncIterable<Uint8Array>): Promise<string> {
  const sum = createHash("sha256");
  for await (const part of source) sum.update(part);
  return sum.digest("hex");
}

async function assertWhole(node: TestNode, cid: string, bytes: number): Promise<void> {
  assert.equal(await hash(node.media.open(cid, soon())), await hash(fileOf(bytes)));
}

const fetchAll = (node: TestNode, cid: string, signal = soon()) => node.media.fetch(cid, { maxBytes: MAX, signal });
const connected = (node: TestNode, peers: number) =>
  eventually(`${peers} peers`, () => node.network.peers().length >= peers);
const fetched = ({ sources }: Download): number => sources.reduce((sum, { bytes }) => sum + bytes, 0);

async function hostile(behaviour: Behaviour, find?: (digest: Uint8Array) => Uint8Array | undefined) {
  const peer = await createBlockSeed({ directory: nursery.folder(), behaviour, ...(find && { find }) });
  stocks.push(peer);
  return peer;
}

/** Blocks of a DAG in any shape. */
function createDag() {
  const blocks = new Map<string, Uint8Array>();
  const put = (bytes: Uint8Array, code: number): CID => {
    const digest = createHash("sha256").update(bytes).digest();
    blocks.set(digest.toString("hex"), bytes);
    return CID.createV1(code, Digest.create(0x12, digest));
  };
  const leaf = (bytes: Uint8Array) => put(bytes, 0x55);
  const node = (links: CID[], Tsize = 1) =>
    put(dagPb.encode(dagPb.prepare({ Links: links.map((Hash) => ({ Hash, Tsize })) })), dagPb.code);
  return { leaf, node, find: (digest: Uint8Array) => blocks.get(Buffer.from(digest).toString("hex")) };
}

describe("downloads", () => {
  afterEach(endStocks);
  afterEach(nursery.end);

  it("takes distinct blocks from three seeds at once, and shows who gave what", async () => {
    const size = 12 * MB;
    const seeds = [await seed("a", size, 4 * MB), await seed("b", size, 4 * MB), await seed("c", size, 4 * MB)];
    const reader = await nursery.start("reader", { join: seeds.map(({ node }) => node.address()) });
    await connected(reader, 3);
    const seen: Download[] = [];
    const { cid } = seeds[0]!;
    await reader.media.fetch(cid, { maxBytes: MAX, signal: soon(), onProgress: (progress) => seen.push(progress) });
    await assertWhole(reader, cid, size);

    assert.ok(seen.length > 2 && seen[0]!.state === "running");
    assert.ok(seen.every(({ bytes }, index) => index === 0 || bytes >= seen[index - 1]!.bytes));
    const last = reader.media.downloads()[0]!;
    assert.deepEqual(last, seen.at(-1));
    assert.equal(last.state, "complete");
    assert.equal(last.bytes, last.totalBytes);
    assert.equal(fetched(last), last.bytes);
    assert.ok(last.duplicateBytes < 0.03 * last.bytes, `${last.duplicateBytes} bytes came twice`);
    const ids = seeds.map(({ node }) => node.network.peerId());
    assert.deepEqual(last.sources.map(({ peerId }) => peerId).toSorted(), ids.toSorted());
    for (const { bytes, bytesPerSecond } of last.sources) {
      assert.ok(bytes > 0.2 * last.bytes, "each gave its share");
      assert.ok(bytesPerSecond > MB && bytesPerSecond < 8 * MB, `${bytesPerSecond} bytes/s of a seed that gives 4 MiB`);
    }
    assert.deepEqual(reader.network.refusals(), []);
  });

  it("completes from honest seeds while others send garbage, wrong, double, too large or no blocks, or leave", async () => {
    const size = 28 * MB;
    const honest = [await seed("a", size, 2 * MB), await seed("b", size, 2 * MB)];
    const { cid } = honest[0]!;
    const leaves = new Map<string, Uint8Array>();
    for await (const part of fileOf(size)) {
      for (let at = 0; at < part.length; at += MB / 4) {
        const leaf = part.subarray(at, at + MB / 4);
        leaves.set(createHash("sha256").update(leaf).digest("hex"), leaf);
      }
    }
    const find = (digest: Uint8Array) => leaves.get(Buffer.from(digest).toString("hex"));
    const reader = await nursery.start("reader", { join: honest.map(({ node }) => node.address()) });
    await connected(reader, 2);
    const reasons: Partial<Record<Behaviour, string>> = {
      garbage: "blocks.have",
      miscounts: "blocks.have",
      wrong: "blocks.wrong",
      doubles: "blocks.wrong",
      large: "frame.size",
      silent: "frame.deadline",
    };
    const peers = new Map<string, string | undefined>();
    for (const behaviour of [...Object.keys(reasons), "leaves"] as Behaviour[]) {
      const peer = await hostile(behaviour, find);
      await peer.helia.libp2p.dial(multiaddr(reader.address()));
      peers.set(peer.peerId, reasons[behaviour]);
    }
    await connected(reader, 2 + peers.size);
    await fetchAll(reader, cid);
    await assertWhole(reader, cid, size);

    const last = reader.media.downloads()[0]!;
    assert.ok(last.duplicateBytes < 0.03 * last.bytes, `${last.duplicateBytes} bytes came twice`);
    for (const [peerId, reason] of peers) {
      const own = reader.network.refusals().filter((refusal) => refusal.peerId === peerId);
      assert.deepEqual(
        [...new Set(own.map((refusal) => refusal.reason))],
        reason ? [reason] : [],
        `${reason ?? "leaves"}: ${JSON.stringify(own)}`,
      );
    }
    // What was stored is what its name says, so a reader can seed: another one takes all from it.
    const second = await nursery.start("second", { join: [reader.address()] });
    await connected(second, 1);
    await fetchAll(second, cid);
    await assertWhole(second, cid, size);
  });

  it("does not ask again a peer that sent a wrong block", async () => {
    const liar = await hostile("wrong");
    const reader = await nursery.start("reader");
    await liar.helia.libp2p.dial(multiaddr(reader.address()));
    await connected(reader, 1);
    const { cid } = await seed("a", MB, MB);
    await assert.rejects(fetchAll(reader, cid, soon(1_500)), { code: "file.unknown", retryable: true });
    const asked = liar.asked();
    assert.ok(asked >= 1);
    await assert.rejects(fetchAll(reader, cid, soon(1_500)), { code: "file.unknown" });
    assert.equal(liar.asked(), asked);
    assert.equal(reader.media.downloads()[0]!.state, "failed");
  });

  it("goes on after kill -9 where it was: nothing stored is fetched again", async () => {
    const size = 16 * MB;
    const { node, cid } = await seed("a", size, 6 * MB);
    const directory = nursery.folder();
    const script = fileURLToPath(new URL("../../support/p2p-download-child.ts", import.meta.url));
    const child = spawn(process.execPath, [script, "reader", directory, cid, node.address()], { stdio: "pipe" });
    let stored = 0;
    for await (const line of createInterface(child.stdout)) {
      stored = Number(line);
      if (stored > size / 3) break;
    }
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    assert.ok(stored > size / 3 && stored < size, `killed at ${stored} bytes`);

    const reader = await nursery.start("reader", { directory, join: [node.address()] });
    await connected(reader, 1);
    await fetchAll(reader, cid);
    await assertWhole(reader, cid, size);
    const last = reader.media.downloads()[0]!;
    assert.ok(last.heldBytes >= stored, `${last.heldBytes} of ${stored} bytes are still there`);
    assert.equal(last.heldBytes + fetched(last), last.bytes);
  });

  it("is cancelled by its signal, and two that fetch the same do it once", async () => {
    const size = 4 * MB;
    const { node, cid } = await seed("a", size, 2 * MB);
    const reader = await nursery.start("reader", { join: [node.address()] });
    await connected(reader, 1);
    const cancel = new AbortController();
    const onProgress = ({ bytes }: Download) => bytes > MB && cancel.abort();
    const cancelled = reader.media.fetch(cid, { maxBytes: MAX, signal: cancel.signal, onProgress });
    await assert.rejects(cancelled, { code: "file.unknown" });
    assert.ok(reader.media.downloads()[0]!.bytes < size);

    await Promise.all([fetchAll(reader, cid), fetchAll(reader, cid)]);
    await assertWhole(reader, cid, size);
    const total = reader.media.downloads().reduce((sum, one) => sum + fetched(one), 0);
    const whole = reader.media.downloads().find(({ state }) => state === "complete")!;
    assert.ok(total - whole.bytes <= (4 * MB) / 4, `${total} bytes were fetched for ${whole.bytes}`);
  });

  it("falls back to Bitswap for a peer that speaks nothing else", async () => {
    const stock = await createStock({ directory: nursery.folder() });
    stocks.push(stock);
    const size = 2 * MB;
    const cid = String(await unixfs(stock.helia).addByteStream(fileOf(size)));
    const reader = await nursery.start("reader");
    await stock.helia.libp2p.dial(multiaddr(reader.address()));
    await connected(reader, 1);
    await fetchAll(reader, cid);
    await assertWhole(reader, cid, size);
    assert.deepEqual(
      reader.media.downloads()[0]!.sources.map(({ peerId }) => peerId),
      ["bitswap"],
    );
  });

  it("ends deep DAGs, link bombs, too many blocks and too many bytes early, and keeps none of them on its list", async () => {
    const { leaf, node, find } = createDag();
    let deep = leaf(Buffer.from("the bottom"));
    for (let level = 0; level < 50; level++) deep = node([deep]);
    const bombs = {
      deep,
      links: node(Array.from({ length: 10_000 }, (_, index) => leaf(Buffer.from(`leaf ${index}`)))),
      large: node(
        Array.from({ length: 30 }, (_, index) => leaf(new Uint8Array(MB / 4).fill(index))),
        MB / 4,
      ),
      // Eight blocks, and 8^1000 ways through them.
      repeats: Array.from({ length: 5 }).reduce<CID>(
        (below) => node(Array<CID>(1_000).fill(below)),
        leaf(Buffer.from("x")),
      ),
    };
    const peer = await hostile("honest", find);
    const reader = await nursery.start("reader");
    await peer.helia.libp2p.dial(multiaddr(reader.address()));
    await connected(reader, 1);
    const asked: Record<string, number> = {};
    for (const [name, cid] of Object.entries(bombs)) {
      const before = peer.asked();
      const attempt = reader.media.fetch(String(cid), { maxBytes: 2 * MB, signal: soon(20_000) });
      if (name === "repeats") await attempt;
      else await assert.rejects(attempt, { code: "file.refused" }, name);
      asked[name] = peer.asked() - before;
    }
    assert.ok(asked["deep"]! <= 7, `${asked["deep"]} levels`);
    assert.equal(asked["links"], 1);
    assert.equal(asked["large"], 1);
    assert.equal(asked["repeats"], 6);
    await assert.rejects(reader.media.read(String(bombs.repeats), 2 * MB, soon()), { code: "picture.unknown" });
    assert.deepEqual(reader.network.refusals(), [], "who gives the blocks that were asked for is not to blame");

    const before = peer.asked();
    reader.media.keep([String(bombs.links)]);
    const attempts = () => reader.media.downloads().filter(({ cid }) => cid === String(bombs.links));
    await eventually("tried", () => attempts().length === 2 && attempts()[0]!.state === "failed");
    await nursery.stop(reader);
    const again = await nursery.start("reader", { directory: reader.directory });
    await peer.helia.libp2p.dial(multiaddr(again.address()));
    await connected(again, 1);
    assert.deepEqual(again.media.downloads(), []);
    assert.equal(peer.asked(), before);
  });

  it("ends at the first leaf that is larger than its parent says", async () => {
    const { leaf, node, find } = createDag();
    const cid = node(Array.from({ length: 30 }, (_, index) => leaf(new Uint8Array(MB).fill(index))));
    const peer = await hostile("honest", find);
    const reader = await nursery.start("reader");
    await peer.helia.libp2p.dial(multiaddr(reader.address()));
    await connected(reader, 1);
    await assert.rejects(reader.media.fetch(String(cid), { maxBytes: 2 * MB, signal: soon() }), {
      code: "file.refused",
      message: /has 1048576 bytes, not 1/,
    });
    // A window, and what is asked for while the first block is stored; the stream ends before most of it has come.
    assert.ok(peer.asked() <= 24, `${peer.asked()} blocks`);
  });

  it("limits a flood of wants, refuses malformed ones, and serves others meanwhile", async () => {
    const size = 4 * MB;
    const { node, cid } = await seed("a", size, 4 * MB);
    const flooder = await createStock({ directory: nursery.folder() });
    stocks.push(flooder);
    const peerId = flooder.helia.libp2p.peerId.toString();
    const reasons = () =>
      node.network
        .refusals()
        .filter((refusal) => refusal.peerId === peerId)
        .map(({ reason }) => reason);
    const connection = await flooder.helia.libp2p.dial(multiaddr(node.address()));
    const digest = (number: number) => createHash("sha256").update(String(number)).digest();
    const ask = async (value: unknown) => {
      const stream = await connection.newStream(BLOCKS_PROTOCOL);
      stream.send(encode.single(dagCbor.encode(value)));
      return stream;
    };
    const malformed = [
      { ask: "get", digests: Array.from({ length: MAX_GET + 1 }, (_, index) => digest(index)) },
      { ask: "get", digests: [new Uint8Array(31)] },
      { ask: "get", digests: [] },
      { ask: "have", digests: Array.from({ length: 513 }, (_, index) => digest(index)) },
      { ask: "all", digests: [digest(1)] },
      null,
    ];
    for (const [index, value] of malformed.entries()) {
      await ask(value);
      await eventually(`${index} is refused`, () =>
        node.network.refusals().some(({ reason, count }) => reason === "blocks.request" && count === index + 1),
      );
    }
    assert.deepEqual(reasons(), ["blocks.request"]);

    const reader = await nursery.start("reader", { join: [node.address()] });
    await connected(reader, 1);
    const honest = fetchAll(reader, cid);
    const digests = Array.from({ length: MAX_GET }, (_, index) => digest(index));
    const wants = encode.single(dagCbor.encode({ ask: "get", digests }));
    const stream = await connection.newStream(BLOCKS_PROTOCOL);
    let answers = 0;
    stream.addEventListener("message", ({ data }) => (answers += data.byteLength));
    for (let sent = 0; stream.status === "open" && sent < 3_000; sent++) {
      if (!stream.send(wants)) await stream.onDrain().catch(() => {});
    }
    await eventually("the flood is refused", () => reasons().includes("blocks.rate"));
    assert.ok(answers < 20_000, `${answers} answers`);
    await honest;
    await assertWhole(reader, cid, size);
  });

  it("adds a file from a stream without holding it, tells how far it is, and stops at the cap", async () => {
    const node = await nursery.start("a");
    const size = 96 * MB;
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const told: number[] = [];
    const onProgress = (bytes: number) => {
      told.push(bytes);
      if (told.length % 8 === 0) collectGarbage();
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    };
    const added = await node.media.addFile(fileOf(size), { maxBytes: size, signal: soon(), onProgress });
    assert.equal(added.bytes, size);
    assert.deepEqual(
      told,
      Array.from({ length: 96 }, (_, index) => (index + 1) * MB),
    );
    assert.ok(most < size / 3, `${most / MB} MiB of it in memory`);
    await assertWhole(node, added.cid, size);
    const one = { maxBytes: MB, signal: soon() };
    await assert.rejects(node.media.addFile(fileOf(2 * MB), one), { code: "file.too-large" });
    const empty = await node.media.addFile(fileOf(0), one);
    assert.equal(await hash(node.media.open(empty.cid, soon())), await hash(fileOf(0)));
  });
});
