// The order of relevance: listings with all words in the title, then the others, each by bm25; bounded work for common words.
import { z } from "zod";
import type { ListingQuery } from "../../../protocol/api/inputs.ts";
import type { Database, Query } from "../database.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import type { Condition } from "./filters.ts";

/**
 * Matches that are weighed per tier. A word that more listings share tells little about any of them,
 * and weighing all of them would stop the node for a tenth of a second.
 */
const WEIGHED = 1_000;

/** Title, tags, category, description. bm25 is lower for better matches. */
const WEIGHTS = "8.0, 4.0, 3.0, 1.0";

const TITLE = 0;
const ANYWHERE = 1;
/** Beyond the bound: by document number. */
const REST = 2;

interface Hit {
  tier: number;
  score: number;
  doc: number;
}

const KEY = z.tuple([z.int(), z.number(), z.int()]);

const hitOf = ([tier, score, doc]: z.output<typeof KEY>): Hit => ({ tier, score, doc });
const compare = (a: Hit, b: Hit): number => a.tier - b.tier || a.score - b.score || a.doc - b.doc;

export function createRanking(db: Database) {
  const prepared = new Map<string, Query<{ doc: number; score: number }>>();
  function query(score: string, filter: string) {
    const sql = `SELECT l.doc, ${score} AS score FROM listing_text CROSS JOIN listings l ON l.doc = listing_text.rowid
      WHERE listing_text MATCH ? AND listing_text.rowid > ? AND ${filter} ORDER BY listing_text.rowid LIMIT ?`;
    let known = prepared.get(sql);
    if (!known) prepared.set(sql, (known = db.query(sql)));
    return known;
  }

  return function ranked(match: string, filter: Condition, { limit, cursor }: ListingQuery) {
    const seen = cursor ? hitOf(decodeCursor(cursor, "relevance", KEY)) : undefined;
    const weigh = (expression: string) =>
      query(`bm25(listing_text, ${WEIGHTS})`, filter.sql).all(expression, -1, ...filter.values, WEIGHED);

    const inTitle = weigh(`{title} : (${match})`);
    const titles = new Set(inTitle.map(({ doc }) => doc));
    const anywhere = inTitle.length < WEIGHED ? weigh(match) : [];
    const hits: Hit[] = [
      ...inTitle.map((hit) => ({ ...hit, tier: TITLE })),
      ...anywhere.filter(({ doc }) => !titles.has(doc)).map((hit) => ({ ...hit, tier: ANYWHERE })),
    ];
    // Every listing that comes or goes shifts all scores a little: read on after the last one as it ranks now.
    const last = seen?.tier === REST ? seen : (hits.find(({ doc }) => doc === seen?.doc) ?? seen);
    const page = hits
      .filter((hit) => !last || compare(hit, last) > 0)
      .toSorted(compare)
      .slice(0, limit + 1);

    const isBounded = inTitle.length === WEIGHED || anywhere.length === WEIGHED;
    if (page.length <= limit && isBounded) {
      const weighedUpTo = anywhere.at(-1)?.doc ?? -1;
      const after = last?.tier === REST ? last.doc : weighedUpTo;
      const rest = query("0", filter.sql).all(match, after, ...filter.values, limit + 1 + titles.size);
      for (const { doc } of rest) if (!titles.has(doc)) page.push({ tier: REST, score: 0, doc });
    }
    return pageOf(page.slice(0, limit + 1), limit, "relevance", ({ tier, score, doc }) => [tier, score, doc]);
  };
}
