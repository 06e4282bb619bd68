// Sales over time without holes: periods in which nothing was sold are there, with nothing in them.
import type { SalesFigures } from "../../../protocol/api/sales-schemas.ts";

export type Sums = SalesFigures["totals"][number];
export type By = SalesFigures["by"];
export interface Period {
  /** Its first day, UTC. */
  from: string;
  sums: Sums | undefined;
}

/** A chart with more tells nothing. */
export const MAX_PERIODS = 60;

function after(day: string, by: By): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (by === "month") date.setUTCMonth(date.getUTCMonth() + 1);
  else date.setUTCDate(date.getUTCDate() + (by === "week" ? 7 : 1));
  return date.toISOString().slice(0, 10);
}

/** Of one currency, from its first sale to the last one of any, the newest {@link MAX_PERIODS} of them. */
export function periodsOf({ periods, by }: SalesFigures, currency: string): Period[] {
  const known = new Map(periods.map(({ from, sums }) => [from, sums.find((one) => one.currency === currency)]));
  const first = periods.find(({ sums }) => sums.some((one) => one.currency === currency))?.from;
  const last = periods.at(-1)?.from;
  const all: Period[] = [];
  if (!first || !last) return all;
  for (let day = first; day <= last; day = after(day, by)) all.push({ from: day, sums: known.get(day) });
  return all.slice(-MAX_PERIODS);
}

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** `Nov 2026`, `23 Nov`, `week of 23 Nov` */
export function periodName(day: string, by: By): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (by === "month") return MONTH.format(date);
  return by === "week" ? `week of ${DAY.format(date)}` : DAY.format(date);
}
