// Fees per gas: enough for six full blocks, an eighth more for a replacement, never above the limit.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { firstFees, higherFees } from "../../../node/chain/fees.ts";

const CAP = 1_000n;

describe("fees per gas", () => {
  it("cover twice the base fee and the tip, up to the limit", () => {
    assert.deepEqual(firstFees(100n, 7n, CAP), { maxFee: 207n, tip: 7n });
    assert.deepEqual(firstFees(600n, 7n, CAP), { maxFee: CAP, tip: 7n });
    assert.deepEqual(firstFees(CAP, 5_000n, CAP), { maxFee: CAP, tip: CAP });
    assert.throws(() => firstFees(CAP + 1n, 0n, CAP), { code: "chain.fee-cap", retryable: true });
  });

  it("of a replacement are at least an eighth higher, both of them, rounded up, also from nothing", () => {
    for (const [maxFee, tip] of [
      [0n, 0n],
      [1n, 0n],
      [7n, 3n],
      [207n, 7n],
      [888n, 800n],
    ] as const) {
      const higher = higherFees({ maxFee, tip }, 0n, 0n, CAP)!;
      assert(higher.maxFee * 8n >= maxFee * 9n && higher.maxFee > maxFee, `${higher.maxFee} after ${maxFee}`);
      assert(higher.tip * 8n >= tip * 9n && higher.tip > tip, `${higher.tip} after ${tip}`);
    }
    assert.deepEqual(higherFees({ maxFee: 207n, tip: 7n }, 300n, 20n, CAP), { maxFee: 620n, tip: 20n });
  });

  it("of a replacement stop at the limit, and below an eighth more there is none", () => {
    assert.deepEqual(higherFees({ maxFee: 800n, tip: 8n }, 900n, 0n, CAP), { maxFee: CAP, tip: 9n });
    assert.equal(higherFees({ maxFee: 900n, tip: 8n }, 0n, 0n, CAP), undefined);
    assert.equal(higherFees({ maxFee: CAP, tip: 8n }, 0n, 0n, CAP), undefined);
  });
});
