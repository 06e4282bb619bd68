// Which listings have the words, and how well they fit: by bm25, or, where words are too common for that, by whether the title has all of them.
import type { Database } from "../../database.ts";
import type { ListingColumns } from "./columns.ts";

/**
 * bm25 looks at every match, and for each word at every listing that has it. Beyond these numbers that would stop
 * the node for up to a tenth of a second, and tell little: a word of so many listings says nothing about one of them.
 */
const MOST_WEIGHED = 1_000;
const MOST_LISTINGS_OF_A_WORD = 10_000;

/** Title, tags, category, description. bm25 is lower for better matches. */
const BM25 = "bm25(listing_text, 8.0, 4.0, 3.0, 1.0)";
/** For common words: all of them in the title, or not. */
const IN_TITLE = 1;
const ELSEWHERE = 0.4;

export interface Hits {
  /** Of `listing-columns`. */
  places: readonly number[];
  /** 0 to 1, for each place. */
  fits: readonly number[];
}

/** A page's list, its facets and its next page ask for the same words. */
const KEPT = 8;

export interface TextHits {
  /** Whether any listing has it. @param match FTS5 syntax */
  any(match: string): boolean;
  /** How many have it, counted up to `most`. */
  count(match: string, most: number): number;
  /** @param terms FTS5 syntax; all of them are to be found */
  find(terms: readonly string[]): Hits;
}

export function createTextHits(db: Database, columns: ListingColumns): TextHits {
  const counted = db.query<{ n: number }>(
    "SELECT count(*) AS n FROM (SELECT 1 FROM listing_text WHERE listing_text MATCH ? LIMIT ?)",
  );
  const weighed = db.query<{ doc: number; score: number }>(
    `SELECT rowid AS doc, ${BM25} AS score FROM listing_text WHERE listing_text MATCH ?`,
  );
  // As one text: a row each would take four times as long.
  const gathered = db.query<{ docs: string | null }>(
    "SELECT group_concat(rowid) AS docs FROM listing_text WHERE listing_text MATCH ?",
  );
  const known = new Map<string, { version: number; hits: Hits }>();
  const count = (match: string, most: number): number => counted.get(match, most)!.n;

  function byWeight(match: string): Hits {
    const rows = weighed.all(match);
    const best = rows.reduce((least, { score }) => Math.min(least, score), 0);
    const found = rows.flatMap(({ doc, score }) => {
      const place = columns.placeOf(doc);
      return place === undefined ? [] : [{ place, fit: best < 0 ? Math.max(0, score / best) : 1 }];
    });
    return { places: found.map(({ place }) => place), fits: found.map(({ fit }) => fit) };
  }

  function byTitle(match: string): Hits {
    const places = placesOf(match);
    const inTitle = new Set(placesOf(`{title} : (${match})`));
    return { places, fits: places.map((place) => (inTitle.has(place) ? IN_TITLE : ELSEWHERE)) };
  }

  function placesOf(match: string): number[] {
    const docs = gathered.get(match)!.docs ?? "";
    const places: number[] = [];
    let doc = 0;
    for (let i = 0; i <= docs.length; i++) {
      const digit = i < docs.length ? docs.charCodeAt(i) - 48 : -1;
      if (digit >= 0) doc = doc * 10 + digit;
      else {
        const place = columns.placeOf(doc);
        if (place !== undefined) places.push(place);
        doc = 0;
      }
    }
    return places;
  }

  return {
    any: (match) => count(match, 1) > 0,
    count,
    find(terms) {
      const match = terms.join(" AND ");
      const version = columns.version();
      const before = known.get(match);
      known.delete(match);
      let hits = before?.version === version ? before.hits : undefined;
      if (!hits) {
        const isCommon =
          (terms.length > 1 &&
            terms.some((term) => count(term, MOST_LISTINGS_OF_A_WORD + 1) > MOST_LISTINGS_OF_A_WORD)) ||
          count(match, MOST_WEIGHED + 1) > MOST_WEIGHED;
        hits = (isCommon ? byTitle : byWeight)(match);
      }
      known.set(match, { version, hits });
      if (known.size > KEPT) known.delete(known.keys().next().value!);
      return hits;
    },
  };
}
