// Search in the fixture: the naive one that the real one is compared with, over the fixture's listings.
import type { Handlers } from "../../../node/http/handler.ts";
import type { Address } from "../../../protocol/ids.ts";
import type { FacetQuery, ListingPage } from "../../../protocol/api/search.ts";
import { type OracleListing, countNaively, hasWords, searchNaively } from "../../support/search-oracle.ts";
import { summaryOf } from "./fixture-shop.ts";
import type { FixtureWorld } from "./fixture-world.ts";

/** What the fixture's people mistype. */
const MISTYPED: Record<string, string> = { radoi: "radio" };

export function searchHandlers({ listings, profiles, clock }: FixtureWorld): Pick<Handlers, "listings" | "facets"> {
  const ratingsOf = (seller: Address): number[] => {
    const average = profiles.find(({ owner }) => owner === seller)?.rating.average ?? null;
    return average === null ? [] : [average];
  };
  const all = (): OracleListing[] =>
    listings.map((listing, index) => ({
      listing,
      // The newest come first.
      sequence: listings.length - index,
      until: listing.available ? clock.now + 1 : clock.now - 1,
      ratings: ratingsOf(listing.seller),
    }));
  const detailOf = ({ listing: { seller, id } }: OracleListing) =>
    listings.find((listing) => listing.seller === seller && listing.id === id)!;

  function read<Q extends FacetQuery>(query: Q): { query: Q; spelling: ListingPage["spelling"] } {
    const right = query.q === undefined ? undefined : MISTYPED[query.q];
    if (!right) return { query, spelling: [] };
    return { query: { ...query, q: right }, spelling: [{ word: query.q!, instead: [right], searched: true }] };
  }

  return {
    listings({ query: asked }) {
      const { query, spelling } = read(asked);
      const found = searchNaively(all(), query, clock.now);
      const from = Number(query.cursor ?? 0);
      const to = from + query.limit;
      const items = found.slice(from, to).map((item) => summaryOf(detailOf(item), query.q));
      return { items, next: to < found.length ? String(to) : null, spelling };
    },
    facets({ query: asked }) {
      const { query, spelling } = read(asked);
      const counted = countNaively(all(), query, clock.now);
      const typed = query.q?.split(" ") ?? [];
      const words = typed.map((word, index) => {
        const rest = typed.filter((_, other) => other !== index).join(" ");
        return { word, listings: all().filter((item) => hasWords(item, rest)).length };
      });
      return {
        ...counted,
        sellers: counted.sellers.map((row) => ({
          ...row,
          name: listings.find(({ seller }) => seller === row.value)?.sellerName ?? null,
        })),
        words: counted.total === 0 && typed.length > 1 ? words.filter((row) => row.listings > 0) : [],
        spelling,
      };
    },
  };
}
