// Routes about listings: search, read, publish, withdraw from sale, and what was offered before.
import type { Address } from "../../../protocol/ids.ts";
import type { OldOfferQueries } from "../../commands/shop/old-offers.ts";
import { SoukError } from "../../core/errors.ts";
import { oldOffersView } from "../../core/old-offers.ts";
import type { ListingCommands } from "../../core/ports/commands.ts";
import type { RateQueries } from "../../core/ports/rates.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import type { Handlers } from "../handler.ts";
import type { OperationAnswer } from "../operation-answer.ts";

type ListingRoute =
  | "listings"
  | "facets"
  | "categories"
  | "listing"
  | "publishListing"
  | "publishListings"
  | "removeListing"
  | "oldOffers"
  | "voidOldOffers";

/** @param dependencies `now` is chain time in unix seconds */
export function listingRoutes({
  self,
  listings,
  commands,
  oldOffers,
  rates,
  answer,
  now,
}: {
  self: Address;
  listings: Pick<ListingReader, "search" | "facets" | "wordsOfNow" | "detail" | "categories">;
  commands: ListingCommands;
  oldOffers: Pick<OldOfferQueries, "of" | "all">;
  rates: Pick<RateQueries, "pricesIn">;
  answer: OperationAnswer;
  now: () => number;
}): Pick<Handlers, ListingRoute> {
  const pricesOf = ({ priceIn }: { priceIn?: Address | undefined }) => priceIn && rates.pricesIn(priceIn);
  return {
    async listings({ query }) {
      if (query.q) await listings.wordsOfNow();
      return listings.search(query, now(), pricesOf(query));
    },
    async facets({ query }) {
      if (query.q) await listings.wordsOfNow();
      return listings.facets(query, now(), pricesOf(query));
    },
    categories: () => listings.categories(now()),
    listing({ params: { seller, listing }, query }) {
      const detail = listings.detail(seller, listing, now(), pricesOf(query));
      if (detail) return { ...detail, oldOffers: seller === self ? oldOffersView(oldOffers.of(listing)) : null };
      const subject = `${seller}/${listing}`;
      throw new SoukError(
        "listing.unknown",
        `this node knows no listing ${subject}: it was withdrawn, or has not arrived yet`,
        { subject },
      );
    },
    publishListing: async ({ body, query, signal }) =>
      answer.after(await commands.publish([body], () => ""), query.wait, signal),
    publishListings: async ({ body, query, signal }) =>
      answer.after(await commands.publish(body.listings), query.wait, signal),
    removeListing: async ({ params: { seller, listing }, query, signal }) =>
      answer.after(await commands.remove(seller, [listing]), query.wait, signal),
    oldOffers: () => oldOffers.all().map(({ listing, old }) => ({ listing, ...oldOffersView(old)! })),
    voidOldOffers: async ({ query, signal }) => answer.after(await commands.voidOldOffers(), query.wait, signal),
  };
}
