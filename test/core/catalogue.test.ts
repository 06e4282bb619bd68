// The seller's own tree: what an edit costs in a large one, which slots are free, and what of earlier editions is still payable.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createOwnCatalogue } from "../../node/core/catalogue.ts";
import { oldOffersOf } from "../../node/core/old-offers.ts";
import { createSlots } from "../../node/core/slots.ts";
import type { SignedListing } from "../../node/core/ports/own.ts";
import { cidOf } from "../../protocol/block.ts";
import { type Hex32, type ListingId, keccak } from "../../protocol/ids.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const leaf = (text: string): Hex32 => keccak(bytes(text));
const listing = (n: number, edition = 1) => ({
  id: `l-${n}` as ListingId,
  cid: cidOf(bytes(`${n} ${edition}`)),
  leaves: [leaf(`${n} ${edition} alone`), leaf(`${n} ${edition} joined`)],
});

test("one row of 100,000 leaves is edited for one path in each of the two trees", (t) => {
  let hashed = 0;
  const counting = (a: Hex32, b: Hex32): Hex32 => {
    hashed++;
    return a < b ? a : b; // how often is the question, not what
  };
  const rows = Array.from({ length: 50_000 }, (_, n) => ({ ...listing(n), slot: 2 * n }));
  const tree = createOwnCatalogue(rows, counting);
  tree.offersRoot();
  tree.contentDigest();
  hashed = 0;
  const began = performance.now();
  tree.put(listing(31_337, 2));
  tree.offersRoot();
  tree.contentDigest();
  assert.equal(tree.path("l-31337" as ListingId).length, 16);
  t.diagnostic(`${hashed} hashes, ${(performance.now() - began).toFixed(2)} ms without hashing`);
  assert.ok(hashed <= 2 * 17, `${hashed} hashes`);
});

test("of two listings that name one slot, one keeps it and the other gets a new place", () => {
  const tree = createOwnCatalogue([
    { ...listing(1), slot: 0 },
    { ...listing(2), slot: 0 },
    { ...listing(3), slot: 2 },
  ]);
  assert.equal(tree.slotOf("l-1" as ListingId), 0);
  assert.throws(() => tree.slotOf("l-2" as ListingId), RangeError);
  tree.put(listing(2));
  assert.equal(tree.slotOf("l-2" as ListingId), 4);
});

test("blocks of slots never overlap, stand at multiples of their size, and are used again", () => {
  const step = fc.record({ height: fc.nat(4), free: fc.option(fc.nat(), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let slots = createSlots();
      const held: { slot: number; height: number }[] = [];
      for (const { height, free } of steps) {
        if (free !== undefined && held.length > 0) slots.free(held.splice(free % held.length, 1)[0]!);
        else {
          const slot = slots.take(height);
          assert.equal(slot % 2 ** height, 0);
          for (const one of held) assert.ok(slot + 2 ** height <= one.slot || slot >= one.slot + 2 ** one.height);
          held.push({ slot, height });
        }
        // Made anew from what is taken, as after a restart.
        if (free === 0) slots = createSlots(held.toSorted((a, b) => a.slot - b.slot));
      }
    }),
  );
  const slots = createSlots();
  const all = [0, 1, 2, 3].map(() => slots.take(0));
  for (const slot of all) slots.free({ slot, height: 0 });
  assert.equal(slots.take(2), 0, "free neighbours are one block");
});

test("old offers are those that are cheaper, not void and not over", () => {
  const signed = (sequence: number, total: string, validUntil = 1_000): SignedListing => ({
    listing: "lamp" as ListingId,
    sequence,
    validUntil,
    totals: { "0xaa/v1/parcel": total, "0xaa/v1/parcel/joined": "1" },
  });
  const look = (all: SignedListing[], changes: object = {}) =>
    oldOffersOf(all, { offered: true, floor: 0, now: 500, ...changes });
  const rise = [signed(1, "50", 900), signed(2, "70"), signed(3, "60")];
  assert.deepEqual(look(rise), { count: 1, validUntil: 900, lowest: 50n, currency: "0xaa" });
  assert.equal(look([signed(1, "60"), signed(2, "60")]), null, "the same price");
  assert.equal(look([signed(1, "70"), signed(2, "60")]), null, "it fell");
  assert.equal(look(rise, { floor: 2 }), null, "void");
  assert.equal(look(rise, { now: 901 }), null, "over");
  assert.deepEqual(
    look([signed(1, "50")], { offered: false }),
    { count: 2, validUntil: 1_000, lowest: null, currency: null },
    "removed",
  );
  const other: SignedListing = { ...signed(2, "1"), totals: { "0xbb/v1/parcel": "1" } };
  assert.deepEqual(look([signed(1, "50"), other])?.lowest, null, "in another currency");
});
