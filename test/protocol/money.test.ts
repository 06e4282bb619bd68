// Money: exact in both directions, never rounded, and every fault has its code.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MAX_AMOUNT, MoneyError, amountText, formatAmount, parseAmount, roundUp } from "../../protocol/money.ts";

const codeOf = (text: string, decimals: number): string => {
  try {
    parseAmount(text, decimals);
    return "accepted";
  } catch (error) {
    assert.ok(error instanceof MoneyError);
    return error.code;
  }
};

test("reads what a person types", () => {
  assert.equal(parseAmount("12.50", 6), 12_500_000n);
  assert.equal(parseAmount("0.000001", 6), 1n);
  assert.equal(parseAmount(" 3 ", 18), 3n * 10n ** 18n);
  assert.equal(parseAmount("7", 0), 7n);
});

test("refuses what it would have to guess or round", () => {
  assert.equal(codeOf("0.0000001", 6), "money.decimals");
  assert.equal(codeOf("1.5", 0), "money.decimals");
  for (const text of ["", "-1", "+1", "1,5", "1e3", "0x10", ".5", "5.", "1.2.3", "１", "NaN"]) {
    assert.equal(codeOf(text, 6), "money.malformed", text);
  }
  assert.equal(codeOf("9".repeat(39), 6), "money.range");
});

test("every amount survives being shown and read again", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: MAX_AMOUNT }), fc.integer({ min: 0, max: 18 }), (value, decimals) => {
      assert.equal(parseAmount(formatAmount(value, decimals), decimals), value);
    }),
  );
});

test("shows two decimals, and more only where they say something", () => {
  assert.equal(formatAmount(12_500_000n, 6), "12.50");
  assert.equal(formatAmount(12_345_678n, 6), "12.345678");
  assert.equal(formatAmount(5n, 0), "5");
});

test("rounds upwards to so many digits, and leaves what has no more", () => {
  assert.equal(roundUp(312_480n, 2), 320_000n);
  assert.equal(roundUp(999n, 2), 1_000n);
  assert.equal(roundUp(320_000n, 2), 320_000n);
  assert.equal(roundUp(7n, 2), 7n);
  assert.equal(roundUp(0n, 2), 0n);
});

test("refuses what is no amount in a record, and never throws", () => {
  for (const text of ["x", "", "1.5", "-1", "01", "0x10", " 1", "1e3", (MAX_AMOUNT + 1n).toString(), 5, null]) {
    assert.equal(amountText.safeParse(text).success, false, String(text));
  }
  assert.equal(amountText.safeParse(MAX_AMOUNT.toString()).success, true);
});
