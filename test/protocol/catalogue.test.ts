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
    if (step.do === "add") assert.equal(tree.add(step.leaf), step.slot);
    else if (step.do === "remove") tree.remove(step.slot);
    else tree.replace(step.slot, step.leaf);
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

test("after any edits the tree is the one made anew from its slots, and each leaf has a short proof", () => {
  const edit = fc.record({ what: fc.constantFrom("add", "add", "replace", "remove"), at: fc.nat(), leaf: fc.nat() });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 80 }), (edits) => {
      const tree = createSlotTree();
      const slots: (Hex32 | undefined)[] = [];
      for (const { what, at, leaf } of edits) {
        const held = [...slots.keys()].filter((slot) => slots[slot]);
        if (what === "add" || held.length === 0) slots[tree.add(leafOf(leaf))] = leafOf(leaf);
        else {
          const slot = held[at % held.length]!;
          slots[slot] = what === "remove" ? undefined : leafOf(leaf);
          if (slots[slot]) tree.replace(slot, slots[slot]);
          else tree.remove(slot);
        }
      }
      assert.equal(tree.root(), createSlotTree(slots).root());
      for (const [slot, leaf] of slots.entries()) {
        assert.equal(tree.leaf(slot), leaf);
        if (!leaf) continue;
        const path = tree.proof(slot);
        assert.ok(path.length <= Math.ceil(Math.log2(slots.length)));
        assert.ok(verifyProof(tree.root(), leaf, path));
        assert.ok(!verifyProof(tree.root(), keccak(new TextEncoder().encode("another")), path));
      }
    }),
  );
});

test("a slot is freed once and taken again; nothing is proved of a free one", () => {
  const tree = createSlotTree([leafOf(0), leafOf(1), leafOf(2)]);
  tree.remove(1);
  assert.throws(() => tree.remove(1), RangeError);
  assert.throws(() => tree.replace(1, leafOf(9)), RangeError);
  assert.throws(() => tree.proof(1), RangeError);
  assert.equal(tree.add(leafOf(3)), 1);
  assert.equal(tree.add(leafOf(4)), 3);
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

test("one change of a large catalogue hashes one path", () => {
  const tree = createSlotTree(Array.from({ length: 4_096 }, (_, i) => leafOf(i)));
  const before = tree.proof(4_095);
  tree.replace(0, leafOf(9_999));
  const after = tree.proof(4_095);
  assert.equal(before.length, 12);
  assert.equal(before.filter((node, i) => node !== after[i]).length, 1, "only the other half's root changed");
});
