// Listings as their seller's journal carries them: in a catalogue of many, or alone in one of its own.
import { cidOf } from "../../protocol/block.ts";
import { catalogueDigest } from "../../protocol/catalogue.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { leavesOf, offersOf } from "../../protocol/listing-offers.ts";
import { placeOf } from "../../protocol/listing-place.ts";
import type { ListingRecord } from "../../protocol/listing-record.ts";
import { type Listing, encodeListing } from "../../protocol/listing.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { createOwnCatalogue } from "../../node/core/catalogue.ts";

type Sign = (digest: Hex32) => string;

/** @param listings of one seller, published at once; `catalogue` holds what the same seller published before */
export function signedListings(
  domain: Domain,
  listings: readonly Listing[],
  sign: Sign,
  { validUntil = 2_000_000_000, sequence = 1, catalogue = createOwnCatalogue() } = {},
): ListingRecord[] {
  const blocks = listings.map((listing) => {
    const block = encodeListing(listing);
    const cid = cidOf(block);
    catalogue.put({ id: listing.id, cid, leaves: leavesOf(domain, offersOf(listing, cid, validUntil)) });
    return block;
  });
  const [offersRoot, contentDigest] = [catalogue.offersRoot(), catalogue.contentDigest()];
  const roots = { seller: listings[0]!.seller, sequence, offersRoot, contentDigest };
  const signature = sign(catalogueDigest(domain, roots));
  return listings.map(({ id }, index) => {
    const place = { validUntil, slot: catalogue.slotOf(id), path: catalogue.path(id) };
    return { kind: "listing", block: blocks[index]!, ...placeOf(roots, signature, place) };
  });
}

export const signedListing = (
  domain: Domain,
  listing: Listing,
  sign: Sign,
  signed: { validUntil?: number; sequence?: number } = {},
): ListingRecord => signedListings(domain, [listing], sign, signed)[0]!;
