// Listings as sellers publish them: many under one signature, as an import does, or each by itself.
import { MAX_BATCH } from "../protocol/api/inputs.ts";
import type { Address, Hex32 } from "../protocol/ids.ts";
import type { JournalRecord } from "../protocol/journal.ts";
import type { Domain } from "../protocol/typed-data.ts";
import { createOwnCatalogue } from "../node/core/catalogue.ts";
import { signedListings } from "../test/support/signed-listing.ts";
import { type Market, NOW } from "./listings.ts";

export interface Seller {
  address: Address;
  sign(digest: Hex32): string;
}

/** Makes so many records of one seller, from the n-th listing of the market on. */
export type MakeRecords = (from: number, count: number, seller: Seller) => JournalRecord[];

/** @param atOnce listings that a seller publishes under one signature */
export const publishedListings = (market: Market, domain: Domain, atOnce = MAX_BATCH): MakeRecords =>
  function publish(from, count, { address, sign }) {
    const catalogue = createOwnCatalogue();
    const records: JournalRecord[] = [];
    while (records.length < count) {
      const first = from + records.length + 1;
      const length = Math.min(atOnce, count - records.length);
      const listings = Array.from({ length }, (_, index) => market.listing(first + index, address));
      const signed = { validUntil: NOW + 86_400, sequence: records.length + 1, catalogue };
      records.push(...signedListings(domain, listings, sign, signed));
    }
    return records;
  };
