// Counts per facet for a query. Each facet is counted without its own filter, so that it shows what else could be chosen.
import { LISTING_FILTERS, type ListingFacets } from "../../../../protocol/api/search.ts";
import type { Address } from "../../../../protocol/ids.ts";
import { CONDITIONS } from "../../../../protocol/listing.ts";
import type { ConvertedPrices } from "./converted.ts";
import type { ListingColumns } from "./columns.ts";
import type { Facet, Filter } from "./filters.ts";
import type { SearchedSeller } from "./sellers.ts";

/** Sellers write categories as they like: the commonest are shown. */
const MAX_CATEGORIES = 200;
const MAX_SELLERS = 20;
const RATINGS = [4, 3, 2, 1] as const;

type Counted = Omit<ListingFacets, "spelling" | "sellers" | "words" | "prices"> & {
  prices: { listings: number; lowest: string; highest: string } | null;
  sellers: { value: Address; listings: number }[];
};

/** @param places the listings with the words, or all */
export function countFacets(
  places: Uint32Array,
  filters: readonly Filter[],
  { columns: of, categories, sellers: owners, currencies, destinations, origins }: ListingColumns,
  sellers: readonly SearchedSeller[],
  now: number,
  converted?: ConvertedPrices,
): Counted {
  const zeros = (length: number): number[] => Array.from({ length }, () => 0);
  const byCategory = zeros(categories.all.length);
  const byCondition = zeros(CONDITIONS.length);
  const byCurrency = zeros(currencies.all.length);
  /** Places. */
  const cheapest = currencies.all.map(() => -1);
  const dearest = currencies.all.map(() => -1);
  /** In the wanted currency; places. */
  const inAll = { listings: 0, cheapest: -1, dearest: -1 };
  const byDestination = zeros(destinations.all.length);
  const byOrigin = zeros(origins.all.length);
  const bySeller = zeros(owners.all.length);
  const byRating = zeros(owners.all.length);
  const byAvailability = { available: 0, unavailable: 0 };
  const missedBy = new Map<Facet, number>();
  let total = 0;

  const count: Record<Facet, (place: number) => void> = {
    category: (place) => byCategory[of.category[place]!]!++,
    condition: (place) => byCondition[of.condition[place]!]!++,
    price(place) {
      const currency = of.currency[place]!;
      byCurrency[currency]!++;
      const low = cheapest[currency]!;
      const high = dearest[currency]!;
      if (low < 0 || isCheaper(place, low)) cheapest[currency] = place;
      if (high < 0 || isCheaper(high, place)) dearest[currency] = place;
      if (!converted?.has(place)) return;
      if (inAll.listings++ === 0) inAll.cheapest = inAll.dearest = place;
      else if (converted.compare(place, inAll.cheapest) < 0) inAll.cheapest = place;
      else if (converted.compare(place, inAll.dearest) > 0) inAll.dearest = place;
    },
    shipsTo: (place) => byDestination[of.destinations[place]!]!++,
    shipsFrom: (place) => byOrigin[of.origin[place]!]!++,
    seller: (place) => bySeller[of.seller[place]!]!++,
    rating: (place) => byRating[of.seller[place]!]!++,
    available: (place) => byAvailability[of.until[place]! >= now ? "available" : "unavailable"]++,
  };
  /** Numbers are compared faster than texts, and tell nearly always. */
  const isCheaper = (a: number, b: number) =>
    of.amount[a]! < of.amount[b]! || (of.amount[a] === of.amount[b] && of.price[a]! < of.price[b]!);
  const counters = LISTING_FILTERS.map((facet) => count[facet]);

  for (const place of places) {
    let failed: Facet | undefined;
    let failures = 0;
    for (const { facet, passes } of filters) {
      if (passes(place)) continue;
      failed = facet;
      if (++failures > 1) break;
    }
    if (failures > 1) continue;
    if (failed === undefined) {
      total++;
      for (const counter of counters) counter(place);
    } else {
      count[failed](place);
      missedBy.set(failed, (missedBy.get(failed) ?? 0) + 1);
    }
  }

  return {
    total,
    categories: treeOf(categories.all, byCategory),
    conditions: CONDITIONS.map((value, index) => ({ value, listings: byCondition[index]! })).filter(isThere),
    currencies: currencies.all
      .map((value, index) => ({
        value: value as Address,
        listings: byCurrency[index]!,
        lowest: of.price[cheapest[index]!]?.slice(2) ?? "0",
        highest: of.price[dearest[index]!]?.slice(2) ?? "0",
      }))
      .filter(isThere)
      .toSorted(mostFirst),
    prices:
      converted && inAll.listings > 0
        ? {
            listings: inAll.listings,
            lowest: converted.exact(inAll.cheapest).toString(),
            highest: converted.exact(inAll.dearest).toString(),
          }
        : null,
    shipsTo: countriesOf(destinations.all, byDestination),
    shipsFrom: mostOf(origins.all, byOrigin),
    ratings: RATINGS.map((atLeast) => ({
      atLeast,
      listings: byRating.reduce((sum, n, index) => sum + ((sellers[index]?.average ?? 0) >= atLeast ? n : 0), 0),
    })),
    sellers: mostOf(owners.all as readonly Address[], bySeller).slice(0, MAX_SELLERS),
    availability: byAvailability,
    loosen: filters
      .map(({ facet }) => ({ filter: facet, listings: missedBy.get(facet) ?? 0 }))
      .filter(isThere)
      .toSorted((a, b) => b.listings - a.listings),
  };
}

const isThere = ({ listings }: { listings: number }): boolean => listings > 0;

const mostFirst = <T extends { value: string; listings: number }>(a: T, b: T): number =>
  b.listings - a.listings || (a.value < b.value ? -1 : 1);

const mostOf = <T extends string>(values: readonly T[], counts: readonly number[]): { value: T; listings: number }[] =>
  values
    .map((value, index) => ({ value, listings: counts[index]! }))
    .filter(isThere)
    .toSorted(mostFirst);

/** Each listing counts for its category and for all above. */
function treeOf(names: readonly string[], counts: readonly number[]): ListingFacets["categories"] {
  const sums = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (counts[index] === 0) continue;
    for (let end = name.indexOf("/"); ; end = name.indexOf("/", end + 1)) {
      const above = end < 0 ? name : name.slice(0, end);
      sums.set(above, (sums.get(above) ?? 0) + counts[index]!);
      if (end < 0) break;
    }
  }
  return [...sums]
    .map(([value, listings]) => ({ value, listings }))
    .toSorted(mostFirst)
    .slice(0, MAX_CATEGORIES)
    .toSorted((a, b) => (a.value < b.value ? -1 : 1));
}

/** What is sent everywhere counts for each country that is named, and by itself for all others. */
function countriesOf(sets: readonly string[], counts: readonly number[]): ListingFacets["shipsTo"] {
  const sums = new Map<string, number>();
  let everywhere = 0;
  for (const [index, codes] of sets.entries()) {
    if (codes === "*") everywhere += counts[index]!;
    else if (counts[index]! > 0)
      for (const code of codes.split(",")) sums.set(code, (sums.get(code) ?? 0) + counts[index]!);
  }
  const countries = [...sums].map(([value, listings]) => ({ value, listings: listings + everywhere }));
  return { everywhere, countries: countries.toSorted(mostFirst) };
}
