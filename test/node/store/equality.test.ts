// The same facts give the same rows, in whatever order they come, across duplicates and reorganisations (property test).
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import fc from "fast-check";
import { digestOf } from "../../../protocol/block.ts";
import type { Address } from "../../../protocol/ids.ts";
import type { Listing } from "../../../protocol/listing.ts";
import type { ChainInput } from "../../../node/core/ports/chain.ts";
import type { ReadModelRows } from "../../../node/core/ports/read-model.ts";
import { deriveReview } from "../../../node/ingest/derive.ts";
import { BUYER, SELLER, sampleListing } from "../../support/sample.ts";
import { docOf } from "../../../node/store/read/doc.ts";
import { dumpTables } from "../../../node/store/read/dump.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import * as rowsFor from "../../support/store-rows.ts";

const {
  OTHER_SELLER,
  chainBlock,
  closed,
  disputed,
  evidence,
  extended,
  headCid,
  hex32,
  id,
  idOf,
  ingest,
  listed,
  opened,
  orderOf,
  reviewed,
  shipped,
  skipped,
} = rowsFor;

/** One step of a journal or of the chain; each source keeps its own order, sources mix freely. */
type Step = (rows: ReadModelRows) => void;

const [kept, refunded, own] = [orderOf(1, { units: 2 }), orderOf(2), orderOf(3, { buyer: SELLER })];
const text = rowsFor.reviewBlock({ order: idOf(kept), pictures: sampleListing().pictures });
const late = rowsFor.reviewBlock({ order: idOf(kept), title: "Other" }, 2);

const ofJournal = (owner: Address, steps: Step[]): Step[] =>
  steps.map((step, index) => (rows) => {
    step(rows);
    rows.setJournal(owner, index + 1, headCid(index + 1));
  });

const listing =
  (changes: Partial<Listing>, sequence: number, counter = 0): Step =>
  (rows) =>
    rows.putListing(listed(changes, { sequence, counter }));

const review =
  (row: typeof text): Step =>
  (rows) => {
    rows.putReviewBlock(row);
    const order = rows.order(row.review.order);
    if (!order) return;
    deriveReview(rows, order);
    rows.refreshStanding(order.order.offer.seller);
  };

const JOURNALS: Step[][] = [
  ofJournal(SELLER, [
    (rows) => rows.putProfile(rowsFor.profileRow()),
    listing({}, 2),
    listing({ id: id("gone"), title: "Soon gone" }, 3),
    listing({ title: "Storm lantern, second edition", tags: [] }, 4),
    (rows) => rows.removeListing(SELLER, id("gone")),
    listing({ title: "Storm lantern, second edition", tags: [] }, 6, 1),
    (rows) => rows.putProfile(rowsFor.profileRow({ name: "Lantern & Sons" }, 7)),
    (rows) => rows.putReply(rowsFor.replyRow(idOf(kept), SELLER, "Thank you.", 8)),
    (rows) => rows.putReply(rowsFor.replyRow(idOf(kept), SELLER, "Thank you again.", 9)),
  ]),
  ofJournal(OTHER_SELLER, [
    listing({ seller: OTHER_SELLER, pictures: [] }, 1),
    (rows) => rows.removeListing(OTHER_SELLER, sampleListing().id),
    listing({ seller: OTHER_SELLER, title: "Back again" }, 3),
  ]),
  ofJournal(BUYER, [review(text), review(late)]),
];

const CHAIN: ChainInput[] = [
  // Anybody can have an order skipped before it exists.
  chainBlock(1, [skipped(kept), opened(kept), opened(own), extended(kept, 3_600)]),
  chainBlock(2, [shipped(kept), opened(refunded), evidence(own, SELLER, 78), skipped(own)]),
  chainBlock(3, [{ name: "FloorRaised", seller: SELLER, floor: 1 }, disputed(refunded), extended(kept, 7_200)]),
  chainBlock(4, [reviewed(kept, digestOf(text.cid), 5), closed(kept), closed(own)]),
  chainBlock(5, [closed(refunded, "refunded"), { name: "Retired", seller: OTHER_SELLER, sku: hex32(4) }]),
];

/** A branch that a reorganisation takes away again: other orders, other sellers, other stock, another floor. */
function detour(at: number, fork: number): ChainInput[] {
  const mine = orderOf(50 + fork);
  const others = orderOf(60 + fork, {}, sampleListing({ seller: OTHER_SELLER }));
  return [
    chainBlock(at + 1, [opened(mine), opened(others), { name: "Retired", seller: SELLER, sku: hex32(9) }], fork, 0),
    chainBlock(at + 2, [extended(mine, 90), extended(kept, 999), evidence(kept, BUYER, 79), skipped(kept)], fork),
    chainBlock(at + 3, [closed(mine), closed(others), { name: "FloorRaised", seller: OTHER_SELLER, floor: 9 }], fork),
    { kind: "rollback", to: at },
  ];
}

