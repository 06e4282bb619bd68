// Files from many peers, on real nodes: spread over seeds, gone on with after a kill, cancelled, over Bitswap, added from a stream.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { unixfs } from "@helia/unixfs";
import { multiaddr } from "@multiformats/multiaddr";
import { fileOf } from "../../../bench/peers/media-peer.ts";
import type { Download } from "../../../node/core/ports/network.ts";
import {
  MB,
  assertWhole,
  connected,
  createFileNursery,
  fetchAll,
  fetched,
  hash,
  soon,
} from "../../support/p2p-files.ts";
import { createStock } from "../../support/p2p-stock.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const nursery = createFileNursery();

describe("downloads", () => {
  afterEach(nursery.end);

  it("takes distinct blocks from three seeds at once, and shows who gave what", async () => {
    const size = 12 * MB;
    const seeds = [
      await nursery.seed("a", size, 4 * MB),
      await nursery.seed("b", size, 4 * MB),
      await nursery.seed("c", size, 4 * MB),
    ];
    const reader = await nursery.start("reader", { join: seeds.map(({ node }) => node.address()) });
    await connected(reader, 3);
    const seen: Download[] = [];
    const { cid } = seeds[0]!;
    await reader.media.fetch(cid, { maxBytes: 2 ** 30, signal: soon(), onProgress: (progress) => seen.push(progress) });
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

  it("takes from others what they have got so far: two that fetch at once spare the seed", async () => {
    const size = 16 * MB;
    const { node, cid } = await nursery.seed("a", size, 4 * MB);
    const one = await nursery.start("one", { join: [node.address()] });
    const two = await nursery.start("two", { join: [node.address(), one.address()] });
    await connected(one, 2);
    await connected(two, 2);
    await Promise.all([fetchAll(one, cid), fetchAll(two, cid)]);
    await assertWhole(two, cid, size);
    const fromSeed = [one, two].flatMap(({ media }) =>
      media.downloads()[0]!.sources.filter(({ peerId }) => peerId === node.network.peerId()),
    );
    const given = fromSeed.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(given < 1.75 * size, `the seed gave ${given / size} times the file`);
  });

  it("goes on after kill -9 where it was: nothing stored is fetched again", async () => {
    const size = 16 * MB;
    const { node, cid } = await nursery.seed("a", size, 6 * MB);
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
    const { node, cid } = await nursery.seed("a", size, 2 * MB);
    const reader = await nursery.start("reader", { join: [node.address()] });
    await connected(reader, 1);
    const cancel = new AbortController();
    const onProgress = ({ bytes }: Download) => bytes > MB && cancel.abort();
    const cancelled = reader.media.fetch(cid, { maxBytes: 2 ** 30, signal: cancel.signal, onProgress });
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
    nursery.stocks.push(stock);
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
