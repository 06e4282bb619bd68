// Searching as simply as it can be said, to compare the real one with: everything is looked at, nothing is indexed.
import type { FacetQuery, LISTING_FILTERS, ListingFacets, ListingQuery } from "../../protocol/api/search.ts";
import type { Address } from "../../protocol/ids.ts";
import { CONDITIONS, type Listing } from "../../protocol/listing.ts";

export interface OracleListing {
  listing: Pick<
    Listing,
    "seller" | "id" | "title" | "tags" | "category" | "description" | "condition" | "currency" | "shipsTo" | "shipsFrom"
  > & { variants: readonly { price: string }[] };
  sequence: number;
  until: number;
  /** Each by another buyer. */
  ratings: readonly number[];
}

type Filter = (typeof LISTING_FILTERS)[number];

const average = ({ ratings }: OracleListing): number | null =>
  ratings.length === 0 ? null : ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;

export const priceOf = ({ listing }: OracleListing): bigint =>
  listing.variants.map(({ price }) => BigInt(price)).reduce((low, price) => (price < low ? price : low));

/** All words in any text; the last as a beginning if it has two letters. */
export function hasWords({ listing }: OracleListing, q: string | undefined): boolean {
  const split = (text: string) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
  const typed = split(q ?? "");
  const words = split([listing.title, ...listing.tags, listing.category, listing.description].join(" "));
  return typed.every((word, index) =>
    words.some((has) => has === word || (index === typed.length - 1 && word.length > 1 && has.startsWith(word))),
  );
}

function failing(item: OracleListing, query: FacetQuery, now: number): Filter[] {
  const { category, currency, condition, shipsTo, shipsFrom, seller } = item.listing;
  const price = priceOf(item);
  const passes: Record<Filter, boolean> = {
    category: !query.category || category === query.category || category.startsWith(`${query.category}/`),
    price:
      !query.currency ||
      (currency === query.currency &&
        (query.minPrice === undefined || price >= BigInt(query.minPrice)) &&
        (query.maxPrice === undefined || price <= BigInt(query.maxPrice))),
    shipsTo: !query.shipsTo || shipsTo.includes("*") || shipsTo.includes(query.shipsTo),
    shipsFrom: !query.shipsFrom || shipsFrom === query.shipsFrom,
    condition: !query.condition || query.condition.includes(condition),
    rating: query.rating === undefined || (average(item) ?? 0) >= query.rating,
    seller: !query.seller || seller === query.seller,
    available: query.available === undefined || item.until >= now === query.available,
  };
  return (Object.keys(passes) as Filter[]).filter((filter) => !passes[filter]);
}

/** In the order that is asked for; by relevance in any. */
export function searchNaively(all: readonly OracleListing[], query: ListingQuery, now: number): OracleListing[] {
  const found = all.filter((item) => hasWords(item, query.q) && failing(item, query, now).length === 0);
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const key = (a: OracleListing, b: OracleListing) =>
    text(a.listing.seller, b.listing.seller) || text(a.listing.id, b.listing.id);
  const price = (a: OracleListing, b: OracleListing) =>
    text(a.listing.currency, b.listing.currency) || Number(priceOf(a) - priceOf(b)) || key(a, b);
  if (query.sort === "price-low") return found.toSorted(price);
  if (query.sort === "price-high") return found.toSorted((a, b) => price(b, a));
  return found.toSorted((a, b) => b.sequence - a.sequence || key(b, a));
}

export function countNaively(
  all: readonly OracleListing[],
  query: FacetQuery,
  now: number,
): Omit<ListingFacets, "spelling" | "words"> {
  const worded = all.filter((item) => hasWords(item, query.q));
  const without = (filter: Filter) =>
    worded.filter((item) => failing(item, query, now).every((failed) => failed === filter));
  const count = <T extends string>(values: T[]) => {
    const sums = new Map<T, number>();
    for (const value of values) sums.set(value, (sums.get(value) ?? 0) + 1);
    return [...sums].map(([value, listings]) => ({ value, listings }));
  };
  const mostFirst = <T extends { value: string; listings: number }>(rows: T[]) =>
    rows.toSorted((a, b) => b.listings - a.listings || (a.value < b.value ? -1 : 1));
  const above = (category: string) => category.split("/").map((_, i, parts) => parts.slice(0, i + 1).join("/"));
  const total = worded.filter((item) => failing(item, query, now).length === 0).length;
  const conditions = count(without("condition").map(({ listing }) => listing.condition));
  const ships = without("shipsTo").map(({ listing }) => listing.shipsTo);
  const everywhere = ships.filter((codes) => codes.includes("*")).length;
  const active = {
    category: query.category,
    price: query.currency,
    shipsTo: query.shipsTo,
    shipsFrom: query.shipsFrom,
    condition: query.condition,
    rating: query.rating,
    seller: query.seller,
    available: query.available,
  };
  return {
    total,
    categories: count(without("category").flatMap(({ listing }) => above(listing.category))).toSorted((a, b) =>
      a.value < b.value ? -1 : 1,
    ),
    conditions: CONDITIONS.flatMap((name) => conditions.filter(({ value }) => value === name)),
    currencies: mostFirst(
      count(without("price").map(({ listing }) => listing.currency)).map(({ value, listings }) => {
        const prices = without("price")
          .filter(({ listing }) => listing.currency === value)
          .map(priceOf)
          .toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        return { value, listings, lowest: prices[0]!.toString(), highest: prices.at(-1)!.toString() };
      }),
    ),
    prices: null,
    shipsTo: {
      everywhere,
      countries: mostFirst(
        count(ships.flatMap((codes) => codes.filter((code) => code !== "*"))).map(({ value, listings }) => ({
          value,
          listings: listings + everywhere,
        })),
      ),
    },
    shipsFrom: mostFirst(count(without("shipsFrom").map(({ listing }) => listing.shipsFrom))),
    ratings: [4, 3, 2, 1].map((atLeast) => ({
      atLeast,
      listings: without("rating").filter((item) => (average(item) ?? 0) >= atLeast).length,
    })),
    sellers: mostFirst(count(without("seller").map(({ listing }) => listing.seller as Address)))
      .slice(0, 20)
      .map((row) => ({ ...row, name: null })),
    availability: {
      available: without("available").filter(({ until }) => until >= now).length,
      unavailable: without("available").filter(({ until }) => until < now).length,
    },
    loosen: (Object.keys(active) as Filter[])
      .filter((filter) => active[filter] !== undefined)
      .map((filter) => ({ filter, listings: without(filter).length - total }))
      .filter(({ listings }) => listings > 0)
      .toSorted((a, b) => b.listings - a.listings),
  };
}
