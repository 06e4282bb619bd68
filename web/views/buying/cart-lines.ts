// The cart's articles with their listings as they are now: what each costs, whether it can be had, and what all cost together.
import { useState } from "react";
import type { CurrencyView, ListingDetail } from "../../../protocol/api/schemas.ts";
import { type ShippingOption, joinedIn, shippingCost } from "../../../protocol/shipping.ts";
import { ask } from "../../api.ts";
import type { CartItem } from "../../cart.ts";
import { useQuery } from "../../query.ts";
import { chosenOption } from "../listing/shipping.tsx";
import { type Variant, chosenVariant } from "../listing/variants.tsx";

export interface Line {
  item: CartItem;
  /** Undefined: it is not here any more. */
  listing: ListingDetail | undefined;
  variant: Variant | undefined;
  /** Smallest unit. */
  goods: bigint;
  /** Null where nothing is sent. */
  option: ShippingOption | null;
  shipping: bigint;
  /** It travels in the parcel of another article of its seller. */
  joined: boolean;
  /** Why it cannot be paid now. */
  trouble: string | undefined;
}

const keyOf = ({ seller, listing }: CartItem): string => `${seller}/${listing}`;

/** Sorted so that what is paid in one currency, and what one seller sends, stands together. */
export function useCartLines(items: readonly CartItem[], me: string | undefined) {
  const { data, trouble, reload } = useQuery(
    `cart ${items.map(keyOf).join(" ")}`,
    async (signal) => new Map(await Promise.all(items.map((item) => read(item, signal)))),
    ["listing.", "order."],
  );
  // What is left when one is taken out is known already: nothing flickers, and no step is lost.
  const [held, hold] = useState(data);
  if (data && data !== held) hold(data);
  const listings = data ?? held;
  const known = listings && items.every((item) => listings.has(keyOf(item)));
  const lines = known && items.map((item) => lineOf(item, listings.get(keyOf(item)), me)).toSorted(byPayment);
  return { lines: lines || undefined, trouble, reload };
}

async function read(item: CartItem, signal: AbortSignal): Promise<[string, ListingDetail | undefined]> {
  const { seller, listing } = item;
  try {
    return [keyOf(item), await ask((api) => api.listing({ params: { seller, listing }, signal }))];
  } catch (error) {
    if ((error as { code?: string }).code !== "listing.unknown") throw error;
    return [keyOf(item), undefined];
  }
}

const payment = ({ listing, item }: Line): string => `${listing?.currency ?? ""} ${item.seller} ${item.listing}`;
const byPayment = (one: Line, other: Line): number => payment(one).localeCompare(payment(other));

function lineOf(item: CartItem, listing: ListingDetail | undefined, me: string | undefined): Line {
  const variant = listing?.variants.find(({ id }) => id === item.variant) && chosenVariant(listing, item.variant);
  const price = variant ? BigInt(variant.price) : 0n;
  return {
    item,
    listing,
    variant,
    goods: price * BigInt(item.units),
    option: null,
    shipping: 0n,
    joined: false,
    trouble: troubleOf(item, listing, variant, me),
  };
}

function troubleOf(
  { seller, units }: CartItem,
  listing: ListingDetail | undefined,
  variant: Variant | undefined,
  me: string | undefined,
): string | undefined {
  if (!listing) return "It is not here any more.";
  if (seller === me) return "This is your own listing.";
  if (!variant) return "This variant is not offered any more.";
  if (variant.unavailable) return `It is ${variant.unavailable.replace("-", " ")}.`;
  return variant.left !== null && units > variant.left ? `Only ${variant.left} left.` : undefined;
}

export const keyOfLine = ({ item }: Line): string => `${keyOf(item)}/${item.variant}`;

/**
 * How each article is sent, and what that costs beside the others: as the node will pay it.
 * @param country empty: not known yet; then the cheapest way to anywhere
 * @param choices of options, by {@link keyOfLine}
 */
export function sendTogether(lines: readonly Line[], country: string, choices: ReadonlyMap<string, string>): Line[] {
  const sent = lines.map((line) => {
    const { listing } = line;
    return { ...line, option: listing ? chosenOption(listing, country, choices.get(keyOfLine(line))) : null };
  });
  const joined = joinedIn(
    sent.map(({ item, listing, option }) => ({
      group: `${item.seller} ${listing?.currency}`,
      first: option && BigInt(option.first),
    })),
  );
  return sent.map((line, place) => {
    const { option, item } = line;
    const shipping = option ? shippingCost(option, item.units, joined[place]) : 0n;
    return { ...line, joined: joined[place]!, shipping };
  });
}

/** What is to be paid, by currency. */
export function totalsOf(
  lines: readonly Line[],
  find: (address: string) => CurrencyView | undefined,
): { currency: CurrencyView; total: bigint }[] {
  const sums = new Map<string, bigint>();
  for (const { listing, goods, shipping } of lines) {
    if (listing) sums.set(listing.currency, (sums.get(listing.currency) ?? 0n) + goods + shipping);
  }
  return [...sums].flatMap(([address, total]) => {
    const currency = find(address);
    return currency ? [{ currency, total }] : [];
  });
}

/** Countries that every article is shipped to; `*` is everywhere. */
export function commonCountries(lines: readonly Line[]): string[] {
  const limited = lines.flatMap(({ listing }) => (listing && !listing.shipsTo.includes("*") ? [listing.shipsTo] : []));
  const [first, ...others] = limited;
  return first ? first.filter((country) => others.every((countries) => countries.includes(country))) : ["*"];
}
