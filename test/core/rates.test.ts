// Prices in another currency: exact by the rates, rounded once and half up, and nothing without a rate.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Rate, pricesIn } from "../../node/core/rates.ts";
import { type Address, ZERO_ADDRESS } from "../../protocol/ids.ts";
import { MAX_AMOUNT } from "../../protocol/money.ts";

const USD = `0x${"01".repeat(20)}` as Address;
const ODD = `0x${"02".repeat(20)}` as Address;
const CURRENCIES = [
  { address: ZERO_ADDRESS, decimals: 18 },
  { address: USD, decimals: 6 },
  { address: ODD, decimals: 0 },
];
const rate = (currency: Address, value: bigint, decimals = 8, more: Partial<Rate> = {}): Rate => ({
  currency,
  unit: "USD",
  value,
  decimals,
  asOf: 1_000,
  until: null,
  source: "chain",
  ...more,
});
const ETHER = 10n ** 18n;

describe("prices in another currency", () => {
  it("are what the rates say, in both directions", () => {
    const rates = [rate(ZERO_ADDRESS, 2_500n * 10n ** 8n), rate(USD, 10_000n, 4, { asOf: 900, source: "list" })];
    const dollars = pricesIn(USD, rates, CURRENCIES)!;
    assert.equal(dollars.of(ETHER / 10n, ZERO_ADDRESS), 250_000_000n);
    assert.equal(dollars.of(7n, USD), 7n);
    assert.deepEqual([dollars.basis(ZERO_ADDRESS)!.asOf, dollars.basis(ZERO_ADDRESS)!.source], [900, "list"]);
    assert.equal(pricesIn(ZERO_ADDRESS, rates, CURRENCIES)!.of(250_000_000n, USD), ETHER / 10n);
  });

  it("are rounded half up to the smallest unit", () => {
    // 1 smallest unit of the coin is 5 × 10⁻¹³ of a smallest unit of the dollar.
    const dollars = pricesIn(USD, [rate(ZERO_ADDRESS, 5n, 1), rate(USD, 1n, 0)], CURRENCIES)!;
    assert.deepEqual(
      [10n ** 12n - 1n, 10n ** 12n, 3n * 10n ** 12n - 1n, 3n * 10n ** 12n].map((wei) => dollars.of(wei, ZERO_ADDRESS)),
      [0n, 1n, 1n, 2n],
    );
  });

  it("are never made up: no rate, another unit, or more than an order can hold", () => {
    const rates = [rate(ZERO_ADDRESS, 1n, 8, { unit: "EUR" }), rate(USD, 1n)];
    assert.equal(pricesIn(ODD, rates, CURRENCIES), undefined);
    const dollars = pricesIn(USD, rates, CURRENCIES)!;
    for (const from of [ZERO_ADDRESS, ODD, `0x${"03".repeat(20)}` as Address]) {
      assert.deepEqual([dollars.of(1n, from), dollars.basis(from)], [undefined, undefined]);
      assert(Number.isNaN(dollars.near(from)));
    }
    const dear = pricesIn(USD, [rate(ODD, 10n ** 30n), rate(USD, 1n)], CURRENCIES)!;
    assert.equal(dear.of(MAX_AMOUNT, ODD), undefined);
  });

  it("keep the order of amounts, and are nearly what `near` says (property)", () => {
    const value = fc.bigInt({ min: 1n, max: 10n ** 24n });
    const decimals = fc.integer({ min: 0, max: 18 });
    const amount = fc.bigInt({ min: 0n, max: 10n ** 24n });
    fc.assert(
      fc.property(value, decimals, value, decimals, amount, amount, (a, da, b, db, one, more) => {
        const prices = pricesIn(USD, [rate(ZERO_ADDRESS, a, da), rate(USD, b, db)], CURRENCIES)!;
        const [low, high] = [prices.of(one, ZERO_ADDRESS), prices.of(one + more, ZERO_ADDRESS)];
        if (low === undefined || high === undefined) return high === undefined;
        const near = Number(one) * prices.near(ZERO_ADDRESS);
        return low <= high && Math.abs(Number(low) - near) <= 0.5 + near * 1e-12;
      }),
      { numRuns: 500 },
    );
  });
});
