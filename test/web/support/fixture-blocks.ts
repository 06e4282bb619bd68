// The fixture's listings as the node's own code reads them: blocks, and a place in a catalogue that nobody signed.
import type { ListedListing } from "../../../node/core/listing.ts";
import { variantsOf } from "../../../node/core/listing.ts";
import type { ListingDetail } from "../../../protocol/api/schemas.ts";
import { digestOf } from "../../../protocol/block.ts";
import type { Listing } from "../../../protocol/listing.ts";

export const asBlock = (listing: ListingDetail): Listing => ({
  v: 1,
  kind: "listing",
  seller: listing.seller,
  id: listing.id,
  title: listing.title,
  description: listing.description,
  category: listing.category,
  tags: listing.tags,
  condition: listing.condition,
  currency: listing.currency,
  shipping: listing.shipping,
  service: listing.service,
  shipsFrom: listing.shipsFrom,
  shipsTo: listing.shipsTo,
  pictures: listing.pictures,
  file: listing.file,
  variants: listing.variants.map(({ id, title, sku, price, maxUnits, picture, weight }) => {
    return { id, title, sku, price, maxUnits, picture, weight };
  }),
  shipWindow: listing.shipWindow,
  inspectionWindow: listing.inspectionWindow,
  arbitration: listing.arbitration && {
    arbitrator: listing.arbitration.arbitrator,
    fallback: listing.arbitration.fallback,
    feeBps: listing.arbitration.feeBps,
    rulingWindow: listing.arbitration.rulingWindow,
    defaultBuyerBps: listing.arbitration.defaultBuyerBps,
  },
});

const UNSIGNED = { offersRoot: new Uint8Array(32), contentDigest: new Uint8Array(32), signature: new Uint8Array(65) };

export function listedOf(detail: ListingDetail): ListedListing {
  const listing = asBlock(detail);
  const validUntil = Date.parse(detail.variants[0]!.validUntil) / 1_000;
  return {
    listing,
    cid: detail.cid,
    terms: digestOf(detail.cid),
    block: new Uint8Array(),
    variants: variantsOf(listing),
    place: { validUntil, slot: 0, path: new Uint8Array(), catalogue: { sequence: 1, ...UNSIGNED } },
    sequence: detail.sequence,
  };
}
