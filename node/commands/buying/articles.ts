// Finds what a cart names, each article beside the others: units that one takes are not there for the next, and what travels together is cheaper.
import { randomBytes } from "node:crypto";
import type { Cart } from "../../../protocol/api/purchase-inputs.ts";
import type { CourtAdapter } from "../../../protocol/deployments.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { orderId } from "../../../protocol/order.ts";
import { joinedIn } from "../../../protocol/shipping.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import { SoukError } from "../../core/errors.ts";
import type { SignedPurchase } from "../../core/ports/chain.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import { type Choice, type FoundArticle, findArticle, orderFor } from "../../core/purchase.ts";

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

/**
 * The orders that pay for choices, with an id each. What one seller ships travels together: the dearest way is paid as if alone,
 * all else as further units.
 */
export function ordersFor(
  domain: Domain,
  buyer: Address,
  choices: readonly { choice: Choice; units: number }[],
): (Required<SignedPurchase> & { id: Hex32 })[] {
  const joined = joinedIn(
    choices.map(({ choice: { listed, option } }) => ({
      group: `${listed.listing.seller}/${listed.listing.currency}`,
      first: option && BigInt(option.first),
    })),
  );
  return choices.map(({ choice, units }, place) => {
    const salt = randomBytes(8).readBigUInt64BE();
    const purchase = orderFor(choice, { domain, buyer, units, salt, joined: joined[place]! });
    return { ...purchase, id: orderId(domain, purchase.order) };
  });
}
