// Decides whether this purchase can be paid, and as which order: what the buyer was shown, in stock, payable and shipped there.
import type { Purchase } from "../../protocol/api/inputs.ts";
import type { CourtAdapter } from "../../protocol/deployments.ts";
import { type Address, type Hex32, ZERO_ADDRESS } from "../../protocol/ids.ts";
import { type Variant, offerOf } from "../../protocol/listing.ts";
import type { Order } from "../../protocol/order.ts";
import { checkCourts } from "./court.ts";
import { SoukError } from "./errors.ts";
import type { ListedListing, ListedVariant } from "./listing.ts";

export interface PurchaseFacts {
  purchase: Omit<Purchase, "acceptUntrusted" | "addressId">;
  buyer: Address;
  listed: ListedListing | undefined;
  courts: readonly CourtAdapter[];
  stock: (sku: Hex32) => { sold: number; retired: boolean; floor: number };
  /** 64 random bits. */
  salt: bigint;
  /** Chain time, unix seconds. */
  now: number;
}

/** What a purchase names, once it is found. */
export interface FoundArticle extends PurchaseFacts {
  listed: ListedListing;
  /** As the block says it, and as it was signed. */
  shown: Variant;
  variant: ListedVariant;
  subject: string;
}

/** Judged one by one, so that a buyer hears of all at once; in the order in which a purchase is refused. */
export const PURCHASE_CHECKS = ["content", "arbitrator", "destination", "offer", "stock"] as const;
export type PurchaseCheck = (typeof PURCHASE_CHECKS)[number];

/** @throws SoukError `listing.unknown|own`, `variant.unknown` */
export function findArticle(facts: PurchaseFacts): FoundArticle {
  const { purchase, buyer, listed } = facts;
  const subject = `${purchase.seller}/${purchase.listing}`;
  if (!listed) {
    throw new SoukError("listing.unknown", `There is no listing ${subject}; it may have been removed`, { subject });
  }
  if (purchase.seller === buyer) throw new SoukError("listing.own", "You cannot buy from yourself", { subject });
  // Of another edition than the one shown, the variant may be gone: that it changed is what the buyer is to hear.
  const index = listed.variants.findIndex(({ id }) => id === purchase.variant);
  const variant = listed.variants[index];
  if (!variant) {
    const changed = checks.content({ ...facts, listed, subject });
    if (changed) throw changed;
    const message = `${subject} has no variant "${purchase.variant}"`;
    throw new SoukError("variant.unknown", message, { subject, field: "variant" });
  }
  return { ...facts, listed, shown: listed.listing.variants[index]!, variant, subject };
}

type Judge = (article: FoundArticle) => SoukError | undefined;

const checks = {
  content({ purchase, listed, subject }: Pick<FoundArticle, "purchase" | "listed" | "subject">) {
    if (purchase.cid === listed.cid) return undefined;
    const message = `${subject} was changed since you looked: read it again, then buy`;
    return new SoukError("listing.changed", message, { subject, field: "cid" });
  },
  arbitrator({ courts, listed }) {
    try {
      checkCourts(courts, listed.listing);
      return undefined;
    } catch (error) {
      if (error instanceof SoukError) return error;
      throw error;
    }
  },
  destination({ purchase, listed: { listing }, subject }) {
    if (listing.file) return undefined;
    if (!purchase.delivery) {
      return new SoukError("input.invalid", `${subject} is sent to an address: say which`, {
        subject,
        field: "delivery",
      });
    }
    const { country } = purchase.delivery;
    if (listing.shipsTo.includes("*") || listing.shipsTo.includes(country)) return undefined;
    const message = `${subject} is not shipped to ${country}, only to ${listing.shipsTo.join(", ")}`;
    return new SoukError("input.invalid", message, { subject, field: "delivery.country" });
  },
  offer({ variant, stock, subject, now }) {
    const { retired, floor } = stock(variant.sku);
    if (variant.validUntil < now) {
      const message = `The offer for ${subject} has expired: the seller can renew it`;
      return new SoukError("listing.expired", message, { subject });
    }
    if (!retired && variant.counter >= floor) return undefined;
    return new SoukError("listing.expired", `The seller withdrew ${subject} from sale`, { subject });
  },
  stock({ variant, stock, purchase, subject }) {
    const left = Math.max(0, variant.maxUnits - stock(variant.sku).sold);
    if (variant.maxUnits === 0 || purchase.units <= left) return undefined;
    const message = left === 0 ? `${subject} is sold out` : `Only ${left} of ${subject} are left`;
    return new SoukError("listing.sold-out", message, { subject, field: "units" });
  },
} satisfies Record<PurchaseCheck, Judge>;

/** Why an article cannot be bought as it was asked for, if it cannot. */
export const faultOf = (check: PurchaseCheck, article: FoundArticle): SoukError | undefined => checks[check](article);

/** The order that paying it would open, whatever the checks say. */
export function orderOf({ listed, shown, variant, buyer, purchase, salt }: FoundArticle): {
  order: Order;
  signature: string;
} {
  const offer = offerOf(listed.listing, listed.cid, shown, variant);
  return {
    order: { offer, buyer, units: purchase.units, salt, referrer: ZERO_ADDRESS },
    signature: variant.signature,
  };
}

/** @throws SoukError `listing.unknown|own|changed|expired|sold-out|arbitrator`, `variant.unknown`, or `input.invalid` for the address */
export function decidePurchase(facts: PurchaseFacts): { order: Order; signature: string } {
  const article = findArticle(facts);
  for (const check of PURCHASE_CHECKS) {
    const fault = faultOf(check, article);
    if (fault) throw fault;
  }
  return orderOf(article);
}
