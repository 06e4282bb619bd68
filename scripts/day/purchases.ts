// Buying what was planned: by carts of up to four, and once with the power cut before anybody could know.
import { finished } from "../../client/operations.ts";
import type { Operation } from "../../protocol/api/schemas.ts";
import type { Address, Hex32, ListingId } from "../../protocol/ids.ts";
import { DELIVERY } from "../demo/acts.ts";
import type { Actor, Market } from "./market.ts";
import type { Planned } from "./plan.ts";
import { listingOf } from "./stock.ts";

const CART = 4;

export interface Placed extends Planned {
  id: Hex32;
  currency: Address;
  total: bigint;
}

/** @param cutOff whose node loses power as soon as its first cart was accepted */
export async function buyAll(market: Market, planned: readonly Planned[], cutOff?: Actor): Promise<Placed[]> {
  const byBuyer = Map.groupBy(planned, ({ buyer }) => buyer);
  const placed = await Promise.all(
    [...byBuyer].map(async ([name, list]) => {
      const buyer = market.actor(name);
      const bought: Placed[] = [];
      for (let from = 0; from < list.length; from += CART) {
        const isCut = buyer === cutOff && from === 0;
        bought.push(...(await buyCart(market, buyer, list.slice(from, from + CART), isCut)));
      }
      return bought;
    }),
  );
  return placed.flat().toSorted((a, b) => a.number - b.number);
}

async function buyCart(market: Market, buyer: Actor, list: readonly Planned[], isCut: boolean): Promise<Placed[]> {
  const items = await Promise.all(
    list.map(async ({ seller, listing, units }) => {
      const { cid, seller: owner, variants } = await listingOf(buyer, market.actor(seller), listing);
      return { seller: owner, listing: listing as ListingId, variant: variants[0]!.id, cid, units };
    }),
  );
  let operation: Operation = await buyer.client.buyCart({ body: { items, delivery: DELIVERY }, wait: isCut ? 0 : 25 });
  if (isCut) {
    await market.cut(buyer.name);
    operation = await buyer.client.operation({ params: { operation: operation.id }, wait: 25 });
  }
  const { subject } = await finished(buyer.client, operation);
  return Promise.all(
    (subject.split(",") as Hex32[]).map(async (id, index) => {
      const { currency, total } = await buyer.client.order({ params: { order: id } });
      return { ...list[index]!, id, currency, total: BigInt(total) };
    }),
  );
}
