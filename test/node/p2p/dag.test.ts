// The walk over a file's blocks: it ends at its caps whatever the blocks name, and before more is fetched.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import * as dagPb from "@ipld/dag-pb";
import fc from "fast-check";
import { CID } from "multiformats/cid";
import * as Digest from "multiformats/hashes/digest";
import { type DagBlock, type DagLimits, createWalk, limitsOf } from "../../../node/p2p/media/dag.ts";

const SHA_256 = 0x12;
const RAW = 0x55;

const cidOf = (bytes: Uint8Array, code: number = dagPb.code, hash = SHA_256): CID =>
  CID.createV1(code, Digest.create(hash, createHash("sha256").update(bytes).digest()));
const leaf = (text: string): CID => cidOf(Buffer.from(text), RAW);
const node = (links: CID[], size = 1): Uint8Array =>
  dagPb.encode(dagPb.prepare({ Links: links.map((Hash) => ({ Hash, Tsize: size })) }));

const LIMITS: DagLimits = { maxBytes: 100_000, maxBlocks: 20, maxDepth: 3 };

/** The children of a node at a depth, and the walk. */
function enter(content: Uint8Array, depth = 0, limits = LIMITS) {
  const walk = createWalk(limits);
  const root: DagBlock = { ...walk.root(cidOf(content)), depth };
  return { walk, children: () => walk.children(root, content) };
}

describe("the walk over a file's blocks", () => {
  it("names each block once, in the order of the file", () => {
    const links = [leaf("a"), leaf("b"), leaf("a"), leaf("c")];
    const found = enter(node(links)).children();
    assert.deepEqual(
      found.map(({ cid }) => String(cid)),
      [links[0], links[1], links[3]].map(String),
    );
  });

  it("ends with more blocks than the cap, and goes to the cap", () => {
    const links = (count: number) => Array.from({ length: count }, (_, index) => leaf(`${index}`));
    assert.equal(enter(node(links(19))).children().length, 19);
    assert.throws(enter(node(links(20))).children, { code: "dag.blocks" });
  });

  it("ends below the deepest level", () => {
    assert.equal(enter(node([leaf("a")]), 2).children().length, 1);
    assert.throws(enter(node([leaf("a")]), 3).children, { code: "dag.depth" });
  });

  it("ends when the bytes that came are too many, and when they are only announced", () => {
    const { walk } = enter(node([]));
    const block = walk.root(leaf("a"));
    walk.count(block, 60_000);
    walk.count(block, 40_000);
    assert.throws(() => walk.count(block, 1), { code: "dag.bytes" });
    assert.throws(enter(node([leaf("a"), leaf("b")], 50_001)).children, { code: "dag.bytes" });
  });

  it("ends at a leaf that is larger than its parent says, or of which it says nothing", () => {
    const { walk, children } = enter(node([leaf("a")], 5));
    const [child] = children();
    walk.count(child!, 5);
    assert.throws(() => walk.count(child!, 6), { code: "dag.size" });
    const silent = dagPb.encode({ Links: [{ Hash: leaf("a") }] });
    assert.throws(enter(silent).children, { code: "dag.size" });
  });

  it("takes raw and dag-pb by sha2-256, nothing else", () => {
    const bytes = Buffer.from("a");
    const dagCbor = 0x71;
    assert.throws(() => createWalk(LIMITS).root(cidOf(bytes, dagCbor)), { code: "dag.codec" });
    assert.throws(() => createWalk(LIMITS).root(cidOf(bytes, RAW, 0x16)), { code: "dag.hash" });
    assert.throws(() => createWalk(LIMITS).root(CID.createV1(RAW, Digest.create(0, bytes))), { code: "dag.hash" });
    assert.throws(enter(node([cidOf(bytes, dagCbor)])).children, { code: "dag.codec" });
  });

  it("says of any bytes that they are no node, and throws nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          assert.ok(enter(bytes).children().length < 20);
        } catch (error) {
          assert.match((error as { code: string }).code, /^dag\./);
        }
      }),
    );
  });

  it("lets a file of the full size pass, with leaves of 64 KiB and a node above them", () => {
    for (const size of [1, 100_000, 2 * 2 ** 20, 64 * 2 ** 20]) {
      const { maxBytes, maxBlocks } = limitsOf(size);
      const leaves = Math.ceil(size / 65_536);
      assert.ok(maxBlocks >= leaves + 1);
      assert.ok(maxBytes >= size + 60 * leaves + 100);
    }
  });
});
