// Decides whether a journal may list this: the right seller, terms the escrow would take, and in a catalogue that they signed.
import { type NodeHash, nodeOf } from "../../protocol/catalogue.ts";
import type { Recover } from "../../protocol/envelope.ts";
import type { Address, Cid, Hex32, ListingId } from "../../protocol/ids.ts";
import { type ListingPlace, type ListingRecord, verifyListingRecord } from "../../protocol/listing-record.ts";
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

/**
 * Rules L-1 to L-3 and C-8. Signatures of contract wallets (ERC-1271) are not judged yet, so such listings are refused.
 * @param recover may remember: all listings of one catalogue carry one signature
 * @param hash may remember, too: and most of their paths
 */
export function judgeListing(
  record: ListingRecord,
  owner: Address,
  sequence: number,
  domain: Domain,
  recover: Recover,
  hash?: NodeHash,
): Verdict<ListedListing> {
  const verdict = verifyListingRecord(record, owner, domain, recover, hash);
  if (!verdict.ok) return verdict;
  const { listing, cid, offers } = verdict.value;
  const { terms } = offers[0]!.offer;
  const { kind: _, block, ...place } = record;
  return accept({ listing, cid, terms, block, variants: variantsOf(listing), place, sequence });
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

/** A thousand listings under one signature cost one recovery. */
export function rememberRecovered(recover: Recover, most = 1_024): Recover {
  const known = new Map<string, Address | undefined>();
  return (digest, signature) => remembered(known, `${digest}${signature}`, () => recover(digest, signature), most);
}

/** The listings of a catalogue, in their order, cost a hash each: what is above it their neighbours had, too. */
export function rememberNodes(hash: NodeHash = nodeOf, most = 8_192): NodeHash {
  const known = new Map<string, Hex32>();
  return (a, b) => remembered(known, a < b ? a + b : b + a, () => hash(a, b), most);
}

/** The last answers. */
function remembered<T>(known: Map<string, T>, key: string, answer: () => T, most: number): T {
  if (known.has(key)) return known.get(key)!;
  const value = answer();
  known.set(key, value);
  if (known.size > most) known.delete(known.keys().next().value!);
  return value;
}
