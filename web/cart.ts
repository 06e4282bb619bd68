// What was put aside to be paid together: kept by this browser without prices, which the listings say anew each time.
import { z } from "zod";
import { address, listingId } from "../protocol/ids.ts";
import { createStore } from "./store.ts";

const item = z.strictObject({ seller: address, listing: listingId, variant: listingId, units: z.int().min(1).max(99) });
export type CartItem = z.output<typeof item>;

/** As many as the node takes in one payment. */
export const MAX_ITEMS = 50;
const KEY = "souk cart";

const kept = createStore<readonly CartItem[]>(read());

function read(): CartItem[] {
  try {
    return z
      .array(item)
      .max(MAX_ITEMS)
      .parse(JSON.parse(localStorage.getItem(KEY) ?? "[]"));
  } catch {
    // Written by another version, or by hand.
    return [];
  }
}

function write(items: readonly CartItem[]): void {
  kept.set(items);
  try {
    localStorage.setItem(KEY, JSON.stringify(items));
  } catch {
    // A browser that stores nothing: the cart lives as long as the page.
  }
}

// Another tab has changed it.
addEventListener("storage", ({ key }) => key === KEY && kept.set(read()));

const isSame = (one: CartItem, other: CartItem): boolean =>
  one.seller === other.seller && one.listing === other.listing && one.variant === other.variant;

export const cart = {
  use: kept.use,
  /** The same article again replaces its number of units. */
  put(wanted: CartItem): void {
    const items = kept.get();
    const known = items.some((one) => isSame(one, wanted));
    if (known) write(items.map((one) => (isSame(one, wanted) ? wanted : one)));
    else if (items.length < MAX_ITEMS) write([...items, wanted]);
  },
  remove: (gone: CartItem): void => write(kept.get().filter((one) => !isSame(one, gone))),
  clear: (): void => write([]),
};
