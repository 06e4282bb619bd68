// Decides which offers of earlier editions are cheaper than what is offered now, and can still be paid.
import type { OldOffers } from "../../protocol/api/schemas.ts";
import type { ListingOffer } from "../../protocol/listing-offers.ts";
import type { Address } from "../../protocol/ids.ts";
import type { SignedListing } from "./ports/own.ts";

/** What one unit costs with shipping, by `currency/variant/option`; joined offers apart. */
export const totalsOf = (offers: readonly ListingOffer[]): SignedListing["totals"] =>
  Object.fromEntries(
    offers.map(({ offer, variant, option, joined }) => [
      `${offer.currency}/${variant.id}/${option?.id ?? ""}${joined ? "/joined" : ""}`,
      (offer.unitPrice + offer.shipping).toString(),
    ]),
  );

export interface StillPayable {
  /** Offers. */
  count: number;
  /** Unix seconds of chain time. */
  validUntil: number;
  /** In the currency of what is offered now; null where only others are cheaper, or nothing is offered. */
  lowest: bigint | null;
  /** Of `lowest`, and null with it. */
  currency: Address | null;
}

/**
 * @param signed of one listing, by rising sequence: the last one is what is offered now, if it is `offered`
 * @param floor of the seller: catalogues below it are void
 * @param now chain time, unix seconds
 */
export function oldOffersOf(
  signed: readonly SignedListing[],
  { offered, floor, now }: { offered: boolean; floor: number; now: number },
): StillPayable | null {
  const current = offered ? signed.at(-1) : undefined;
  const currency = current && (Object.keys(current.totals)[0]!.split("/")[0] as Address);
  const payable = signed.filter((one) => one !== current && one.sequence >= floor && one.validUntil >= now);
  const cheaper = payable.flatMap(({ totals, validUntil }) =>
    Object.entries(totals)
      .filter(([key, total]) => current?.totals[key] === undefined || BigInt(total) < BigInt(current.totals[key]))
      .map(([key, total]) => ({ key, total: BigInt(total), validUntil })),
  );
  if (cheaper.length === 0) return null;
  const comparable = cheaper.filter(({ key }) => currency && key.startsWith(`${currency}/`)).map(({ total }) => total);
  const lowest = comparable.length > 0 ? comparable.reduce((low, total) => (total < low ? total : low)) : null;
  return {
    count: new Set(cheaper.map(({ key, total }) => `${key}/${total}`)).size,
    validUntil: Math.max(...cheaper.map(({ validUntil }) => validUntil)),
    lowest,
    currency: lowest === null ? null : currency!,
  };
}

export const oldOffersView = (old: StillPayable | null): OldOffers | null =>
  old && {
    count: old.count,
    validUntil: new Date(old.validUntil * 1_000).toISOString(),
    lowestPrice: old.lowest?.toString() ?? null,
    currency: old.currency,
  };
