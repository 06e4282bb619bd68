// Listings as sellers publish them: generated, encoded, with a signed offer for each variant.
import { cidOf } from "../protocol/block.ts";
import type { Address, Hex32 } from "../protocol/ids.ts";
import type { JournalRecord } from "../protocol/journal.ts";
import { encodeListing, offerOf } from "../protocol/listing.ts";
import { offerDigest } from "../protocol/offer.ts";
import type { Domain } from "../protocol/typed-data.ts";
import { type Market, NOW } from "./listings.ts";

export interface Seller {
  address: Address;
  sign(digest: Hex32): string;
}

export function signedListing(market: Market, number: number, domain: Domain, seller: Seller): JournalRecord {
  const signed = { validUntil: NOW + 86_400, counter: 0 };
  const listing = market.listing(number, seller.address);
  const block = encodeListing(listing);
  const offers = listing.variants.map((variant) => {
    const digest = offerDigest(domain, offerOf(listing, cidOf(block), variant, signed));
    return { ...signed, signature: seller.sign(digest) as `0x${string}` };
  });
  return { kind: "listing", block, offers };
}
