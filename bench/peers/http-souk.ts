// The node's HTTP server over a real read store full of listings, as a process of the bench of HTTP. Arguments: folder, rows, `kept` or `fresh`.
import { listingRoutes } from "../../node/http/routes/listings.ts";
import { openReadStore } from "../../node/store/read/read-store.ts";
import { startHttpNode } from "../../test/support/http-node.ts";
import { SELF } from "../../test/support/http-rooms.ts";
import { NOW, createMarket } from "../listings.ts";

const [directory, rows, mode] = process.argv.slice(2) as [string, string, "kept" | "fresh"];
const BATCH = 500;

const market = createMarket(1);
const store = openReadStore({ directory });
const addresses: string[] = [];
const words: string[] = [];
for (let from = 0; from < Number(rows); from += BATCH) {
  const batch = Array.from({ length: BATCH }, (_item, offset) => market.listed(from + offset + 1));
  if (store.fresh) store.readModel.transaction((model) => batch.forEach((row) => model.putListing(row)));
  for (const { listing } of batch) {
    addresses.push(`/api/v1/listings/${listing.seller}/${listing.id}`);
    words.push(listing.title.split(" ").slice(0, 2).join(" "));
  }
}

const base = await startHttpNode();
await base.stop();
const { handlers, answer } = base.rooms;
const commands = { publish: refuse, remove: refuse, renew: refuse, voidOldOffers: refuse };
const node = await startHttpNode({
  handlers: {
    ...handlers,
    ...listingRoutes({
      self: SELF,
      rates: { pricesIn: refuse },
      oldOffers: { of: () => null, all: () => [] },
      listings: store.listings,
      commands,
      answer,
      now: () => NOW,
    }),
  },
  version: mode === "kept" ? store.version : () => undefined,
  maxRequests: 1e9,
  logger: { debug() {}, info() {}, warn() {}, error: console.error },
});
process.on("disconnect", () => process.exit(0));
process.send!({ port: node.port, addresses, words });

function refuse(): never {
  throw new Error("the bench only reads");
}
