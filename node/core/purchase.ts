// Decides whether this purchase can be paid, and as which order: what the buyer was shown, in stock, payable and shipped there.
import type { Purchase } from "../../protocol/api/purchase-inputs.ts";
import type { CourtAdapter } from "../../protocol/deployments.ts";
import { type Address, type Hex32, ZERO_ADDRESS } from "../../protocol/ids.ts";
import { offersOf } from "../../protocol/listing-offers.ts";
import { signatureOf } from "../../protocol/listing-place.ts";
import { proofOf } from "../../protocol/listing-record.ts";
import type { Order } from "../../protocol/order.ts";
import type { ShippingOption } from "../../protocol/shipping.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { checkCourts } from "./court.ts";
import { SoukError } from "./errors.ts";
import { type ListedListing, type ListedVariant, isPayable } from "./listing.ts";
import type { SignedPurchase } from "./ports/chain.ts";
import { chooseOption } from "./shipping.ts";

export interface PurchaseFacts {
  purchase: Omit<Purchase, "acceptUntrusted" | "addressId">;
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

/** What a purchase names, once it is found; it may still not be had. */
export interface FoundArticle extends PurchaseFacts {
  listed: ListedListing;
  variant: ListedVariant;
  subject: string;
}

/** Judged one by one, so that a buyer hears of all at once; in the order in which a purchase is refused. */
export const PURCHASE_CHECKS = ["content", "arbitrator", "units", "destination", "offer", "stock"] as const;
export type PurchaseCheck = (typeof PURCHASE_CHECKS)[number];

/** @throws SoukError `listing.unknown|own|changed`, `variant.unknown` */
export function findArticle(facts: PurchaseFacts): FoundArticle {
  const { purchase, buyer, listed } = facts;
  const subject = `${purchase.seller}/${purchase.listing}`;
  if (!listed) {
    throw new SoukError("listing.unknown", `There is no listing ${subject}; it may have been removed`, { subject });
  }
  if (purchase.seller === buyer) throw new SoukError("listing.own", "You cannot buy from yourself", { subject });
  const variant = listed.variants.find(({ id }) => id === purchase.variant);
  if (variant) return { ...facts, listed, variant, subject };
  // Of another edition than the one shown, the variant may be gone: that it changed is what the buyer is to hear.
  const changed = checks.content({ purchase, listed, subject });
  if (changed) throw changed;
  throw new SoukError("variant.unknown", `${subject} has no variant "${purchase.variant}"`, {
    subject,
    field: "variant",
  });
}

/** What a check throws. */
function thrownBy(check: () => unknown): SoukError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof SoukError) return error;
    throw error;
  }
}

const checks = {
  content({ purchase, listed, subject }: Pick<FoundArticle, "purchase" | "listed" | "subject">) {
    if (purchase.cid === listed.cid) return undefined;
    const message = `${subject} was changed since you looked: read it again, then buy`;
    return new SoukError("listing.changed", message, { subject, field: "cid" });
  },
  arbitrator: ({ courts, listed }) => thrownBy(() => checkCourts(courts, listed.listing)),
  units({ purchase, listed, subject }) {
    if (!listed.listing.file || purchase.units === 1) return undefined;
    const message = `${subject} is a file, which comes once: buy 1 of it, not ${purchase.units}`;
    return new SoukError("input.invalid", message, { subject, field: "units" });
  },
  destination: ({ purchase, listed }) => thrownBy(() => chooseOption(listed.listing, purchase)),
  offer({ variant, stock, subject, now, listed: { place } }) {
    const { retired, floor } = stock(variant.sku);
    if (place.validUntil < now) {
      const message = `The offer for ${subject} has expired: the seller can renew it`;
      return new SoukError("listing.expired", message, { subject });
    }
    if (!retired && isPayable(place, floor, now)) return undefined;
    return new SoukError("listing.expired", `The seller withdrew ${subject} from sale`, { subject });
  },
  stock({ variant, stock, purchase, subject }) {
    const left = Math.max(0, variant.maxUnits - stock(variant.sku).sold);
    if (variant.maxUnits === 0 || purchase.units <= left) return undefined;
    const message = left === 0 ? `${subject} is sold out` : `Only ${left} of ${subject} are left`;
    return new SoukError("listing.sold-out", message, { subject, field: "units" });
  },
} satisfies Record<PurchaseCheck, (article: FoundArticle) => SoukError | undefined>;

/** Why an article cannot be bought as it was asked for, if it cannot. */
export const faultOf = (check: PurchaseCheck, article: FoundArticle): SoukError | undefined => checks[check](article);

/** @throws SoukError `listing.changed|expired|sold-out|arbitrator`, or `input.invalid` for address or option */
export function chosen(article: FoundArticle): Choice {
  for (const check of PURCHASE_CHECKS) {
    const fault = faultOf(check, article);
    if (fault) throw fault;
  }
  const { listed, variant, purchase } = article;
  return { listed, variant, option: chooseOption(listed.listing, purchase) };
}

/** @throws SoukError `listing.unknown|own|changed|expired|sold-out|arbitrator`, `variant.unknown`, or `input.invalid` for address or option */
export const choose = (facts: PurchaseFacts): Choice => chosen(findArticle(facts));

/** To show what paying would be like, whatever the checks say: by the way that was named, else by the first. */
export function likely({ listed, variant, purchase }: FoundArticle): Choice {
  const { shipping } = listed.listing;
  let option = shipping.find(({ id }) => id === purchase.option) ?? shipping[0] ?? null;
  thrownBy(() => (option = chooseOption(listed.listing, purchase)));
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
