// The own shop: what is left of a listing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stockIn } from "../../node/core/shop.ts";

test("what is left is of the variants that are counted, and says how many are not", () => {
  const stock = (...all: (number | null)[]) => stockIn(all.map((one) => ({ stock: one })));
  assert.deepEqual(stock(4, 0, null, 6, null), { left: 10, uncounted: 2 });
  assert.deepEqual(stock(4, 6), { left: 10, uncounted: 0 });
  assert.deepEqual(stock(null, null), { left: null, uncounted: 2 });
  assert.deepEqual(stock(), { left: null, uncounted: 0 });
});
