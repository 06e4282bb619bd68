// Sales over time and refunds: every unit of money counted once, never across currencies, and rounding shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type OrderRow, foldOrder } from "../../node/core/order.ts";
import { planRefund } from "../../node/core/refund.ts";
import { PERIODS, periodOf, salesFigures } from "../../node/core/sales.ts";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { type Split, splitOf, totalOf } from "../../protocol/order.ts";
import { sampleOrder } from "../support/sample.ts";

const COIN = `0x${"00".repeat(20)}` as Address;
const at = (iso: string): number => Date.parse(iso) / 1_000;

function row(openedAt: number, changes: { currency?: Address; unitPrice?: bigint; payout?: Split } = {}): OrderRow {
  const base = sampleOrder({ units: 2 });
  const { currency = base.offer.currency, unitPrice = base.offer.unitPrice, payout = null } = changes;
  const order = { ...base, offer: { ...base.offer, currency, unitPrice } };
  const opened = { name: "Opened", orderId: `0x${"11".repeat(32)}` as Hex32, order, time: openedAt, block: 1 };
  return { ...foldOrder([opened as never])!, status: payout ? "released" : "funded", payout };
}

test("periods are days, weeks from Monday and months, in UTC", () => {
  const late = at("2026-11-29T23:59:59Z"); // a Sunday
  assert.deepEqual(
    PERIODS.map((by) => periodOf(late, by)),
    ["2026-11-29", "2026-11-23", "2026-11-01"],
  );
  assert.equal(periodOf(late + 1, "week"), "2026-11-30");
  assert.equal(periodOf(at("2027-01-01T00:00:00Z"), "week"), "2026-12-28");
});

test("currencies are never mixed, and what is open is neither refunded nor earned", () => {
  const total = totalOf(row(1).order);
  const paid = row(at("2026-11-02T10:00:00Z"), {
    payout: { buyer: 0n, seller: total - 4_300_000n, arbitrator: 4_300_000n, referrer: 0n },
  });
  const open = row(at("2026-11-03T10:00:00Z"));
  const coin = row(at("2026-12-01T10:00:00Z"), { currency: COIN });
  const { periods, totals } = salesFigures([coin, open, paid], "month");
  assert.deepEqual(
    periods.map(({ from, sums }) => [from, sums.map(({ orders, units }) => [orders, units])]),
    [
      ["2026-11-01", [[2, 4]]],
      ["2026-12-01", [[1, 2]]],
    ],
  );
  assert.deepEqual(
    totals.map(({ currency }) => currency),
    [COIN, paid.order.offer.currency],
  );
  const { gross, pending, fees, net, refunded } = totals[1]!;
  assert.deepEqual([gross, pending, fees, net, refunded], [2n * total, total, 4_300_000n, total - 4_300_000n, 0n]);
});

test("every unit of money is counted exactly once, whatever came of the orders", () => {
  const order = fc.record({
    time: fc.integer({ min: 0, max: 2_000_000_000 }),
    coin: fc.boolean(),
    unitPrice: fc.bigInt({ min: 1n, max: 2n ** 90n }),
    split: fc.option(
      fc.record({ fee: fc.integer({ min: 0, max: 1_000 }), buyer: fc.integer({ min: 0, max: 10_000 }) }),
    ),
  });
  fc.assert(
    fc.property(fc.array(order, { maxLength: 20 }), fc.constantFrom(...PERIODS), (orders, by) => {
      const rows = orders.map(({ time, coin, unitPrice, split }) => {
        const plain = row(time, { unitPrice, ...(coin ? { currency: COIN } : {}) });
        const payout = split && splitOf(totalOf(plain.order), split.fee, split.buyer, 100);
        return { ...plain, payout };
      });
      const { periods, totals } = salesFigures(rows, by);
      for (const sums of [...periods.flatMap((period) => period.sums), ...totals]) {
        assert.equal(sums.gross, sums.pending + sums.refunded + sums.fees + sums.net);
      }
      const sum = (list: { gross: bigint }[]) => list.reduce((all, { gross }) => all + gross, 0n);
      assert.equal(
        sum(totals),
        rows.reduce((all, one) => all + totalOf(one.order), 0n),
      );
      assert.equal(sum(periods.flatMap((period) => period.sums)), sum(totals));
    }),
  );
});

test("a refund of all cancels; of a part, the buyer gets at least what was named and hardly more", () => {
  const total = totalOf(row(1).order);
  assert.deepEqual(planRefund(row(1), null), { call: "cancel", buyer: total });
  assert.deepEqual(planRefund(row(1), total), { call: "cancel", buyer: total });
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 100n }), fc.bigInt({ min: 1n, max: 2n ** 100n }), (unitPrice, some) => {
      const one = row(1, { unitPrice });
      const all = totalOf(one.order);
      const amount = (some % (all - 1n)) + 1n;
      const plan = planRefund(one, amount);
      assert.ok(plan.call === "proposeSettlement");
      assert.ok(plan.rounding >= 0n && plan.rounding <= all / 10_000n, `${plan.rounding}`);
      assert.equal(plan.amounts.buyer, amount + plan.rounding);
      assert.equal(plan.amounts.buyer + plan.amounts.seller + plan.amounts.referrer, all);
    }),
  );
});
