// What was sold over time: each order counts in the period in which it was paid, with what has come of its money so far. Never across currencies.
import type { Address } from "../../protocol/ids.ts";
import { totalOf } from "../../protocol/order.ts";
import type { OrderRow } from "./order.ts";

export const PERIODS = ["day", "week", "month"] as const;
export type Period = (typeof PERIODS)[number];

/** In one currency. gross = pending + refunded + fees + net. */
export interface Sums {
  currency: Address;
  orders: number;
  units: number;
  /** What buyers paid, shipping included. */
  gross: bigint;
  /** Still in escrow. */
  pending: bigint;
  /** Gone back to buyers. */
  refunded: bigint;
  /** Kept by arbitrators and referrers. */
  fees: bigint;
  /** Paid to the seller, waiting credits included. */
  net: bigint;
}

export interface SalesPeriod {
  /** Its first day, UTC, like 2026-11-23. */
  from: string;
  sums: Sums[];
}

/** First day of the period that holds a second; weeks begin on Monday (ISO 8601). */
export function periodOf(seconds: number, by: Period): string {
  const day = new Date(seconds * 1_000);
  if (by === "month") day.setUTCDate(1);
  if (by === "week") day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

/** Periods without a sale are left out. @param orders of one seller, in any order */
export function salesFigures(orders: Iterable<OrderRow>, by: Period): { periods: SalesPeriod[]; totals: Sums[] } {
  const periods = new Map<string, Map<Address, Sums>>();
  const totals = new Map<Address, Sums>();
  for (const row of orders) {
    const from = periodOf(row.openedAt, by);
    const period = periods.get(from) ?? new Map<Address, Sums>();
    periods.set(from, period);
    add(period, row);
    add(totals, row);
  }
  const sorted = (sums: Map<Address, Sums>): Sums[] =>
    [...sums.values()].toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
  return {
    periods: [...periods]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([from, sums]) => ({ from, sums: sorted(sums) })),
    totals: sorted(totals),
  };
}

function add(sums: Map<Address, Sums>, { order, payout }: OrderRow): void {
  const { currency } = order.offer;
  const sum: Sums = sums.get(currency) ?? {
    currency,
    orders: 0,
    units: 0,
    gross: 0n,
    pending: 0n,
    refunded: 0n,
    fees: 0n,
    net: 0n,
  };
  const total = totalOf(order);
  sum.orders++;
  sum.units += order.units;
  sum.gross += total;
  if (payout) {
    sum.refunded += payout.buyer;
    sum.fees += payout.arbitrator + payout.referrer;
    sum.net += payout.seller;
  } else {
    sum.pending += total;
  }
  sums.set(currency, sum);
}
