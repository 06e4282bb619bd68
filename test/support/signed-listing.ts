// A listing as its seller's journal carries it, alone in a catalogue of its own.
import { cidOf } from "../../protocol/block.ts";
import { catalogueDigest, contentLeaf, createSlotTree } from "../../protocol/catalogue.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { leavesOf, offersOf } from "../../protocol/listing-offers.ts";
import { type ListingRecord, placeOf } from "../../protocol/listing-record.ts";
import { type Listing, encodeListing } from "../../protocol/listing.ts";
import type { Domain } from "../../protocol/typed-data.ts";

export function signedListing(
  domain: Domain,
  listing: Listing,
  sign: (digest: Hex32) => string,
  { validUntil = 2_000_000_000, sequence = 1 } = {},
): ListingRecord {
  const block = encodeListing(listing);
  const cid = cidOf(block);
  const leaves = leavesOf(domain, offersOf(listing, cid, validUntil));
  const catalogue = {
    seller: listing.seller,
    sequence,
    offersRoot: createSlotTree(leaves).root(),
    contentDigest: createSlotTree(leaves.map(() => contentLeaf(listing.id, cid))).root(),
  };
  const signature = sign(catalogueDigest(domain, catalogue));
  return { kind: "listing", block, ...placeOf(catalogue, signature, { validUntil, slot: 0, path: [] }) };
}
