// The filters of a listing query as SQL over the columns of `listings l`.
import type { ListingQuery } from "../../../protocol/api/inputs.ts";
import type { Value } from "../database.ts";

export interface Condition {
  sql: string;
  values: Value[];
}

/** @param now chain time, unix seconds. A category takes in everything below it. */
export function filtersOf({ category, seller, currency, available }: ListingQuery, now: number): Condition[] {
  const conditions: Condition[] = [];
  if (category) {
    // "0" is the character after "/".
    const sql = "(l.category = ? OR (l.category > ? AND l.category < ?))";
    conditions.push({ sql, values: [category, `${category}/`, `${category}0`] });
  }
  if (seller) conditions.push({ sql: "l.seller = ?", values: [seller] });
  if (currency) conditions.push({ sql: "l.currency = ?", values: [currency] });
  if (available !== undefined) {
    conditions.push({ sql: `l.available_until ${available ? ">=" : "<"} ?`, values: [now] });
  }
  return conditions;
}

export const join = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.map(({ sql }) => sql).join(" AND ") || "1",
  values: conditions.flatMap(({ values }) => values),
});
