// Catalogues: the tree gives the vectors' roots and proofs after any edits, and a proof proves nothing but its leaf.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { cidOfDigest } from "../../protocol/block.ts";
import {
  CATALOGUE_FIELDS,
  CONTENT_FIELDS,
  type Catalogue,
  catalogueDigest,
  contentLeaf,
  createSlotTree,
  heightOf,
  pathRoot,
  verifyProof,
} from "../../protocol/catalogue.ts";
import { type Hex32, type ListingId, ZERO_HEX32, keccak, toHex } from "../../protocol/ids.ts";
import { encodeType } from "../../protocol/typed-data.ts";
import { DOMAIN } from "../support/sample.ts";

const vectors = JSON.parse(readFileSync(new URL("../../protocol/vectors/catalogue.json", import.meta.url), "utf8"));
const leafOf = (number: number): Hex32 => keccak(new TextEncoder().encode(`leaf ${number}`));
const orUndefined = (slots: (Hex32 | null)[]) => slots.map((leaf) => leaf ?? undefined);

test("every tree of the vectors has their root and their proofs", () => {
  for (const { name, slots, count, root, proofs, sampled } of vectors.trees) {
    const leaves = slots ? orUndefined(slots) : Array.from({ length: count }, (_, i) => leafOf(i));
    const tree = createSlotTree(leaves);
    assert.equal(tree.root(), root, name);
    const shown = sampled ?? proofs.map((path: Hex32[] | null, slot: number) => ({ slot, leaf: slots[slot], path }));
    for (const { slot, leaf, path } of shown) {
      if (path === null) {
        assert.throws(() => tree.proof(slot), RangeError);
        continue;
      }
      assert.deepEqual(tree.proof(slot), path, `${name}, slot ${slot}`);
      assert.ok(verifyProof(root, leaf, path));
    }
  }
});

test("edits change one slot: the roots after each step of the vectors", () => {
  const { slots, root, steps } = vectors.history;
  const tree = createSlotTree(slots);
  assert.equal(tree.root(), root);
  for (const step of steps) {
    tree.set(step.slot, step.leaf ?? undefined);
    assert.equal(tree.root(), step.root, `${step.do} ${step.slot}`);
  }
});

test("a signed catalogue has the vectors' types, contents and digest", () => {
  const { signed, type } = vectors;
  assert.equal(encodeType("Catalogue", CATALOGUE_FIELDS), type);
  assert.equal(encodeType("Content", CONTENT_FIELDS), signed.contentType);
  const held = signed.slots.filter((slot: unknown) => slot !== null);
  for (const { listing, offer, content, digest, path } of held) {
    assert.equal(contentLeaf(listing as ListingId, cidOfDigest(offer.terms)), content);
    assert.ok(verifyProof(signed.catalogue.offersRoot, digest, path));
  }
  const contents = createSlotTree(signed.slots.map((slot: { content: Hex32 } | null) => slot?.content));
  assert.equal(contents.root(), signed.catalogue.contentDigest);
  const catalogue: Catalogue = { ...signed.catalogue, sequence: Number(signed.catalogue.sequence) };
  assert.equal(catalogueDigest(DOMAIN, catalogue), signed.digest);
});

const change = fc.record({ slot: fc.nat(70), leaf: fc.option(fc.nat(), { nil: undefined }), look: fc.boolean() });

test("after any edits the tree is the one made anew from its slots, and each leaf has a short proof", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
      const tree = createSlotTree();
      const slots: (Hex32 | undefined)[] = [];
      for (const { slot, leaf, look } of changes) {
        slots[slot] = leaf === undefined ? undefined : leafOf(leaf);
        tree.set(slot, slots[slot]);
        // Hashed now, or together with what follows.
        if (look) tree.root();
      }
      const filled = Array.from(slots, (leaf) => leaf);
      assert.equal(tree.root(), createSlotTree(filled).root());
      for (const [slot, leaf] of filled.entries()) {
        assert.equal(tree.leaf(slot), leaf);
        if (!leaf) {
          assert.throws(() => tree.proof(slot), RangeError);
          continue;
        }
        const path = tree.proof(slot);
        assert.ok(path.length <= Math.ceil(Math.log2(filled.length)));
        assert.ok(verifyProof(tree.root(), leaf, path));
        assert.ok(!verifyProof(tree.root(), keccak(new TextEncoder().encode("another")), path));
      }
    }),
  );
});

test("a block of slots is proved by the path of its own root", () => {
  const tree = createSlotTree(Array.from({ length: 21 }, (_, slot) => (slot === 13 ? undefined : leafOf(slot))));
  const block = [12, 13, 14, 15].map((slot) => tree.leaf(slot));
  assert.equal(pathRoot(createSlotTree(block).root(), tree.proof(12, heightOf(4))), tree.root());
  assert.equal(pathRoot(createSlotTree([leafOf(20)]).root(), tree.proof(20, heightOf(1))), tree.root());
  assert.deepEqual(createSlotTree(block).proof(2).concat(tree.proof(12, 2)), tree.proof(14), "the two are one proof");
  assert.deepEqual([1, 2, 3, 4, 5, 256].map(heightOf), [0, 1, 2, 2, 3, 8]);
  assert.equal(createSlotTree().root(), ZERO_HEX32);
});

test("a proof longer than the escrow takes is refused, also where its root is right", () => {
  const path = Array.from({ length: 33 }, (_, i) => toHex(new Uint8Array(32).fill(i)) as Hex32);
  const rootOf = (steps: Hex32[]) => {
    let node = leafOf(0);
    for (const sibling of steps) node = createSlotTree([node, sibling]).root();
    return node;
  };
  assert.ok(verifyProof(rootOf(path.slice(0, 32)), leafOf(0), path.slice(0, 32)));
  assert.ok(!verifyProof(rootOf(path), leafOf(0), path));
});

test("one change of a large catalogue hashes one path, and many changes share what is above them", () => {
  let hashed = 0;
  const counting = (a: Hex32, b: Hex32): Hex32 => {
    hashed++;
    return a < b ? a : b; // how often is the question, not what
  };
  const tree = createSlotTree(
    Array.from({ length: 100_000 }, (_, i) => leafOf(i % 7)),
    counting,
  );
  tree.root();
  assert.ok(hashed < 100_020, `${hashed} to make it`);
  const cost = (work: () => void): number => {
    hashed = 0;
    work();
    tree.root();
    return hashed;
  };
  const one = cost(() => tree.set(77_777, leafOf(9)));
  assert.ok(one >= 16 && one <= 17, `${one} for one leaf`);
  assert.equal(
    cost(() => tree.proof(5)),
    0,
  );
  const neighbours = cost(() => Array.from({ length: 512 }, (_, i) => tree.set(4_096 + i, leafOf(8))));
  assert.ok(neighbours <= 511 + 17, `${neighbours} for 512 together`);
});
