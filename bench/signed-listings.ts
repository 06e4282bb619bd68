// Listings as sellers publish them: generated, encoded, each in a catalogue of its own; and many in one.
import type { Address, Hex32 } from "../protocol/ids.ts";
import type { JournalRecord } from "../protocol/journal.ts";
import type { Domain } from "../protocol/typed-data.ts";
import { signedListing as sign } from "../test/support/signed-listing.ts";
import { type Market, NOW } from "./listings.ts";

export interface Seller {
  address: Address;
  sign(digest: Hex32): string;
}

export const signedListing = (market: Market, number: number, domain: Domain, seller: Seller): JournalRecord =>
  sign(domain, market.listing(number, seller.address), seller.sign, { validUntil: NOW + 86_400 });
