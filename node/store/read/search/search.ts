// Searching and browsing listings: words, filters, five orders, page by page; and the facets of the same query.
import type { FacetQuery, ListingQuery } from "../../../../protocol/api/search.ts";
import { listingRelevance, mostRelevance, ratingOf, renewedAt, sellerRelevance } from "../../../core/relevance.ts";
import type { ListingReader, ProfileReader } from "../../../core/ports/readers.ts";
import type { Database } from "../../database.ts";
import { decodeCursor, pageOf } from "../cursor.ts";
import { LISTING_COLUMNS, type ListingRow, type ListingView } from "../listing-view.ts";
import type { ListingColumns } from "./columns.ts";
import { type ConvertedPrices, convertedPrices } from "./converted.ts";
import { countFacets } from "./facets.ts";
import { type Filter, filtersOf } from "./filters.ts";
import { ELSEWHERE, IN_TITLE, MOST_WEIGHED, createTextHits } from "./hits.ts";
import { type Order, byConvertedPrice, byNewest, byPrice, byScore, firstOf } from "./orders.ts";
import type { Sellers } from "./sellers.ts";
import { type Read, createSpelling } from "./spelling.ts";

interface Words extends Read {
  matches: string[];
  /** Looked for when they are asked for. */
  places(): Uint32Array;
}

const NOWHERE = new Uint32Array(0);

/** With more words nobody is told what each of them costs. */
const MOST_LOOSENED = 5;

export function createSearch(
  db: Database,
  searchDb: { db: Database; version(): number },
  columns: ListingColumns,
  sellers: Sellers,
  view: ListingView,
  profiles: Pick<ProfileReader, "name">,
): Pick<ListingReader, "search" | "facets"> {
  const hits = createTextHits(searchDb.db, columns, searchDb.version);
  const spelling = createSpelling(hits, columns);
  const full = db.query<ListingRow>(
    `SELECT ${LISTING_COLUMNS} FROM listings l JOIN editions e USING (edition) WHERE l.doc = ?`,
  );

  /** Undefined for no words at all; of signs and symbols alone nothing is called. */
  function readWords(typed: string | undefined, isRanked: boolean): Words | undefined {
    if (!typed?.trim()) return undefined;
    const read = spelling(typed, isRanked);
    const matches = read.terms.map(({ match }) => match);
    return { ...read, matches, places: () => (matches.length > 0 ? hits.places(matches) : NOWHERE) };
  }

  function relevanceOf(textOf: (place: number) => number, now: number): (place: number) => number {
    const { seller, until } = columns.columns;
    const known = sellers.all(now).map((of) => sellerRelevance(of, now));
    return (place) => {
      const match = { text: textOf(place), renewedAt: renewedAt(until[place]!, now) };
      return known[seller[place]!]! + listingRelevance(match, now);
    };
  }

  function byRelevance({ matches, places }: Words, now: number): Order {
    const fits = hits.fits(matches, places());
    const scoreOf = relevanceOf((place) => fits[place]!, now);
    return byScore(columns, scoreOf, (place) => places().includes(place));
  }

  /**
   * The best of those that have a very common word in the title, if no other listing can be better than the last of them:
   * then nobody needs to look for the others.
   */
  function bestTitled({ matches }: Words, isOfPage: (place: number) => boolean, limit: number, now: number) {
    if (matches.length !== 1) return undefined;
    const titled = hits.titled(matches);
    if (titled.length <= MOST_WEIGHED) return undefined;
    const scoreOf = relevanceOf(() => IN_TITLE, now);
    const order = byScore(columns, scoreOf, () => true);
    const first = firstOf(titled, isOfPage, limit, order.compare);
    return first.length === limit && scoreOf(first.at(-1)!) > mostRelevance(ELSEWHERE) ? { first, order } : undefined;
  }

  function orderOf(
    sort: ListingQuery["sort"],
    words: Words | undefined,
    now: number,
    converted: ConvertedPrices | undefined,
  ): Order {
    if (converted && sort === "price-low") return byConvertedPrice(columns, converted, 1);
    if (converted && sort === "price-high") return byConvertedPrice(columns, converted, -1);
    if (sort === "price-low") return byPrice(columns, 1);
    if (sort === "price-high") return byPrice(columns, -1);
    if (sort === "rating") {
      const ratings = sellers.all(now).map(ratingOf);
      return byScore(
        columns,
        (place) => ratings[columns.columns.seller[place]!]!,
        () => true,
      );
    }
    return sort === "relevance" && words ? byRelevance(words, now) : byNewest(columns);
  }

  return {
    search(query, now, prices) {
      const converted = prices && convertedPrices(columns, prices);
      const isRanked = query.sort === "relevance";
      const words = readWords(query.q, isRanked);
      const filters = filtersOf(query, columns, sellers.all(now), now, converted);
      const passesAll = (place: number) => filters.every(({ passes }) => passes(place));
      const plain = isRanked && !words ? "newest" : query.sort;
      const name = prices ? `${plain} in ${prices.currency}` : plain;
      const listed = () => {
        const order = orderOf(query.sort, words, now, converted);
        const isAfter = query.cursor ? order.after(decodeCursor(query.cursor, name, order.key)) : () => true;
        const isOfPage = (place: number) => passesAll(place) && isAfter(place);
        return { order, first: firstOf(words?.places() ?? columns.places(), isOfPage, query.limit + 1, order.compare) };
      };
      const titles =
        isRanked && words && !query.cursor ? bestTitled(words, passesAll, query.limit + 1, now) : undefined;
      const { order, first } = titles ?? listed();
      const page = pageOf(first, query.limit, name, () => order.keyOf(first.slice(0, query.limit)));
      const marked = words?.words ?? [];
      return {
        items: page.items.map((place) => view.summary(full.get(columns.columns.doc[place]!)!, now, marked, prices)),
        next: page.next,
        spelling: words?.spelling ?? [],
      };
    },
    facets(query: FacetQuery, now, prices) {
      const converted = prices && convertedPrices(columns, prices);
      const words = readWords(query.q, false);
      const known = sellers.all(now);
      const filters = filtersOf(query, columns, known, now, converted);
      const places = words?.places() ?? columns.places();
      const counted = countFacets(places, filters, columns, known, now, converted);
      return {
        ...counted,
        prices: prices && counted.prices ? { currency: prices.currency, ...counted.prices } : null,
        sellers: counted.sellers.map((seller) => ({ ...seller, name: profiles.name(seller.value) })),
        words: counted.total === 0 ? withoutOneWord(words?.terms ?? [], filters) : [],
        spelling: words?.spelling ?? [],
      };
    },
  };

  function withoutOneWord(terms: Read["terms"], filters: readonly Filter[]) {
    if (terms.length < 2 || terms.length > MOST_LOOSENED) return [];
    return terms
      .map(({ text }, index) => {
        const others = terms.filter((_, other) => other !== index).map(({ match }) => match);
        const found = hits.places(others).filter((place) => filters.every(({ passes }) => passes(place)));
        return { word: text, listings: found.length };
      })
      .filter(({ listings }) => listings > 0);
  }
}
