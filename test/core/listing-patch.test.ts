// A bulk edit of one draft: exact amounts, rounded once, and what differs afterwards.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { changesBetween, patched } from "../../node/core/listing-patch.ts";
import { type ShopDraft, listingPatch, shopDraft } from "../../protocol/api/shop-inputs.ts";
import { formatAmount, parseAmount } from "../../protocol/money.ts";
import type { Currency } from "../../protocol/deployments.ts";

const CENTS = { symbol: "EURX", decimals: 2 } as Currency;
const draft = (price: string, stock: number | null = 3): ShopDraft =>
  shopDraft.parse({ id: "a", title: "A cup", tags: ["old", "kept"], variants: [{ id: "v1", price, stock }] });
const priceAfter = (price: string, change: object) =>
  patched(draft(price), listingPatch.parse({ price: change }), CENTS).variants![0]!.price;

describe("a patch", () => {
  for (const [price, change, after] of [
    ["10", { set: "12.5" }, "12.50"],
    ["10.00", { add: "2.50" }, "12.50"],
    ["10.00", { add: "-2.50" }, "7.50"],
    ["10.00", { percent: 10 }, "11.00"],
    ["9.99", { percent: -12.5 }, "8.74"],
    ["0.05", { percent: -50 }, "0.03"],
    ["9.99", { percent: 10, roundTo: "0.05" }, "11.00"],
    ["9.99", { percent: 0, roundTo: "5" }, "10.00"],
    ["12.50", { percent: 0, roundTo: "5" }, "15.00"],
  ] as const) {
    it(`makes ${after} of ${price} by ${JSON.stringify(change)}`, () => assert.equal(priceAfter(price, change), after));
  }

  it("rounds a percentage to the nearest smallest unit, like exact arithmetic does", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.integer({ min: -9_900, max: 100_000 }), (cents, bps) => {
        const text = formatAmount(BigInt(cents), 2);
        const after = parseAmount(priceAfter(text, { percent: bps / 100 }), 2);
        assert.equal(after, (2n * BigInt(cents) * BigInt(10_000 + bps) + 10_000n) / 20_000n);
      }),
    );
  });

  it("refuses what is no price of the currency, or would be below nothing", () => {
    assert.throws(() => priceAfter("10.00", { add: "0.0001" }), { code: "money.decimals" });
    assert.throws(() => priceAfter("10.1234", { percent: 1 }), { code: "money.decimals" });
    assert.throws(() => priceAfter("1.00", { add: "-1.01" }), { code: "money.range" });
    assert.throws(() => priceAfter("1.00", { percent: 1, roundTo: "0" }), { code: "input.invalid" });
    assert.throws(() => patched(draft("1"), { price: { add: "1" } }, undefined), { code: "currency.unknown" });
  });

  it("counts stock that is counted, and within its bounds", () => {
    const stockAfter = (left: number | null, change: object) =>
      patched(draft("1", left), listingPatch.parse({ stock: change }), CENTS).variants![0]!.stock;
    assert.deepEqual(
      [
        stockAfter(3, { add: 2 }),
        stockAfter(3, { add: -3 }),
        stockAfter(null, { add: 5 }),
        stockAfter(3, { set: null }),
      ],
      [5, 0, null, null],
    );
    assert.throws(() => stockAfter(3, { add: -4 }), { code: "input.invalid" });
  });

  it("adds and removes tags, each once, and says what differs", () => {
    const before = draft("1");
    const patch = listingPatch.parse({ tags: { add: [" new ", "kept"], remove: ["old"] }, condition: "used" });
    assert.deepEqual(changesBetween(before, patched(before, patch, CENTS)), [
      { field: "tags", variant: null, before: '["old","kept"]', after: '["kept","new"]' },
      { field: "condition", variant: null, before: "new", after: "used" },
    ]);
    assert.deepEqual(changesBetween(before, before), []);
  });

  it("says of which variant by what it is called", () => {
    const titled = (variants: object[]) =>
      shopDraft.parse({
        title: "A cup",
        variants: variants.map((some, n) => ({ id: `v${n}`, price: "1.00", ...some })),
      });
    const patch = listingPatch.parse({ price: { set: "2" } });
    const variantsOf = (before: ShopDraft) =>
      changesBetween(before, patched(before, patch, CENTS)).map(({ field, variant }) => [field, variant]);
    assert.deepEqual(variantsOf(titled([{ title: "Dark oak" }, {}])), [
      ["variants.v0.price", "Dark oak"],
      ["variants.v1.price", "v1"],
    ]);
    assert.deepEqual(variantsOf(titled([{}])), [["variants.v0.price", null]]);
  });

  it("is one change at least, and not two at once of one thing", () => {
    for (const patch of [{}, { price: {} }, { price: { set: "1", percent: 2 } }, { stock: { set: 1, add: 1 } }]) {
      assert.equal(listingPatch.safeParse(patch).success, false);
    }
  });
});
