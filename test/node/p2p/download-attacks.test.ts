// Peers and files that harm a download, over real libp2p: it completes from the others, or ends early; the refusal is shown.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, describe, it } from "node:test";
import * as dagCbor from "@ipld/dag-cbor";
import { multiaddr } from "@multiformats/multiaddr";
import { encode } from "it-length-prefixed";
import type { CID } from "multiformats/cid";
import { fileOf } from "../../../bench/peers/media-peer.ts";
import { BLOCKS_PROTOCOL, MAX_GET, MAX_HAVE } from "../../../node/p2p/media/block-wire.ts";
import type { Behaviour } from "../../support/p2p-block-seed.ts";
import { MB, assertWhole, connected, createDag, createFileNursery, fetchAll, soon } from "../../support/p2p-files.ts";
import { eventually } from "../../support/p2p-node.ts";
import { createStock } from "../../support/p2p-stock.ts";

const nursery = createFileNursery();

describe("attacks on a download", () => {
  afterEach(nursery.end);

  it("completes from honest seeds while others send garbage, wrong, double, too large or no blocks, or leave", async () => {
    const size = 28 * MB;
    const honest = [await nursery.seed("a", size, 2 * MB), await nursery.seed("b", size, 2 * MB)];
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
    /** One of these is shown. */
    const reasons: Partial<Record<Behaviour, string[]>> = {
      garbage: ["blocks.have"],
      miscounts: ["blocks.have"],
      wrong: ["blocks.wrong"],
      doubles: ["blocks.wrong", "blocks.have"], // the copy is taken for the answer to what was asked next
      large: ["frame.size"],
      silent: ["frame.deadline"],
      leaves: [],
    };
    const peers = new Map<string, string[]>();
    for (const [behaviour, shown] of Object.entries(reasons)) {
      const peer = await nursery.peer(behaviour as Behaviour, find);
      await peer.helia.libp2p.dial(multiaddr(reader.address()));
      peers.set(peer.peerId, shown);
    }
    await connected(reader, 2 + peers.size);
    await fetchAll(reader, cid);
    await assertWhole(reader, cid, size);

    const last = reader.media.downloads()[0]!;
    assert.ok(last.duplicateBytes < 0.03 * last.bytes, `${last.duplicateBytes} bytes came twice`);
    for (const [peerId, shown] of peers) {
      const own = reader.network.refusals().filter((refusal) => refusal.peerId === peerId);
      const [reason, ...others] = new Set(own.map((refusal) => refusal.reason));
      const isRight = reason === undefined ? shown.length === 0 : shown.includes(reason) && others.length === 0;
      assert.ok(isRight, `${shown.join(" or ") || "nothing"}: ${JSON.stringify(own)}`);
    }
    // What was stored is what its name says, so a reader can seed: another one takes all from it.
    const second = await nursery.start("second", { join: [reader.address()] });
    await connected(second, 1);
    await fetchAll(second, cid);
    await assertWhole(second, cid, size);
  });

  it("does not ask again a peer that sent a wrong block", async () => {
    const liar = await nursery.peer("wrong");
    const reader = await nursery.start("reader");
    await liar.helia.libp2p.dial(multiaddr(reader.address()));
    await connected(reader, 1);
    const { cid } = await nursery.seed("a", MB, MB);
    await assert.rejects(fetchAll(reader, cid, soon(1_500)), { code: "file.unknown", retryable: true });
    const asked = liar.asked();
    assert.ok(asked >= 1);
    await assert.rejects(fetchAll(reader, cid, soon(1_500)), { code: "file.unknown" });
    assert.equal(liar.asked(), asked);
    assert.equal(reader.media.downloads()[0]!.state, "failed");
  });

  it("ends deep DAGs, link bombs, too many blocks and too many bytes early, and keeps none of them on its list", async () => {
    const { leaf, node, repeat, find } = createDag();
    let deep = leaf(Buffer.from("the bottom"));
    for (let level = 0; level < 50; level++) deep = node([deep]);
    const bombs = {
      deep,
      links: node(Array.from({ length: 10_000 }, (_, index) => leaf(Buffer.from(`leaf ${index}`)))),
      large: node(
        Array.from({ length: 30 }, (_, index) => leaf(new Uint8Array(MB / 4).fill(index))),
        MB / 4,
      ),
      // Six blocks, and 10^15 ways through them.
      repeats: [0, 1, 2, 3, 4].reduce<CID>(
        (below, level) => repeat(below, 1_000 ** level, 1_000),
        leaf(Buffer.from("x")),
      ),
    };
    const peer = await nursery.peer("honest", find);
    const reader = await nursery.start("reader");
    await peer.helia.libp2p.dial(multiaddr(reader.address()));
    await connected(reader, 1);
    const asked: Record<string, number> = {};
    for (const [name, cid] of Object.entries(bombs)) {
      const before = peer.asked();
      const attempt = reader.media.fetch(String(cid), { maxBytes: 2 * MB, signal: soon(20_000) });
      await assert.rejects(attempt, { code: "file.refused" }, name);
      asked[name] = peer.asked() - before;
    }
    assert.ok(asked["deep"]! <= 7, `${asked["deep"]} levels`);
    assert.equal(asked["links"], 1);
    assert.equal(asked["large"], 1);
    assert.equal(asked["repeats"], 1);
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
    const peer = await nursery.peer("honest", find);
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
    const { node, cid } = await nursery.seed("a", size, 4 * MB);
    const flooder = await createStock({ directory: nursery.folder() });
    nursery.stocks.push(flooder);
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
      { ask: "have", digests: Array.from({ length: MAX_HAVE + 1 }, (_, index) => digest(index)) },
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
    const digests = Array.from({ length: MAX_HAVE }, (_, index) => digest(index));
    let given = 0;
    const flood = async (value: { ask: "get" | "have"; digests: Uint8Array[] }) => {
      const bytes = encode.single(dagCbor.encode(value));
      const stream = await connection.newStream(BLOCKS_PROTOCOL);
      stream.addEventListener("message", ({ data }) => (given += value.ask === "get" ? data.byteLength : 0));
      for (let sent = 0; stream.status === "open" && sent < 3_000; sent++) {
        if (!stream.send(bytes)) await stream.onDrain().catch(() => {});
      }
    };
    // Wants are answered one by one, on a slow machine perhaps below the rate; what is asked about is not.
    await flood({ ask: "get", digests: digests.slice(0, MAX_GET) });
    await flood({ ask: "have", digests });
    await eventually("the flood is refused", () => reasons().includes("blocks.rate"));
    assert.ok(given < 20_000, `${given} wants were answered`);
    await honest;
    await assertWhole(reader, cid, size);
  });
});
