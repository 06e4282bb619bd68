// Decides whether this purchase can be paid, and as which order: what the buyer was shown, in stock, payable and shipped there.
import type { Purchase } from "../../protocol/api/inputs.ts";
import type { CourtAdapter } from "../../protocol/deployments.ts";
import { type Address, type Hex32, ZERO_ADDRESS } from "../../protocol/ids.ts";
import { offersOf } from "../../protocol/listing-offers.ts";
import { proofOf, signatureOf } from "../../protocol/listing-record.ts";
import type { Order } from "../../protocol/order.ts";
import type { ShippingOption } from "../../protocol/shipping.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { checkCourts } from "./court.ts";
import { SoukError } from "./errors.ts";
import { type ListedListing, type ListedVariant, isPayable } from "./listing.ts";
import type { SignedPurchase } from "./ports/chain.ts";
import { chooseOption } from "./shipping.ts";

export interface PurchaseFacts {
  purchase: Purchase;
  buyer: Address;
  listed: ListedListing | undefined;
  courts: readonly CourtAdapter[];
  stock: (sku: Hex32) => { sold: number; retired: boolean; floor: number };
  /** Chain time, unix seconds. */
  now: number;
}

/** What is bought, before it is decided whether it travels alone. */
export interface Choice {
  listed: ListedListing;
  variant: ListedVariant;
  option: ShippingOption | null;
}

/** @throws SoukError `listing.unknown|own|changed|expired|sold-out|arbitrator`, `variant.unknown`, or `input.invalid` for address, option or units of a file */
export function choose({ purchase, buyer, listed, courts, stock, now }: PurchaseFacts): Choice {
  const subject = `${purchase.seller}/${purchase.listing}`;
  if (!listed) {
    throw new SoukError("listing.unknown", `There is no listing ${subject}; it may have been removed`, { subject });
  }
  const { listing, cid, place } = listed;
  if (purchase.seller === buyer) throw new SoukError("listing.own", "You cannot buy from yourself", { subject });
  if (purchase.cid !== cid) {
    const message = `${subject} was changed since you looked: read it again, then buy`;
    throw new SoukError("listing.changed", message, { subject, field: "cid" });
  }
  checkCourts(courts, listing);
  if (listing.file && purchase.units > 1) {
    const message = `${subject} is a file, which comes once: buy 1 of it, not ${purchase.units}`;
    throw new SoukError("input.invalid", message, { subject, field: "units" });
  }
  const option = chooseOption(listing, purchase);
  const variant = listed.variants.find(({ id }) => id === purchase.variant);
  if (!variant) {
    const message = `${subject} has no variant "${purchase.variant}"`;
    throw new SoukError("variant.unknown", message, { subject, field: "variant" });
  }
  const { sold, retired, floor } = stock(variant.sku);
  if (place.validUntil < now) {
    throw new SoukError("listing.expired", `The offer for ${subject} has expired: the seller can renew it`, {
      subject,
    });
  }
  if (retired || !isPayable(place, floor, now)) {
    throw new SoukError("listing.expired", `The seller withdrew ${subject} from sale`, { subject });
  }
  if (variant.maxUnits > 0 && sold + purchase.units > variant.maxUnits) {
    const left = Math.max(0, variant.maxUnits - sold);
    const message = left === 0 ? `${subject} is sold out` : `Only ${left} of ${subject} are left`;
    throw new SoukError("listing.sold-out", message, { subject, field: "units" });
  }
  return { listed, variant, option };
}

/** The order that pays for a choice. @param joined it travels with another order of the same payment */
export function orderFor(
  { listed: { listing, cid, place }, variant, option }: Choice,
  { domain, joined, ...purchase }: Pick<Order, "buyer" | "units" | "salt"> & { domain: Domain; joined: boolean },
): Required<SignedPurchase> {
  const offers = offersOf(listing, cid, place.validUntil);
  const index = offers.findIndex(
    (one) => one.variant.id === variant.id && one.option?.id === option?.id && one.joined === joined,
  );
  const order: Order = { ...purchase, offer: offers[index]!.offer, referrer: ZERO_ADDRESS };
  return { order, signature: signatureOf(place), proof: proofOf(domain, offers, index, place) };
}
