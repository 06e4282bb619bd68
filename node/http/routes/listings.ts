// Routes about listings: search, read, publish, withdraw from sale.
import { SoukError } from "../../core/errors.ts";
import type { ListingCommands } from "../../core/ports/commands.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import type { Handlers } from "../handler.ts";
import type { OperationAnswer } from "../operation-answer.ts";

/** @param dependencies `now` is chain time in unix seconds */
export function listingRoutes({
  listings,
  commands,
  answer,
  now,
}: {
  listings: Pick<ListingReader, "search" | "facets" | "detail" | "categories">;
  commands: ListingCommands;
  answer: OperationAnswer;
  now: () => number;
}): Pick<Handlers, "listings" | "facets" | "categories" | "listing" | "publishListing" | "removeListing"> {
  return {
    listings: ({ query }) => listings.search(query, now()),
    facets: ({ query }) => listings.facets(query, now()),
    categories: () => listings.categories(now()),
    listing({ params: { seller, listing } }) {
      const detail = listings.detail(seller, listing, now());
      if (detail) return detail;
      const subject = `${seller}/${listing}`;
      throw new SoukError(
        "listing.unknown",
        `this node knows no listing ${subject}: it was withdrawn, or has not arrived yet`,
        { subject },
      );
    },
    publishListing: async ({ body, query, signal }) => answer.after(await commands.publish(body), query.wait, signal),
    removeListing: async ({ params: { seller, listing }, query, signal }) =>
      answer.after(await commands.remove(seller, listing), query.wait, signal),
  };
}
