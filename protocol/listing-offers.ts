// The offers of a listing: one per variant and shipping option, and one for what travels with another order (rules L-2, L-3, L-8).
import { digestOf } from "./block.ts";
import { type Cid, type Hex32, ZERO_ADDRESS } from "./ids.ts";
import { type Listing, type Variant, skuOf } from "./listing.ts";
import { type Offer, offerDigest } from "./offer.ts";
import type { ShippingOption } from "./shipping.ts";
import type { Domain } from "./typed-data.ts";

export interface ListingOffer {
  variant: Variant;
  /** Null where nothing is shipped. */
  option: ShippingOption | null;
  /** Combined shipping: to be paid only beside another order of the same seller. The escrow does not look at that. */
  joined: boolean;
  offer: Offer;
}

/**
 * All offers of a listing, in the order of their leaves: by variant, by option, and each alone before joined.
 * `n` units cost `price × n` and `first + further × (n - 1)` to ship, joined ones `further × n`: exactly what an
 * offer's `unitPrice × n + shipping` gives, with `further` in the unit price.
 */
export function offersOf(listing: Listing, cid: Cid, validUntil: number): ListingOffer[] {
  const terms = digestOf(cid);
  const rules = listing.arbitration;
  const common = {
    seller: listing.seller,
    arbitrator: rules?.arbitrator ?? ZERO_ADDRESS,
    fallbackArbitrator: rules?.fallback ?? ZERO_ADDRESS,
    currency: listing.currency,
    terms,
    shipWindow: listing.shipWindow,
    inspectionWindow: listing.inspectionWindow,
    rulingWindow: rules?.rulingWindow ?? 0,
    arbitratorFeeBps: rules?.feeBps ?? 0,
    referrerBps: 0,
    defaultBuyerBps: rules?.defaultBuyerBps ?? 0,
    validUntil,
    // A catalogue is voided by its sequence; the escrow reads the counter of lone offers only (O-9).
    counter: 0,
  };
  return listing.variants.flatMap((variant): ListingOffer[] => {
    const { maxUnits } = variant;
    const price = BigInt(variant.price);
    const sku = skuOf(listing.id, variant.id);
    const offer = (further: bigint, shipping: bigint): Offer => ({
      ...common,
      unitPrice: price + further,
      shipping,
      sku,
      maxUnits,
    });
    if (listing.shipping.length === 0) return [{ variant, option: null, joined: false, offer: offer(0n, 0n) }];
    return listing.shipping.flatMap((option) => {
      const [first, further] = [BigInt(option.first), BigInt(option.further)];
      return [
        { variant, option, joined: false, offer: offer(further, first - further) },
        { variant, option, joined: true, offer: offer(further, 0n) },
      ];
    });
  });
}

/** Their leaves in the seller's catalogue. */
export const leavesOf = (domain: Domain, offers: readonly ListingOffer[]): Hex32[] =>
  offers.map(({ offer }) => offerDigest(domain, offer));

/** Which of a listing's offers an order took: alone before joined, where both are the same. */
export const offerTaken = (
  offers: readonly ListingOffer[],
  { sku, unitPrice, shipping }: Pick<Offer, "sku" | "unitPrice" | "shipping">,
): ListingOffer[] =>
  offers.filter(({ offer }) => offer.sku === sku && offer.unitPrice === unitPrice && offer.shipping === shipping);