const chainSteps = (detours: number[]): Step[] =>
  CHAIN.flatMap((input, index) => [...(detours.includes(index) ? detour(index, index + 1) : []), input]).map(
    (input) => (rows) => void ingest(rows, input),
  );

/** Takes the next step of the source that each number names, then what is left. */
function mix(sources: Step[][], picks: number[]): Step[] {
  const queues = sources.map((steps) => [...steps]);
  const mixed: Step[] = [];
  for (const pick of picks) {
    const next = queues[pick % queues.length]!.shift();
    if (next) mixed.push(next);
  }
  return [...mixed, ...queues.flat()];
}

describe("rows of the read model", () => {
  const folders = createStoreFolders();
  afterEach(folders.end);

  function dumpAfter(steps: Step[], perTransaction = 1): Record<string, string[]> {
    const folder = folders.create();
    const store = folder.read();
    for (let i = 0; i < steps.length; i += perTransaction) {
      store.readModel.transaction((rows) => steps.slice(i, i + perTransaction).forEach((step) => step(rows)));
    }
    store.close();
    return dumpTables(folder.directory);
  }

  const expected = () => dumpAfter([...JOURNALS.flat(), ...chainSteps([])]);

  it("are equal whatever came first, also across reorganisations", () => {
    const reference = expected();
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 3 }), { minLength: 20, maxLength: 40 }),
        fc.uniqueArray(fc.constantFrom(1, 2, 3, 4), { maxLength: 2 }),
        fc.integer({ min: 1, max: 4 }),
        (picks, detours, perTransaction) => {
          const steps = mix([...JOURNALS, chainSteps(detours)], picks);
          assert.deepEqual(dumpAfter(steps, perTransaction), reference);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("are all in the comparison: every table has rows, words included", () => {
    const reference = expected();
    for (const [table, rows] of Object.entries(reference)) assert.notEqual(rows.length, 0, table);
    assert.ok(reference.listing_text!.some((row) => row.includes('"back"')));
    assert.ok(!reference.listing_text!.some((row) => row.includes('"soon"')));
  });

  it("keep both of two listings that meet in one document number", () => {
    const seen = new Map<number, string>();
    let pair: [string, string] | undefined;
    for (let i = 0; !pair; i++) {
      const doc = docOf(SELLER, id(`l-${i}`), 0);
      const other = seen.get(doc);
      if (other) pair = [other, `l-${i}`];
      seen.set(doc, `l-${i}`);
    }
    const steps = pair.map((name) => listing({ id: id(name) }, 1));
    const rows = dumpAfter(steps);
    assert.deepEqual([rows.listings!.length, rows.listing_text!.length % 2], [2, 0]);
    assert.deepEqual(dumpAfter(steps.toReversed()), rows);
  });

  it("know nothing of a transaction that failed", () => {
    const folder = folders.create();
    const store = folder.read();
    const steps = [...JOURNALS.flat(), ...chainSteps([])];
    for (const [index, step] of steps.entries()) {
      assert.throws(() =>
        store.readModel.transaction((rows) => {
          steps.slice(index, index + 3).forEach((next) => next(rows));
          rows.putListing(listed({ id: id("never"), title: "Never listed" }));
          throw new Error("undone");
        }),
      );
      store.readModel.transaction(step);
    }
    store.close();
    assert.deepEqual(dumpTables(folder.directory), expected());
  });

  it("leave nothing of a removed listing", () => {
    const fewer = listed({ variants: [sampleListing().variants[0]!] }, { sequence: 2 });
    const rows = dumpAfter([
      listing({}, 1),
      (store) => store.putListing(fewer),
      (store) => store.removeListing(SELLER, fewer.listing.id),
    ]);
    const held = Object.keys(rows).filter((table) => rows[table]!.length > 0);
    assert.deepEqual(held, []);
  });

  it("differ when a fact differs", () => {
    const reference = expected();
    const others: Step[][] = [
      [...JOURNALS.flat().slice(0, -1), ...chainSteps([])],
      [...JOURNALS.flat(), ...chainSteps([]).slice(0, -1)],
      [...JOURNALS.flat(), ...chainSteps([]), listing({ title: "One word more" }, 8)],
    ];
    for (const steps of others) assert.notDeepEqual(dumpAfter(steps), reference);
  });
});
