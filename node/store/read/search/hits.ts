// Which listings have the words, and how well they fit: by bm25, or, where words are too common for that, by whether the title has all of them.
import type { Database } from "../../database.ts";
import type { ListingColumns } from "./columns.ts";
import { createKeptLists } from "./kept-lists.ts";

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

/** A page's list, its facets and its next page ask for the same words, and beginnings are few: so many places are kept, 8 MB. */
const KEPT_PLACES = 2_000_000;
const ZERO = "0".charCodeAt(0);
const COMMA = ",".charCodeAt(0);

/** Terms are FTS5 syntax. */
export interface TextHits {
  /** How many listings have it, counted no further than tells that it is common. */
  count(term: string): number;
  /** Those that have all of them, as places in the columns. */
  places(terms: readonly string[]): Uint32Array;
  /** Those that have all of them in the title: found faster, for there are fewer. */
  titled(terms: readonly string[]): Uint32Array;
  /** How well the places fit, 0 to 1, for each place; until the next call. @param listed those that have all terms */
  fits(terms: readonly string[], listed: Uint32Array): ArrayLike<number>;
}

const all = (terms: readonly string[]): string => terms.join(" AND ");
const inTitle = (match: string): string => `{title} : (${match})`;

/** Of beginnings of two and three letters the index has lists. Those of longer ones are put together, whatever else is asked for. */
const isPutTogether = (term: string): boolean => /^"....+" \*$/.test(term);

/** @param db search.db, by its editions @param version changes whenever search.db does */
export function createTextHits(db: Database, columns: ListingColumns, version: () => number): TextHits {
  const counted = db.query<{ n: number }>(
    "SELECT count(*) AS n FROM (SELECT 1 FROM listing_text WHERE listing_text MATCH ? LIMIT ?)",
  );
  const weighed = db.query<{ edition: number; score: number }>(
    `SELECT rowid AS edition, ${BM25} AS score FROM listing_text WHERE listing_text MATCH ?`,
  );
  // As the bytes of one text: a row each would take three times as long, and a string is work for the collector of garbage.
  const gathered = db.query<{ editions: Uint8Array | null }>(
    "SELECT CAST(group_concat(rowid) AS BLOB) AS editions FROM listing_text WHERE listing_text MATCH ?",
  );
  const kept = createKeptLists(() => `${columns.version()} ${version()}`, KEPT_PLACES);
  // Of all listings, and used again and again: an array for each query would bring on the collector of garbage.
  let fits = new Float64Array(0);
  let found = new Uint32Array(0);
  let marked = new Uint8Array(0);

  function gather(match: string): Uint32Array {
    const { editions } = gathered.get(match)!;
    if (editions === null) return new Uint32Array(0);
    if (found.length < columns.size()) found = new Uint32Array(2 * columns.size());
    let length = 0;
    for (let i = 0; i < editions.length; i++) {
      let edition = 0;
      for (; i < editions.length && editions[i] !== COMMA; i++) edition = edition * 10 + editions[i]! - ZERO;
      const place = columns.placeOfEdition(edition);
      if (place !== undefined) found[length++] = place;
    }
    return found.slice(0, length);
  }

  const placesOf = (match: string): Uint32Array => kept.list(match, () => gather(match));

  function inBoth(some: Uint32Array, others: Uint32Array): Uint32Array {
    if (marked.length < columns.size()) marked = new Uint8Array(2 * columns.size());
    for (const place of some) marked[place] = 1;
    const both = others.filter((place) => marked[place] === 1);
    for (const place of some) marked[place] = 0;
    return both;
  }

  /** @param within makes of a match what is looked for */
  function placesOfAll(terms: readonly string[], within: (match: string) => string): Uint32Array {
    const last = terms.at(-1)!;
    const match = within(all(terms));
    if (terms.length === 1 || !isPutTogether(last)) return placesOf(match);
    const others = within(all(terms.slice(0, -1)));
    return kept.list(match, () => {
      const some = placesOf(others);
      return some.length > 0 ? inBoth(some, placesOf(within(last))) : some;
    });
  }

  const places = (terms: readonly string[]): Uint32Array => placesOfAll(terms, (match) => match);
  const titled = (terms: readonly string[]): Uint32Array => placesOfAll(terms, inTitle);
  const count = (term: string): number => kept.get(term)?.length ?? counted.get(term, MOST_LISTINGS_OF_A_WORD + 1)!.n;

  return {
    count,
    places,
    titled,
    fits(terms, listed) {
      if (fits.length < columns.size()) fits = new Float64Array(2 * columns.size());
      const isCommon =
        listed.length > MOST_WEIGHED ||
        (terms.length > 1 && terms.some((term) => count(term) > MOST_LISTINGS_OF_A_WORD));
      if (isCommon) {
        fits.fill(ELSEWHERE);
        for (const place of titled(terms)) fits[place] = IN_TITLE;
      } else if (listed.length > 0) {
        const rows = weighed.all(all(terms));
        const best = rows.reduce((least, { score }) => Math.min(least, score), 0);
        for (const { edition, score } of rows) {
          const place = columns.placeOfEdition(edition);
          if (place !== undefined) fits[place] = best < 0 ? Math.max(0, score / best) : 1;
        }
      }
      return fits;
    },
  };
}
