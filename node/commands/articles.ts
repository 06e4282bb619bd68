// Finds what a cart names and judges each article beside the others: units that one takes are not there for the next.
import { randomBytes } from "node:crypto";
import type { Cart } from "../../protocol/api/inputs.ts";
import type { CourtAdapter } from "../../protocol/deployments.ts";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { ListingReader } from "../core/ports/readers.ts";
import { type FoundArticle, findArticle } from "../core/purchase.ts";

/** @returns in the cart's order, for each item the article or why there is none */
export type Articles = (cart: Pick<Cart, "items" | "delivery">) => (FoundArticle | SoukError)[];

export function createArticles({
  self,
  courts,
  listings,
  now,
}: {
  self: Address;
  courts: readonly CourtAdapter[];
  listings: Pick<ListingReader, "listed" | "stock">;
  /** Chain time, unix seconds. */
  now: () => number;
}): Articles {
  return function articles({ items, delivery }) {
    const found: (FoundArticle | SoukError)[] = [];
    for (const item of items) {
      const before = found.filter((one) => !(one instanceof SoukError) && one.purchase.seller === item.seller);
      const taken = (sku: Hex32): number =>
        (before as FoundArticle[])
          .filter(({ variant }) => variant.sku === sku)
          .reduce((sum, { purchase }) => sum + purchase.units, 0);
      try {
        const article = findArticle({
          purchase: { ...item, delivery },
          buyer: self,
          listed: listings.listed(item.seller, item.listing),
          stock(sku) {
            const { sold, ...rest } = listings.stock(item.seller, sku);
            return { ...rest, sold: sold + taken(sku) };
          },
          courts,
          salt: randomBytes(8).readBigUInt64BE(),
          now: now(),
        });
        found.push(article);
      } catch (error) {
        if (!(error instanceof SoukError)) throw error;
        found.push(error);
      }
    }
    return found;
  };
}
