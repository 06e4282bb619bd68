// The own shop: what is left of a listing, and which are found by it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ListingId } from "../../protocol/ids.ts";
import { isShown, isSoldOut, stockIn } from "../../node/core/shop.ts";

const id = "lamp" as ListingId;
const rowOf = (variants: { stock: number | null }[]) =>
  ({ id, draft: { variants }, published: null, paused: false }) as never;

test("what is left is of the variants that are counted, and says how many are not", () => {
  const stock = (...all: (number | null)[]) => stockIn(all.map((one) => ({ stock: one })));
  assert.deepEqual(stock(4, 0, null, 6, null), { left: 10, uncounted: 2 });
  assert.deepEqual(stock(4, 6), { left: 10, uncounted: 0 });
  assert.deepEqual(stock(null, null), { left: null, uncounted: 2 });
  assert.deepEqual(stock(), { left: null, uncounted: 0 });
});

test("it is sold out when every variant is counted and nothing is left of any", () => {
  const isOut = (...all: (number | null)[]) =>
    isSoldOut({ id, row: rowOf(all.map((stock) => ({ stock }))), listed: undefined }, [], () => 0);
  assert.deepEqual(
    [isOut(0), isOut(0, 0), isOut(0, 1), isOut(0, null), isOut(null), isOut()],
    [true, true, false, false, false, false],
  );
});

test("the owner finds what is sold out, what is not, or both", () => {
  const found = (stock: "in" | "out" | undefined, out: boolean) =>
    isShown({ stock }, { id, draft: {}, state: "published", isSoldOut: () => out });
  assert.deepEqual([found("out", true), found("out", false)], [true, false]);
  assert.deepEqual([found("in", true), found("in", false)], [false, true]);
  assert.deepEqual([found(undefined, true), found(undefined, false)], [true, true]);
});
