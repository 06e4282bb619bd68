// Decides whether this purchase can be paid, and as which order: what the buyer was shown, in stock, payable and shipped there.
import type { Purchase } from "../../protocol/api/inputs.ts";
import type { CourtAdapter } from "../../protocol/deployments.ts";
import { type Address, type Hex32, ZERO_ADDRESS } from "../../protocol/ids.ts";
import { offerOf } from "../../protocol/listing.ts";
import type { Order } from "../../protocol/order.ts";
import { checkCourts } from "./court.ts";
import { SoukError } from "./errors.ts";
import type { ListedListing } from "./listing.ts";

export interface PurchaseFacts {
  purchase: Purchase;
  buyer: Address;
  listed: ListedListing | undefined;
  courts: readonly CourtAdapter[];
  stock: (sku: Hex32) => { sold: number; retired: boolean; floor: number };
  /** 64 random bits. */
  salt: bigint;
  /** Chain time, unix seconds. */
  now: number;
}

/** @throws SoukError `listing.unknown|own|changed|expired|sold-out|arbitrator`, `variant.unknown`, or `input.invalid` for the address and the units of a file */
export function decidePurchase(facts: PurchaseFacts): { order: Order; signature: string } {
  const { purchase, buyer, listed, now } = facts;
  const subject = `${purchase.seller}/${purchase.listing}`;
  if (!listed) {
    throw new SoukError("listing.unknown", `There is no listing ${subject}; it may have been removed`, { subject });
  }
  const { listing, cid, variants } = listed;
  if (purchase.seller === buyer) throw new SoukError("listing.own", "You cannot buy from yourself", { subject });
  if (purchase.cid !== cid) {
    const message = `${subject} was changed since you looked: read it again, then buy`;
    throw new SoukError("listing.changed", message, { subject, field: "cid" });
  }
  checkCourts(facts.courts, listing);
  if (!listing.file && !purchase.delivery) {
    const message = `${subject} is sent to an address: say which`;
    throw new SoukError("input.invalid", message, { subject, field: "delivery" });
  }
  if (listing.file && purchase.units > 1) {
    const message = `${subject} is a file, which comes once: buy 1 of it, not ${purchase.units}`;
    throw new SoukError("input.invalid", message, { subject, field: "units" });
  }
  const country = purchase.delivery?.country;
  if (!listing.file && country && !listing.shipsTo.includes("*") && !listing.shipsTo.includes(country)) {
    const message = `${subject} is not shipped to ${country}, only to ${listing.shipsTo.join(", ")}`;
    throw new SoukError("input.invalid", message, { subject, field: "delivery.country" });
  }
  const index = variants.findIndex(({ id }) => id === purchase.variant);
  const variant = variants[index];
  if (!variant) {
    const message = `${subject} has no variant "${purchase.variant}"`;
    throw new SoukError("variant.unknown", message, { subject, field: "variant" });
  }
  const { sold, retired, floor } = facts.stock(variant.sku);
  if (variant.validUntil < now) {
    throw new SoukError("listing.expired", `The offer for ${subject} has expired: the seller can renew it`, {
      subject,
    });
  }
  if (retired || variant.counter < floor) {
    throw new SoukError("listing.expired", `The seller withdrew ${subject} from sale`, { subject });
  }
  if (variant.maxUnits > 0 && sold + purchase.units > variant.maxUnits) {
    const left = Math.max(0, variant.maxUnits - sold);
    const message = left === 0 ? `${subject} is sold out` : `Only ${left} of ${subject} are left`;
    throw new SoukError("listing.sold-out", message, { subject, field: "units" });
  }
  const offer = offerOf(listing, cid, listing.variants[index]!, variant);
  const order: Order = { offer, buyer, units: purchase.units, salt: facts.salt, referrer: ZERO_ADDRESS };
  return { order, signature: variant.signature };
}
