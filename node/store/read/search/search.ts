// Searching and browsing listings: words, filters, five orders, page by page; and the facets of the same query.
import type { FacetQuery, ListingQuery } from "../../../../protocol/api/search.ts";
import { listingRelevance, ratingOf, renewedAt, sellerRelevance } from "../../../core/relevance.ts";
import type { ListingReader, ProfileReader } from "../../../core/ports/readers.ts";
import type { Database } from "../../database.ts";
import { decodeCursor, pageOf } from "../cursor.ts";
import { LISTING_COLUMNS, type ListingRow, type ListingView } from "../listing-view.ts";
import type { ListingColumns } from "./columns.ts";
import { type ConvertedPrices, convertedPrices } from "./converted.ts";
import { countFacets } from "./facets.ts";
import { type Filter, filtersOf } from "./filters.ts";
import { all, createTextHits } from "./hits.ts";
import { type Order, byConvertedPrice, byNewest, byPrice, byScore, firstOf } from "./orders.ts";
import type { Sellers } from "./sellers.ts";
import { type Read, createSpelling } from "./spelling.ts";

interface Words extends Read {
  matches: string[];
  places: readonly number[];
}

/** With more words nobody is told what each of them costs. */
const MOST_LOOSENED = 5;

export function createSearch(
  db: Database,
  columns: ListingColumns,
  sellers: Sellers,
  view: ListingView,
  profiles: Pick<ProfileReader, "name">,
): Pick<ListingReader, "search" | "facets"> {
  const hits = createTextHits(db, columns);
  const spelling = createSpelling(hits, columns);
  const full = db.query<ListingRow>(
    `SELECT ${LISTING_COLUMNS} FROM listings l JOIN editions e USING (edition) WHERE l.doc = ?`,
  );

  /** Undefined for no words at all; of signs and symbols alone nothing is called. */
  function readWords(typed: string | undefined): Words | undefined {
    if (!typed?.trim()) return undefined;
    const read = spelling(typed);
    const matches = read.terms.map(({ match }) => match);
    return { ...read, matches, places: matches.length > 0 ? hits.places(all(matches)) : [] };
  }

  function relevanceOf({ matches, places }: Words, now: number): (place: number) => number {
    const { seller, until } = columns.columns;
    const known = sellers.all(now).map((of) => sellerRelevance(of, now));
    const scores = hits.fits(matches, places);
    return (place) => {
      const match = { text: scores[place]!, renewedAt: renewedAt(until[place]!, now) };
      return known[seller[place]!]! + listingRelevance(match, now);
    };
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
    return sort === "relevance" && words
      ? byScore(columns, relevanceOf(words, now), (place) => words.places.includes(place))
      : byNewest(columns);
  }

  return {
    search(query, now, prices) {
      const converted = prices && convertedPrices(columns, prices);
      const words = readWords(query.q);
      const filters = filtersOf(query, columns, sellers.all(now), now, converted);
      const order = orderOf(query.sort, words, now, converted);
      const plain = query.sort === "relevance" && !words ? "newest" : query.sort;
      const name = prices ? `${plain} in ${prices.currency}` : plain;
      const isAfter = query.cursor ? order.after(decodeCursor(query.cursor, name, order.key)) : () => true;
      const isOfPage = (place: number) => filters.every(({ passes }) => passes(place)) && isAfter(place);
      const first = firstOf(words?.places ?? columns.places(), isOfPage, query.limit + 1, order.compare);
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
      const words = readWords(query.q);
      const known = sellers.all(now);
      const filters = filtersOf(query, columns, known, now, converted);
      const places = words?.places ?? columns.places();
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
        const found = hits.places(all(others)).filter((place) => filters.every(({ passes }) => passes(place)));
        return { word: text, listings: found.length };
      })
      .filter(({ listings }) => listings > 0);
  }
}
