// How a seller gives money back: all of it by cancelling, a part of it by a split whose share comes as near as shares can.
import { BPS } from "../../protocol/money.ts";
import { type Split, totalOf } from "../../protocol/order.ts";
import { amountsOf } from "./consent.ts";
import type { OrderRow } from "./order.ts";

export type RefundPlan =
  | { call: "cancel"; buyer: bigint }
  /** `rounding` is what the buyer gets beyond what was asked for. */
  | { call: "proposeSettlement"; buyerBps: number; amounts: Split; rounding: bigint };

/**
 * Shares are hundredths of a percent: the smallest one is taken that gives the buyer no less than `amount`.
 * @param amount above zero and at most the total; null for all
 */
export function planRefund(row: OrderRow, amount: bigint | null): RefundPlan {
  const total = totalOf(row.order);
  if (amount === null || amount === total) return { call: "cancel", buyer: total };
  const buyerBps = Number((amount * BPS + total - 1n) / total);
  const amounts = amountsOf(row, buyerBps);
  return { call: "proposeSettlement", buyerBps, amounts, rounding: amounts.buyer - amount };
}
