// Decides whether a journal may list this: the right seller, terms the escrow would take, and in a catalogue that they signed.
import type { Recover } from "../../protocol/envelope.ts";
import type { Address, Cid, Hex32, ListingId } from "../../protocol/ids.ts";
import type { ListingPlace } from "../../protocol/listing-place.ts";
import { type ListingRecord, createListingVerifier } from "../../protocol/listing-record.ts";
import { type Listing, skuOf } from "../../protocol/listing.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { type Verdict, accept } from "../../protocol/verdict.ts";

/** What is counted and offered of a variant. */
export interface ListedVariant {
  id: ListingId;
  title: string;
  price: bigint;
  maxUnits: number;
  sku: Hex32;
}

/** What the variant of a stock key is called in an edition; nothing where it has none such. */
export const variantTitle = (listing: Listing | undefined, sku: Hex32): string =>
  listing?.variants.find(({ id }) => skuOf(listing.id, id) === sku)?.title ?? "";

export interface ListedListing {
  listing: Listing;
  cid: Cid;
  /** The digest in the CID, as the chain names the block. */
  terms: Hex32;
  block: Uint8Array;
  variants: ListedVariant[];
  /** Until when it can be paid, and what proves its offers to the escrow. */
  place: ListingPlace;
  /** Sequence of the journal entry that carried it. */
  sequence: number;
}

export type JudgeListing = (record: ListingRecord, owner: Address, sequence: number) => Verdict<ListedListing>;

/** Rules L-1 to L-3 and C-8. Signatures of contract wallets (ERC-1271) are not judged yet, so such listings are refused. */
export function createListingJudge(domain: Domain, recover: Recover): JudgeListing {
  const verify = createListingVerifier(domain, recover);
  return function judge(record, owner, sequence) {
    const verdict = verify(record, owner);
    if (!verdict.ok) return verdict;
    const { listing, cid, offers } = verdict.value;
    const { terms } = offers[0]!.offer;
    const { kind: _, block, ...place } = record;
    return accept({ listing, cid, terms, block, variants: variantsOf(listing), place, sequence });
  };
}

export const variantsOf = ({ id: listing, variants }: Listing): ListedVariant[] =>
  variants.map(({ id, title, price, maxUnits }) => ({
    id,
    title,
    price: BigInt(price),
    maxUnits,
    sku: skuOf(listing, id),
  }));

/** Whether a listing can be paid at all, whatever its stock: what the escrow would say of its catalogue. */
export const isPayable = ({ validUntil, catalogue }: ListingPlace, floor: number, now: number): boolean =>
  validUntil >= now && catalogue.sequence >= floor;
