// A listing as its owner sees it: its state, and the draft that editing starts from.
import type { ListingDraft } from "../../protocol/api/inputs.ts";
import type { ShopDraft, ShopQuery, ShopState } from "../../protocol/api/shop-inputs.ts";
import type { Currency } from "../../protocol/deployments.ts";
import type { ListingId } from "../../protocol/ids.ts";
import { type Listing, skuOf } from "../../protocol/listing.ts";
import { formatAmount } from "../../protocol/money.ts";
import type { ListedListing } from "./listing.ts";
import type { PublishedDraft, ShelfRow } from "./ports/own.ts";
import type { ListingReader } from "./ports/readers.ts";

/** One own listing: what own.db keeps of it, and what is on sale. */
export interface ShopItem {
  id: ListingId;
  row: ShelfRow | undefined;
  listed: ListedListing | undefined;
}

/** Units that the chain has counted for a variant. */
export type SoldOf = (id: ListingId, variant: ListingId) => number;

export const soldBy =
  (stock: ListingReader["stock"], seller: Listing["seller"]): SoldOf =>
  (id, variant) =>
    stock(seller, skuOf(id, variant)).sold;

/** Unix seconds of chain time. */
export const validUntilOf = ({ place }: ListedListing): number => place.validUntil;

export function stateOf({ row, listed }: ShopItem, now: number): ShopState {
  if (listed) return validUntilOf(listed) < now ? "expired" : "published";
  return row?.paused ? "paused" : "draft";
}

/** What was published last, with the stock that is left of it now; undefined for what never was. */
export function publishedDraft(
  { row, listed }: ShopItem,
  currencies: readonly Currency[],
  soldOf: SoldOf,
): PublishedDraft | undefined {
  const kept = row?.published;
  if (kept && (!listed || listed.cid === kept.cid)) {
    const variants = kept.draft.variants.map((variant) => {
      const ceiling = kept.ceilings[variant.id!];
      return {
        ...variant,
        stock: ceiling === undefined ? variant.stock : leftOf(ceiling, soldOf(row.id, variant.id!)),
      };
    });
    return { ...kept.draft, variants };
  }
  return listed && draftOf(listed.listing, currencies, soldOf);
}

/** What the seller works on: changes that are not published, or else what is. */
export const workingDraft = (item: ShopItem, currencies: readonly Currency[], soldOf: SoldOf): ShopDraft =>
  item.row?.draft ?? publishedDraft(item, currencies, soldOf) ?? {};

export const leftOf = (ceiling: number | null, sold: number): number | null =>
  ceiling === null ? null : Math.max(0, ceiling - sold);

/** The ceilings of a block by variant; null is not counted. */
export const ceilingsOf = ({ variants }: Pick<Listing, "variants">): Record<string, number | null> =>
  Object.fromEntries(variants.map(({ id, maxUnits }) => [id, maxUnits === 0 ? null : maxUnits]));

/** Seconds; no draft asks for more. */
export const LONGEST_VALIDITY = 14 * 86_400;

/** Of a listing whose own words are not kept here: published by another program, or before own.db was restored. */
function draftOf(listing: Listing, currencies: readonly Currency[], soldOf: SoldOf): ListingDraft {
  const { v: _v, kind: _kind, seller: _seller, shipsTo: _to, currency: address, shipping, variants, ...kept } = listing;
  const currency = currencies.find((one) => one.address === address);
  const text = (amount: string) => formatAmount(BigInt(amount), currency?.decimals ?? 0);
  return {
    ...kept,
    currency: currency?.symbol ?? address,
    shipping: shipping.map(({ first, further, ...option }) => ({
      ...option,
      first: text(first),
      further: text(further),
    })),
    variants: variants.map(({ id, price, maxUnits, ...variant }) => ({
      ...variant,
      id,
      price: text(price),
      stock: maxUnits === 0 ? null : leftOf(maxUnits, soldOf(listing.id, id)),
    })),
    validFor: LONGEST_VALIDITY,
  };
}

/** Nothing is left of what buyers see, or of the draft of what they do not: every variant is counted. */
export function isSoldOut(item: ShopItem, currencies: readonly Currency[], soldOf: SoldOf): boolean {
  const draft = item.listed ? publishedDraft(item, currencies, soldOf) : workingDraft(item, currencies, soldOf);
  const { left, uncounted } = stockIn(draft?.variants ?? []);
  return left === 0 && uncounted === 0;
}

/** What a filter asks of one. */
interface Shown {
  id: ListingId;
  draft: ShopDraft;
  state: ShopState;
  isSoldOut: () => boolean;
}

/** Whether the owner's filter shows it: every word is the beginning of one of the title's, tags' or the id's. */
export function isShown(
  { state, stock, q = "", category }: Pick<ShopQuery, "state" | "stock" | "q"> & { category?: string | undefined },
  { id, draft, state: its, isSoldOut: isOut }: Shown,
): boolean {
  if (state !== undefined && state !== its) return false;
  if (stock !== undefined && (stock === "out") !== isOut()) return false;
  if (category !== undefined && draft.category !== category && !draft.category?.startsWith(`${category}/`))
    return false;
  const wanted = wordsOf(q);
  if (wanted.length === 0) return true;
  const words = wordsOf([draft.title ?? "", id, ...(draft.tags ?? [])].join(" "));
  return wanted.every((word) => words.some((one) => one.startsWith(word)));
}

const wordsOf = (text: string): string[] =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** What is left in the variants that are counted, null where none is; and how many are not. */
export function stockIn(variants: readonly Pick<ListingDraft["variants"][number], "stock">[]): {
  left: number | null;
  uncounted: number;
} {
  const counted = variants.flatMap(({ stock }) => stock ?? []);
  return {
    left: counted.length > 0 ? counted.reduce((sum, stock) => sum + stock, 0) : null,
    uncounted: variants.length - counted.length,
  };
}
