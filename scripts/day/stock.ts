// What is on the shelves: 500 listings a shop, the same ones whenever the day is played, two of them files.
import { finished } from "../../client/operations.ts";
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
import type { ListingDetail } from "../../protocol/api/schemas.ts";
import type { Address, ListingId } from "../../protocol/ids.ts";
import { until } from "../network/network.ts";
import { ARBITRATOR_BPS, DEFAULT_BUYER_BPS } from "./fates.ts";
import type { Actor } from "./market.ts";

const DAY = 86_400;
const HOUR = 3_600;
const WHAT = ["lamp", "clock", "mug", "blanket", "lantern", "atlas", "stool", "kite", "vase", "violin"];
const LIKE = ["oak", "brass", "blue", "folding", "antique", "travel", "garden", "striped", "tiny", "heavy"];
const WHERE = ["home/lighting", "home/clocks", "kitchen/tableware", "textiles", "books"];
const BATCH = 250;
export const FILE = { id: "patterns", bytes: new TextEncoder().encode("%PDF-1.7 patterns of the day") };

const parcel = (first: string, further: string) => ({ title: "Parcel", first, further });

/** Every fifth is sold for coin, and every third costs something to send. */
function draftOf(index: number, arbitrator: Address): ListingDraftInput {
  const title = `${LIKE[index % 10]} ${WHAT[Math.floor(index / 10) % 10]} no. ${index}`;
  const inCoin = index % 5 === 0;
  const cents = 500 + ((index * 739) % 9_500);
  return {
    id: `thing-${index}` as ListingId,
    title: title[0]!.toUpperCase() + title.slice(1),
    description: `One of the things of the day, number ${index}.`,
    category: WHERE[index % WHERE.length]!,
    tags: [LIKE[index % 10]!, WHAT[Math.floor(index / 10) % 10]!],
    currency: inCoin ? "ETH" : "tUSD",
    shipsFrom: "PT",
    shipping: index % 3 === 0 ? [parcel(inCoin ? "0.002" : "4.20", inCoin ? "0.001" : "1.10")] : [],
    variants: [
      { id: "one" as ListingId, price: inCoin ? `0.0${10 + (index % 80)}` : (cents / 100).toFixed(2), stock: 5 },
    ],
    shipWindow: DAY,
    inspectionWindow: 2 * DAY,
    arbitration: { arbitrator, feeBps: ARBITRATOR_BPS, rulingWindow: DAY, defaultBuyerBps: DEFAULT_BUYER_BPS },
    validFor: 14 * DAY - HOUR,
  };
}

export async function stockShop(
  { client, name }: Actor,
  count: number,
  arbitrator: Address,
  onProgress: (what: string) => void,
): Promise<void> {
  const file = await client.addFile({ query: { name: "patterns.pdf" }, body: FILE.bytes });
  const { shipping: _none, ...patterns } = draftOf(0, arbitrator);
  const drafts = [
    {
      ...patterns,
      id: FILE.id as ListingId,
      title: "Patterns of the day",
      currency: "tUSD",
      file,
      variants: [{ id: "one" as ListingId, price: "4.50", stock: null }],
    },
    ...Array.from({ length: count - 1 }, (_, index) => draftOf(index + 1, arbitrator)),
  ];
  for (let from = 0; from < drafts.length; from += BATCH) {
    onProgress(`${name}'s shelves ${from}/${drafts.length}`);
    const listings = drafts.slice(from, from + BATCH);
    await finished(client, client.publishListings({ body: { listings }, wait: 25 }));
  }
}

export async function showsAll({ client, name }: Actor, listings: number): Promise<void> {
  await until(
    async () => (await client.node()).counts.listings >= listings,
    `${listings} listings at ${name}`,
    120_000,
  );
}

export const listingOf = (buyer: Actor, seller: Actor, id: string): Promise<ListingDetail> =>
  buyer.client.listing({ params: { seller: seller.address, listing: id } });
