// The filters of a listing query over the columns: one per facet, so that each facet can be counted without its own.
import type { FacetQuery, LISTING_FILTERS } from "../../../../protocol/api/search.ts";
import { CONDITIONS } from "../../../../protocol/listing.ts";
import { sortableAmount } from "../amount.ts";
import type { ConvertedPrices } from "./converted.ts";
import type { ListingColumns } from "./columns.ts";
import type { SearchedSeller } from "./sellers.ts";

export type Facet = (typeof LISTING_FILTERS)[number];

export interface Filter {
  facet: Facet;
  passes: (place: number) => boolean;
}

/** @param now chain time, unix seconds. A category takes in everything below it. */
export function filtersOf(
  query: FacetQuery,
  { columns: of, categories, sellers: owners, currencies, destinations, origins }: ListingColumns,
  sellers: readonly SearchedSeller[],
  now: number,
  converted?: ConvertedPrices,
): Filter[] {
  const filters: Filter[] = [];
  const { category, seller, currency, minPrice, maxPrice, condition, shipsTo, shipsFrom, rating, available } = query;
  if (category) {
    const wanted = categories.all.map((name) => name === category || name.startsWith(`${category}/`));
    filters.push({ facet: "category", passes: (place) => wanted[of.category[place]!]! });
  }
  const range = {
    low: minPrice === undefined ? undefined : BigInt(minPrice),
    high: maxPrice === undefined ? undefined : BigInt(maxPrice),
  };
  if (converted && (range.low !== undefined || range.high !== undefined || currency)) {
    const wanted = currency && currencies.of(currency);
    const { low, high } = range;
    filters.push({
      facet: "price",
      passes: (place) =>
        (wanted === undefined || of.currency[place] === wanted) &&
        ((low === undefined && high === undefined) || converted.has(place)) &&
        (low === undefined || converted.compareTo(place, low) >= 0) &&
        (high === undefined || converted.compareTo(place, high) <= 0),
    });
  } else if (currency) {
    const wanted = currencies.of(currency);
    const low = minPrice === undefined ? "" : sortableAmount(BigInt(minPrice));
    const high = maxPrice === undefined ? "~" : sortableAmount(BigInt(maxPrice));
    filters.push({
      facet: "price",
      passes: (place) => of.currency[place] === wanted && of.price[place]! >= low && of.price[place]! <= high,
    });
  }
  if (shipsTo) {
    const wanted = destinations.all.map((codes) => codes === "*" || codes.split(",").includes(shipsTo));
    filters.push({ facet: "shipsTo", passes: (place) => wanted[of.destinations[place]!]! });
  }
  if (shipsFrom) {
    const wanted = origins.all.indexOf(shipsFrom);
    filters.push({ facet: "shipsFrom", passes: (place) => of.origin[place] === wanted });
  }
  if (condition) {
    const wanted = CONDITIONS.map((name) => condition.includes(name));
    filters.push({ facet: "condition", passes: (place) => wanted[of.condition[place]!]! });
  }
  if (rating !== undefined) {
    const wanted = sellers.map(({ average }) => average !== null && average >= rating);
    filters.push({ facet: "rating", passes: (place) => wanted[of.seller[place]!]! });
  }
  if (seller) {
    const wanted = owners.all.indexOf(seller);
    filters.push({ facet: "seller", passes: (place) => of.seller[place] === wanted });
  }
  if (available !== undefined) {
    filters.push({ facet: "available", passes: (place) => of.until[place]! >= now === available });
  }
  return filters;
}
