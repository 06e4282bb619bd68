// What the chain says of an account, as raw numbers from its orders. Nothing here is weighed: what ranking makes of it is in relevance.ts.
import type { Address } from "../../protocol/ids.ts";
import type { OrderRow } from "./order.ts";

export interface SalesRecord {
  orders: number;
  /** Still in escrow. */
  open: number;
  completed: number;
  refunded: number;
  split: number;
  /** The escrow takes `ship` within the window only, so what was shipped was on time. */
  shipped: number;
  /** The window passed without it, and the buyer was refunded. */
  expired: number;
  /** Seconds from payment to shipping, half of the orders below and half above; null while nothing was shipped. */
  medianShipSeconds: number | null;
  disputes: Disputes;
  /** Paid to the seller, each currency by itself. */
  settled: { currency: Address; amount: bigint }[];
  /** Different buyers of completed orders. */
  buyers: number;
}

/** Of closed disputes, by who got more of what buyer and seller divided. */
export interface Disputes {
  opened: number;
  won: number;
  lost: number;
  /** Exactly half each. */
  even: number;
}

export interface PurchaseRecord {
  orders: number;
  completed: number;
  refunded: number;
  disputes: Disputes;
  sellers: number;
}

/** Cases of an arbitrator: disputes that were theirs to rule on, as the first or as the one after. */
export interface RulingRecord {
  cases: number;
  /** Earned the fee, which is for ruling alone. */
  ruled: number;
  /** Left to the arbitrator after them. */
  passed: number;
  /** Their time went by without a ruling of theirs. */
  missed: number;
  /** Theirs to rule on now. */
  open: number;
  /** Ended before their time had: by the parties, or by a ruling that earns nothing, which looks the same. */
  other: number;
}

type Side = "buyer" | "seller";

function disputesOf(rows: readonly OrderRow[], side: Side): Disputes {
  const disputed = rows.filter(({ disputedAt }) => disputedAt !== null);
  const margins = disputed.flatMap(({ payout }) => {
    if (!payout) return [];
    const seller = payout.seller + payout.referrer;
    return [side === "seller" ? seller - payout.buyer : payout.buyer - seller];
  });
  return {
    opened: disputed.length,
    won: margins.filter((margin) => margin > 0n).length,
    lost: margins.filter((margin) => margin < 0n).length,
    even: margins.filter((margin) => margin === 0n).length,
  };
}

const hasExpired = ({ status, shippedAt, closedAt, openedAt, extension, order }: OrderRow): boolean =>
  status === "refunded" && shippedAt === null && closedAt! > openedAt + order.offer.shipWindow + extension;

function median(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(half)]! : Math.floor((sorted[half - 1]! + sorted[half]!) / 2);
}

/** @param rows all orders that the account sold; the escrow opens none with oneself (O-6) */
export function salesRecord(rows: readonly OrderRow[]): SalesRecord {
  const settled = new Map<Address, bigint>();
  for (const { order, payout } of rows) {
    if (!payout || payout.seller === 0n) continue;
    const { currency } = order.offer;
    settled.set(currency, (settled.get(currency) ?? 0n) + payout.seller);
  }
  const count = (status: OrderRow["status"]): number => rows.filter((row) => row.status === status).length;
  const shipTimes = rows.flatMap(({ shippedAt, openedAt }) => (shippedAt === null ? [] : [shippedAt - openedAt]));
  const completed = rows.filter(({ status }) => status === "released");
  return {
    orders: rows.length,
    open: rows.filter(({ payout }) => payout === null).length,
    completed: completed.length,
    refunded: count("refunded"),
    split: count("split"),
    shipped: shipTimes.length,
    expired: rows.filter(hasExpired).length,
    medianShipSeconds: median(shipTimes),
    disputes: disputesOf(rows, "seller"),
    settled: [...settled].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amount]) => ({ currency, amount })),
    buyers: new Set(completed.map(({ order }) => order.buyer)).size,
  };
}

/** @param rows all orders that the account bought */
export function purchaseRecord(rows: readonly OrderRow[]): PurchaseRecord {
  const completed = rows.filter(({ status }) => status === "released");
  return {
    orders: rows.length,
    completed: completed.length,
    refunded: rows.filter(({ status }) => status === "refunded").length,
    disputes: disputesOf(rows, "buyer"),
    sellers: new Set(completed.map(({ order }) => order.offer.seller)).size,
  };
}

/** When a dispute is somebody's to rule on, if it comes to them. Unix seconds. */
function turnOf({ order: { offer }, disputedAt, passedAt }: OrderRow, who: Address): { from: number; until: number } {
  const first = disputedAt! + offer.rulingWindow;
  if (who === offer.arbitrator) return { from: disputedAt!, until: first };
  const from = passedAt ?? first + 1;
  return { from, until: (passedAt ?? first) + offer.rulingWindow };
}

/** @param rows all orders that name the account as an arbitrator @param now chain time, unix seconds */
export function rulingRecord(rows: readonly OrderRow[], who: Address, now: number): RulingRecord {
  const record: RulingRecord = { cases: 0, ruled: 0, passed: 0, missed: 0, open: 0, other: 0 };
  for (const row of rows) {
    if (row.disputedAt === null) continue;
    const { from, until } = turnOf(row, who);
    const end = row.closedAt ?? now;
    if (end < from) continue;
    record.cases++;
    record[outcomeOf(row, who, end > until)]++;
  }
  return record;
}

function outcomeOf(row: OrderRow, who: Address, isLate: boolean): Exclude<keyof RulingRecord, "cases"> {
  if (row.passedAt !== null && who === row.order.offer.arbitrator) return "passed";
  if (isLate) return "missed";
  if (row.closedAt === null) return "open";
  return row.payout!.arbitrator > 0n ? "ruled" : "other";
}
