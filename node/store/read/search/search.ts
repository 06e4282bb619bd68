// Searching and browsing listings: words, filters, five orders, page by page; and the facets of the same query.
import type { FacetQuery, ListingQuery } from "../../../../protocol/api/search.ts";
import { listingRelevance, ratingOf, renewedAt, sellerRelevance } from "../../../core/relevance.ts";
import type { ListingReader, ProfileReader } from "../../../core/ports/readers.ts";
import type { Database } from "../../database.ts";
import { decodeCursor, pageOf } from "../cursor.ts";
import { LISTING_COLUMNS, type ListingRow, type ListingView } from "../listing-view.ts";
import type { ListingColumns } from "./columns.ts";
import { countFacets } from "./facets.ts";
import { type Filter, filtersOf } from "./filters.ts";
import { type Hits, createTextHits } from "./hits.ts";
import { type Order, byNewest, byPrice, byScore, firstOf } from "./orders.ts";
import type { Sellers } from "./sellers.ts";
import { type Read, createSpelling } from "./spelling.ts";

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
    `SELECT ${LISTING_COLUMNS} FROM listings l JOIN editions e ON e.terms = l.terms WHERE l.doc = ?`,
  );

  /** Undefined for no words at all; of signs and symbols alone nothing is called. */
  function readWords(typed: string | undefined): { read: Read; found: Hits } | undefined {
    if (!typed?.trim()) return undefined;
    const read = spelling(typed);
    return {
      read,
      found: read.terms.length > 0 ? hits.find(read.terms.map(({ match }) => match)) : { places: [], fits: [] },
    };
  }

  function relevanceOf({ places, fits }: Hits, now: number): (place: number) => number {
    const known = sellers.all(now).map((seller) => sellerRelevance(seller, now));
    const scores = new Map<number, number>();
    for (const [index, place] of places.entries()) {
      const text = fits[index]!;
      const signed = renewedAt(columns.columns.until[place]!, now);
      const score = known[columns.columns.seller[place]!]! + listingRelevance({ text, renewedAt: signed }, now);
      scores.set(place, score);
    }
    return (place) => scores.get(place) ?? 0;
  }

  function orderOf(sort: ListingQuery["sort"], found: Hits | undefined, now: number): Order {
    if (sort === "price-low") return byPrice(columns, 1);
    if (sort === "price-high") return byPrice(columns, -1);
    if (sort === "rating") {
      const ratings = sellers.all(now).map(ratingOf);
      return byScore(columns, (place) => ratings[columns.columns.seller[place]!]!);
    }
    return sort === "relevance" && found ? byScore(columns, relevanceOf(found, now)) : byNewest(columns);
  }

  return {
    search(query, now) {
      const words = readWords(query.q);
      const filters = filtersOf(query, columns, sellers.all(now), now);
      const order = orderOf(query.sort, words?.found, now);
      const name = query.sort === "relevance" && !words ? "newest" : query.sort;
      const seen = query.cursor ? decodeCursor(query.cursor, name, order.key) : undefined;
      const passing = function* () {
        for (const place of words?.found.places ?? upTo(columns.size())) {
          if (seen && order.compareKey(place, seen as (string | number)[]) <= 0) continue;
          if (filters.every(({ passes }) => passes(place))) yield place;
        }
      };
      const first = firstOf(passing(), query.limit + 1, order.compare);
      const page = pageOf(first, query.limit, name, order.keyOf);
      const marked = words?.read.words ?? [];
      return {
        items: page.items.map((place) => view.summary(full.get(columns.columns.doc[place]!)!, now, marked)),
        next: page.next,
        spelling: words?.read.spelling ?? [],
      };
    },
    facets(query: FacetQuery, now) {
      const words = readWords(query.q);
      const known = sellers.all(now);
      const filters = filtersOf(query, columns, known, now);
      const places = words?.found.places ?? upTo(columns.size());
      const counted = countFacets(places, filters, columns, known, now);
      return {
        ...counted,
        sellers: counted.sellers.map((seller) => ({ ...seller, name: profiles.name(seller.value) })),
        words: counted.total === 0 ? withoutOneWord(words?.read.terms ?? [], filters) : [],
        spelling: words?.read.spelling ?? [],
      };
    },
  };

  function withoutOneWord(terms: Read["terms"], filters: readonly Filter[]) {
    if (terms.length < 2 || terms.length > MOST_LOOSENED) return [];
    return terms
      .map(({ text }, index) => {
        const { places } = hits.find(terms.filter((_, other) => other !== index).map(({ match }) => match));
        const found = places.filter((place) => filters.every(({ passes }) => passes(place)));
        return { word: text, listings: found.length };
      })
      .filter(({ listings }) => listings > 0);
  }
}

function* upTo(size: number): Generator<number> {
  for (let place = 0; place < size; place++) yield place;
}
