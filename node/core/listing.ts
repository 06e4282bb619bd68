// Decides whether a journal may list this: the right seller, terms the escrow would take, and every offer signed.
import type { Recover } from "../../protocol/envelope.ts";
import type { Address, Cid, Hex32, ListingId } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import { type Listing, offerOf, parseListing, skuOf } from "../../protocol/listing.ts";
import { checkOffer, offerDigest } from "../../protocol/offer.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { type Verdict, accept, refuse } from "../../protocol/verdict.ts";

export interface ListedVariant {
  id: ListingId;
  title: string;
  price: bigint;
  maxUnits: number;
  sku: Hex32;
  /** EIP-712 digest of the offer a buyer pays. */
  offerDigest: Hex32;
  /** Unix seconds of chain time. */
  validUntil: number;
  counter: number;
  signature: string;
}

/** What the variant of a stock key is called in an edition; nothing where it has none such. */
export const variantTitle = (listing: Listing | undefined, sku: Hex32): string =>
  listing?.variants.find(({ id }) => skuOf(listing.id, id) === sku)?.title ?? "";

export interface ListedListing {
  listing: Listing;
  cid: Cid;
  block: Uint8Array;
  variants: ListedVariant[];
  /** Sequence of the journal entry that carried it. */
  sequence: number;
}

/**
 * Rules L-1 (owner is the seller), L-2 (one signature per variant), L-3 (the escrow would accept the terms), L-5 (signed).
 * Signatures of contract wallets (ERC-1271) are not judged yet, so such listings are refused.
 */
export function judgeListing(
  record: Extract<JournalRecord, { kind: "listing" }>,
  owner: Address,
  sequence: number,
  domain: Domain,
  recover: Recover,
): Verdict<ListedListing> {
  const parsed = parseListing(record.block);
  if (!parsed.ok) return parsed;
  const { value: listing, cid } = parsed.value;
  if (listing.seller !== owner) return refuse("listing.seller", `${owner} cannot list for ${listing.seller}`);
  if (record.offers.length !== listing.variants.length) {
    return refuse("listing.offers", `${listing.variants.length} variants but ${record.offers.length} offers`);
  }
  const variants: ListedVariant[] = [];
  for (const [index, variant] of listing.variants.entries()) {
    const signed = record.offers[index]!;
    const offer = offerOf(listing, cid, variant, signed);
    const sound = checkOffer(offer, domain.escrow);
    if (!sound.ok) return sound;
    const digest = offerDigest(domain, offer);
    if (recover(digest, signed.signature) !== owner) {
      return refuse("listing.signature", `the offer of ${listing.id}/${variant.id} is not signed by ${owner}`);
    }
    variants.push({
      id: variant.id,
      title: variant.title,
      price: offer.unitPrice,
      maxUnits: variant.maxUnits,
      sku: skuOf(listing.id, variant.id),
      offerDigest: digest,
      ...signed,
    });
  }
  return accept({ listing, cid, block: record.block, variants, sequence });
}
