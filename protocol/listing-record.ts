// A listing as its seller's journal carries it: the block, and its place in a catalogue that the seller signed (rules L-1 … L-3, C-8).
import { z } from "zod";
import { MAX_DEPTH, createSlotTree, heightOf } from "./catalogue.ts";
import type { Recover } from "./envelope.ts";
import { type Address, type Cid, type Hex32, toHex } from "./ids.ts";
import { type ListingPlace, bytes, createPlaceCheck, listingPlace } from "./listing-place.ts";
import { type ListingOffer, leavesOf, offersOf } from "./listing-offers.ts";
import { type Listing, parseListing } from "./listing.ts";
import { checkOffer } from "./offer.ts";
import type { Domain } from "./typed-data.ts";
import { type Verdict, accept, refuse } from "./verdict.ts";

export const listingRecord = listingPlace.extend({ kind: z.literal("listing"), block: bytes(1, 64 * 1024) });
export type ListingRecord = z.output<typeof listingRecord>;

export interface VerifiedListing {
  listing: Listing;
  cid: Cid;
  offers: ListingOffer[];
}

/** @param owner whose journal the record is of; the seller's */
export type VerifyListing = (record: ListingRecord, owner: Address) => Verdict<VerifiedListing>;

/**
 * Judges a listing by its record alone, whoever brought it: no other record and no tree is needed.
 * Its offers are what the escrow would open with {@link proofOf}; a refusal is `listing.…` or `offer.…`.
 */
export function createListingVerifier(domain: Domain, recover: Recover): VerifyListing {
  const placeFault = createPlaceCheck(domain, recover);

  return function verify(record, owner) {
    const parsed = parseListing(record.block);
    if (!parsed.ok) return parsed;
    const { value: listing, cid } = parsed.value;
    if (listing.seller !== owner) return refuse("listing.seller", `${owner} cannot list for ${listing.seller}`);
    const offers = offersOf(listing, cid, record.validUntil);
    for (const { offer, variant } of offers) {
      const sound = checkOffer(offer, domain.escrow);
      if (!sound.ok) return refuse(sound.code, `${listing.id}/${variant.id}: ${sound.reason}`);
    }
    const height = heightOf(offers.length);
    if (record.slot % 2 ** height !== 0 || height + record.path.length / 32 > MAX_DEPTH) {
      return refuse("listing.place", `${offers.length} offers cannot stand at slot ${record.slot} of a catalogue`);
    }
    switch (placeFault(createSlotTree(leavesOf(domain, offers)).root(), record, owner)) {
      case "proof":
        return refuse("listing.proof", `${listing.id} is not in the catalogue it names`);
      case "signature":
        return refuse("listing.signature", `catalogue ${record.catalogue.sequence} is not signed by ${owner}`);
      default:
        return accept({ listing, cid, offers });
    }
  };
}

/** What proves one of a listing's offers to the escrow. */
export interface OfferProof {
  sequence: number;
  contentDigest: Hex32;
  /** From the offer's leaf to the root (C-4). */
  path: Hex32[];
}

/** @param index of the offer among {@link offersOf} */
export function proofOf(
  domain: Domain,
  offers: readonly ListingOffer[],
  index: number,
  place: ListingPlace,
): OfferProof {
  const { sequence, contentDigest } = place.catalogue;
  const inner = createSlotTree(leavesOf(domain, offers)).proof(index);
  return { sequence, contentDigest: toHex(contentDigest) as Hex32, path: [...inner, ...pathOf(place)] };
}

const pathOf = ({ path }: ListingPlace): Hex32[] =>
  Array.from({ length: path.length / 32 }, (_, i) => toHex(path.subarray(32 * i, 32 * (i + 1))) as Hex32);
