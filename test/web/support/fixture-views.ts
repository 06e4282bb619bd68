// The API's answers about orders as one account's node gives them, by the node's own views over the fixture's events.
import { createOrderViews } from "../../../node/http/views/order.ts";
import { createReceipts } from "../../../node/http/views/receipt.ts";
import { createReputationViews } from "../../../node/http/views/reputation.ts";
import { createSalesViews } from "../../../node/http/views/sales.ts";
import type { ListedListing } from "../../../node/core/listing.ts";
import type { ListingReader } from "../../../node/core/ports/readers.ts";
import { digestOf } from "../../../protocol/block.ts";
import { DIMENSIONS } from "../../../protocol/review.ts";
import type { Address } from "../../../protocol/ids.ts";
import { ETH, TUSD, ratingOf } from "./fixture-shop.ts";
import type { FixtureWorld } from "./fixture-world.ts";

const FINALITY = 12;

export function viewsFor(self: Address, { clock, orders: all, reviews, nameOf, listings: shop }: FixtureWorld) {
  const { orders, readWords, editionOf, messagesOf, releaseOf, proposalsOf } = all.readerFor(self);
  const now = () => clock.now;
  const listings: Pick<ListingReader, "edition" | "listed"> = {
    edition: editionOf,
    listed(seller, id) {
      const found = shop.find((listing) => listing.seller === seller && listing.id === id);
      return found && ({ terms: digestOf(found.cid) } as ListedListing);
    },
  };
  const profiles = { name: nameOf };
  const views = createOrderViews({
    self,
    orders,
    listings,
    profiles,
    reviews: { of: (id) => all.reviews.get(id) },
    heldBy: (id) => (all.reviews.has(id) ? 2 : null),
    messagesOf,
    fileOf: (_row, listing) =>
      (listing?.file && {
        name: listing.file.name,
        state: "waiting",
        bytes: 0,
        totalBytes: listing.file.bytes,
        problem: null,
      }) ||
      null,
    readWords,
    consents: { releaseOf: async (row) => releaseOf(row), proposalsOf: async (row) => proposalsOf(row) },
    now,
    head: () => clock.block,
    finality: FINALITY,
  });
  return {
    views,
    sales: createSalesViews({
      self,
      orders,
      listings,
      profiles,
      summary: views.summary,
      messagesOf,
      readWords,
      now,
    }),
    receipts: createReceipts({
      self,
      deployment: {
        chainId: 31_337,
        name: "Souk dev chain",
        escrow: "0x5fbdb2315678afecb367f032d93f642f64180aa3",
        currencies: [ETH, TUSD],
        finality: FINALITY,
      } as never,
      orders,
      listings,
      profiles,
      head: () => ({ number: clock.block, timestamp: clock.now, hash: "0x", parentHash: "0x" }) as never,
    }),
    reputation: createReputationViews({
      now,
      orders,
      reviews: {
        summary(seller) {
          const of = [...all.reviews.values(), ...reviews].filter((review) => review.seller === seller);
          const voices = Map.groupBy(of, ({ buyer }) => buyer);
          return {
            rating: ratingOf(of.map(({ rating }) => rating)),
            dimensions: Object.fromEntries(
              DIMENSIONS.map((name) => [name, ratingOf(of.flatMap(({ text }) => text?.dimensions[name] ?? []))]),
            ) as never,
            voices: voices.size,
            voiceSum: [...voices.values()].reduce(
              (sum, its) => sum + ratingOf(its.map((one) => one.rating)).average!,
              0,
            ),
          };
        },
      },
    }),
  };
}
