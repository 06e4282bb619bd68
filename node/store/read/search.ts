// Searching and browsing listings: by words and filters, in four orders, page by page.
import { z } from "zod";
import type { ListingQuery } from "../../../protocol/api/inputs.ts";
import type { ListingSummary } from "../../../protocol/api/schemas.ts";
import type { Page } from "../../core/ports/readers.ts";
import type { Database, Query } from "../database.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { type Condition, filtersOf, join } from "./filters.ts";
import { LISTING_COLUMNS, type ListingRow, type ListingView } from "./listing-view.ts";
import { createRanking } from "./ranking.ts";
import { termsOf, wordsOf } from "./text-index.ts";

/** Orders by a column. Prices of different currencies are not compared: each currency has its own run. */
const ORDERS = {
  newest: {
    columns: ["sequence", "seller", "id"],
    index: "listings_newest",
    ascending: false,
    key: z.tuple([z.int(), z.string(), z.string()]),
  },
  "price-low": {
    columns: ["currency", "price", "seller", "id"],
    index: "listings_price",
    ascending: true,
    key: z.tuple([z.string(), z.string(), z.string(), z.string()]),
  },
  "price-high": {
    columns: ["currency", "price", "seller", "id"],
    index: "listings_price",
    ascending: false,
    key: z.tuple([z.string(), z.string(), z.string(), z.string()]),
  },
} as const;

type KeyRow = { doc: number } & Record<string, string | number>;

export function createSearch(db: Database, view: ListingView) {
  const ranked = createRanking(db);
  const full = db.query<ListingRow>(
    `SELECT ${LISTING_COLUMNS} FROM listings l JOIN editions e ON e.terms = l.terms WHERE l.doc = ?`,
  );
  // As many statements as there are combinations of filters and orders.
  const prepared = new Map<string, Query<KeyRow>>();
  function query(sql: string): Query<KeyRow> {
    let known = prepared.get(sql);
    if (!known) prepared.set(sql, (known = db.query<KeyRow>(sql)));
    return known;
  }

  /** Any order but relevance, with or without words. */
  function ordered(match: string | null, conditions: Condition[], sort: keyof typeof ORDERS, page: ListingQuery) {
    const { columns, index, ascending, key } = ORDERS[sort];
    const tuple = columns.map((column) => `l.${column}`).join(", ");
    if (page.cursor) {
      const values = decodeCursor(page.cursor, sort, key);
      const places = columns.map(() => "?").join(", ");
      conditions = [...conditions, { sql: `(${tuple}) ${ascending ? ">" : "<"} (${places})`, values }];
    }
    if (match !== null) conditions = [{ sql: "listing_text MATCH ?", values: [match] }, ...conditions];
    // Without words the order's own index has all that is filtered by; a seller's listings are few.
    const walk = page.seller ? "listings l" : `listings l INDEXED BY ${index}`;
    const from = match === null ? walk : "listing_text CROSS JOIN listings l ON l.doc = listing_text.rowid";
    const { sql, values } = join(conditions);
    const direction = ascending ? "ASC" : "DESC";
    const orderBy = columns.map((column) => `l.${column} ${direction}`).join(", ");
    const rows = query(`SELECT l.doc, ${tuple} FROM ${from} WHERE ${sql} ORDER BY ${orderBy} LIMIT ?`);
    return pageOf(rows.all(...values, page.limit + 1), page.limit, sort, (row) =>
      columns.map((column) => row[column]!),
    );
  }

  /** `now` is chain time. @throws SoukError `input.invalid` for a cursor that is not ours */
  return function search(page: ListingQuery, now: number): Page<ListingSummary> {
    const conditions = filtersOf(page, now);
    const typed = page.q?.trim() ?? "";
    const words = wordsOf(typed);
    // Only signs and symbols: nothing is called that.
    if (typed && words.length === 0) return { items: [], next: null };
    const terms = termsOf(words);
    const sort = page.sort === "relevance" ? "newest" : page.sort;
    const found =
      terms.length > 0 && page.sort === "relevance"
        ? ranked(terms, join(conditions), page)
        : ordered(terms.join(" AND ") || null, conditions, sort, page);
    return { items: found.items.map(({ doc }) => view.summary(full.get(doc)!, now, words)), next: found.next };
  };
}
