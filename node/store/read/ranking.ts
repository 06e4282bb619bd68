// The order of relevance: by bm25, or, where words are too common for that, by where all of them are found.
import { z } from "zod";
import type { ListingQuery } from "../../../protocol/api/inputs.ts";
import type { Database, Query } from "../database.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import type { Condition } from "./filters.ts";

/**
 * Weighing looks at every match, and for each word at every listing that has it. Beyond these numbers that would stop
 * the node for up to a tenth of a second, and tell little: a word of so many listings says nothing about one of them.
 */
const MOST_MATCHES = 1_000;
const MOST_LISTINGS_OF_A_WORD = 10_000;

/** Title, tags, category, description. bm25 is lower for better matches. */
const BM25 = "bm25(listing_text, 8.0, 4.0, 3.0, 1.0)";

/** Where all words are found: first those with all of them in the title, then the others. */
const TIERS = [
  (match: string) => `{title} : (${match})`,
  (match: string) => `(${match}) NOT {title} : (${match})`,
] as const;

/** A place in one of the two orders: score 0 by tier, tier 0 by score. Equals go by document number. */
interface Hit {
  tier: number;
  score: number;
  doc: number;
}

const KEY = z.tuple([
  z
    .int()
    .min(0)
    .max(TIERS.length - 1),
  z.number(),
  z.int(),
]);

const compare = (a: Hit, b: Hit): number => a.score - b.score || a.doc - b.doc;

export function createRanking(db: Database) {
  const prepared = new Map<string, Query<{ doc: number; score: number }>>();
  /** Matches after a document number that pass the filter. */
  function find(score: string, match: string, after: number, filter: Condition, limit: number) {
    const sql = `SELECT l.doc, ${score} AS score FROM listing_text CROSS JOIN listings l ON l.doc = listing_text.rowid
      WHERE listing_text MATCH ? AND listing_text.rowid > ? AND ${filter.sql} ORDER BY listing_text.rowid LIMIT ?`;
    let known = prepared.get(sql);
    if (!known) prepared.set(sql, (known = db.query(sql)));
    return known.all(match, after, ...filter.values, limit);
  }

  const count = db.query<{ n: number }>(
    "SELECT count(*) AS n FROM (SELECT 1 FROM listing_text WHERE listing_text MATCH ? LIMIT ?)",
  );
  const hasMore = (match: string, most: number): boolean => count.get(match, most + 1)!.n > most;

  function byWeight(match: string, filter: Condition, limit: number, seen: Hit | undefined): Hit[] {
    const found = find(BM25, match, -1, filter, MOST_MATCHES);
    const hits = found.map(({ doc, score }) => ({ tier: 0, score, doc })).toSorted(compare);
    // Every listing that comes or goes shifts all scores a little: read on after the last one as it ranks now.
    const last = hits.find(({ doc }) => doc === seen?.doc) ?? seen;
    return hits.filter((hit) => !last || compare(hit, last) > 0).slice(0, limit);
  }

  function byTier(match: string, filter: Condition, limit: number, seen: Hit | undefined): Hit[] {
    const page: Hit[] = [];
    for (let tier = seen?.tier ?? 0; tier < TIERS.length && page.length < limit; tier++) {
      const after = tier === seen?.tier ? seen.doc : -1;
      const found = find("0", TIERS[tier]!(match), after, filter, limit - page.length);
      page.push(...found.map(({ doc }) => ({ tier, score: 0, doc })));
    }
    return page;
  }

  /** @param terms quoted words and beginnings, all of which are to be found */
  return function ranked(terms: readonly string[], filter: Condition, { limit, cursor }: ListingQuery) {
    const key = cursor ? decodeCursor(cursor, "relevance", KEY) : undefined;
    const seen = key && { tier: key[0], score: key[1], doc: key[2] };
    const match = terms.join(" AND ");
    const isCommon =
      (terms.length > 1 && terms.some((term) => hasMore(term, MOST_LISTINGS_OF_A_WORD))) ||
      hasMore(match, MOST_MATCHES);
    const page = (isCommon ? byTier : byWeight)(match, filter, limit + 1, seen);
    return pageOf(page, limit, "relevance", ({ tier, score, doc }) => [tier, score, doc]);
  };
}
