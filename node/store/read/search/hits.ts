// Which listings have the words, and how well they fit: by bm25, or, where words are too common for that, by whether the title has all of them.
import type { Database } from "../../database.ts";
import type { ListingColumns } from "./columns.ts";

/**
 * bm25 looks at every match, and for each word at every listing that has it. Beyond these numbers that would stop
 * the node for up to a tenth of a second, and tell little: a word of so many listings says nothing about one of them.
 */
export const MOST_WEIGHED = 1_000;
const MOST_LISTINGS_OF_A_WORD = 10_000;

/** Title, tags, category, description. bm25 is lower for better matches. */
const BM25 = "bm25(listing_text, 8.0, 4.0, 3.0, 1.0)";
/** For common words: all of them in the title, or not. */
export const IN_TITLE = 1;
export const ELSEWHERE = 0.4;

/** A page's list, its facets and its next page ask for the same words. */
const KEPT = 32;

const ZERO = "0".charCodeAt(0);
const COMMA = ",".charCodeAt(0);

export interface TextHits {
  /** How many listings have it, counted no further than tells that it is common. @param match FTS5 syntax */
  count(match: string): number;
  /** All that have it, as places in the columns. */
  places(match: string): Uint32Array;
  /** Those that have all of it in the title: found faster, for there are fewer. */
  titled(match: string): Uint32Array;
  /**
   * How well the places fit, 0 to 1, for each place; until the next call.
   * @param terms FTS5 syntax; the places have all of them
   */
  fits(terms: readonly string[], places: Uint32Array): ArrayLike<number>;
}

export const all = (terms: readonly string[]): string => terms.join(" AND ");

export function createTextHits(db: Database, columns: ListingColumns): TextHits {
  const counted = db.query<{ n: number }>(
    "SELECT count(*) AS n FROM (SELECT 1 FROM listing_text WHERE listing_text MATCH ? LIMIT ?)",
  );
  const weighed = db.query<{ doc: number; score: number }>(
    `SELECT rowid AS doc, ${BM25} AS score FROM listing_text WHERE listing_text MATCH ?`,
  );
  // As one text: a row each would take three times as long.
  const gathered = db.query<{ docs: string | null }>(
    "SELECT group_concat(rowid) AS docs FROM listing_text WHERE listing_text MATCH ?",
  );
  const known = new Map<string, { version: number; places: Uint32Array }>();
  // Of all listings, and used again and again: an array for each query would bring on the collector of garbage.
  let fits = new Float64Array(0);
  let found = new Uint32Array(0);
  let digits = Buffer.alloc(0);

  function gather(match: string): Uint32Array {
    const { docs } = gathered.get(match)!;
    if (docs === null) return new Uint32Array(0);
    if (found.length < columns.size()) found = new Uint32Array(2 * columns.size());
    if (digits.length <= docs.length) digits = Buffer.alloc(2 * docs.length);
    const end = digits.write(docs, "latin1");
    digits[end] = COMMA;
    let length = 0;
    let doc = 0;
    for (let i = 0; i <= end; i++) {
      const digit = digits[i]!;
      if (digit !== COMMA) doc = doc * 10 + digit - ZERO;
      else {
        const place = columns.placeOf(doc);
        if (place !== undefined) found[length++] = place;
        doc = 0;
      }
    }
    return found.slice(0, length);
  }

  const fresh = (match: string) => {
    const before = known.get(match);
    return before?.version === columns.version() ? before.places : undefined;
  };

  function places(match: string): Uint32Array {
    const listed = fresh(match) ?? gather(match);
    known.delete(match);
    known.set(match, { version: columns.version(), places: listed });
    if (known.size > KEPT) known.delete(known.keys().next().value!);
    return listed;
  }

  const titled = (match: string): Uint32Array => places(`{title} : (${match})`);

  const count = (match: string): number => fresh(match)?.length ?? counted.get(match, MOST_LISTINGS_OF_A_WORD + 1)!.n;

  return {
    count,
    places,
    titled,
    fits(terms, listed) {
      const match = all(terms);
      if (fits.length < columns.size()) fits = new Float64Array(2 * columns.size());
      const isCommon =
        listed.length > MOST_WEIGHED ||
        (terms.length > 1 && terms.some((term) => count(term) > MOST_LISTINGS_OF_A_WORD));
      if (isCommon) {
        fits.fill(ELSEWHERE);
        for (const place of titled(match)) fits[place] = IN_TITLE;
      } else if (listed.length > 0) {
        const rows = weighed.all(match);
        const best = rows.reduce((least, { score }) => Math.min(least, score), 0);
        for (const { doc, score } of rows) {
          const place = columns.placeOf(doc);
          if (place !== undefined) fits[place] = best < 0 ? Math.max(0, score / best) : 1;
        }
      }
      return fits;
    },
  };
}
