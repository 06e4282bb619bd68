// What both demos do: publish something, buy it, and compare balances with what the order says.
import { finished } from "../../client/operations.ts";
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import type { CurrencyView, ListingDetail } from "../../protocol/api/schemas.ts";
import type { Address, Hex32, ListingId } from "../../protocol/ids.ts";
import { formatAmount } from "../../protocol/money.ts";
import { until } from "../network/network.ts";
import type { Narrator } from "./narrator.ts";
import type { Actor, Stage } from "./stage.ts";

export const DELIVERY = {
  name: "Ines Okafor",
  street: "17 Lantern Yard, flat 4",
  city: "Bristol",
  postcode: "BS1 6QF",
  country: "GB",
};

/** Publishes and waits until the buyer's node shows it. @returns the listing as the buyer sees it */
export async function publish(
  { seller, buyer }: Stage,
  tell: Narrator,
  draft: ListingDraftInput,
): Promise<ListingDetail> {
  const operation = await finished(seller.client, seller.client.publishListing({ body: draft, wait: 20 }));
  const published = performance.now();
  const id = operation.subject.split("/")[1] as ListingId;
  const params = { seller: seller.address, listing: id };
  const { cid } = await seller.client.listing({ params });
  tell.fact("listing", `${operation.subject}`);
  tell.fact("CID", cid);
  let seen: ListingDetail | undefined;
  await until(async () => {
    seen = await buyer.client.listing({ params }).catch(() => undefined);
    return seen?.cid === cid;
  }, "the listing to reach the buyer");
  tell.fact("replicated in", `${(performance.now() - published).toFixed(0)} ms`);
  tell.prove("the buyer's node holds the same content", seen!.cid, cid);
  return seen!;
}

/** Pays into escrow. @returns the order as the buyer's node shows it */
export async function buy(
  { buyer, escrow, chain }: Stage,
  tell: Narrator,
  listing: ListingDetail,
): Promise<OrderDetail> {
  const currency = listing.currency;
  const before = { buyer: await chain.balance(currency, buyer.address), escrow: await chain.balance(currency, escrow) };
  const nonce = await nonceOf(chain, buyer.address);
  const operation = await finished(
    buyer.client,
    buyer.client.buy({
      body: {
        seller: listing.seller,
        listing: listing.id,
        variant: listing.variants[0]!.id,
        units: 1,
        cid: listing.cid,
        delivery: DELIVERY,
      },
      wait: 20,
    }),
  );
  const order = await buyer.client.order({ params: { order: operation.subject as Hex32 } });
  const total = BigInt(order.total);
  tell.fact("order", order.id);
  tell.fact("transaction", operation.transaction ?? "");
  tell.prove("it is funded", order.status, "funded");
  tell.prove("one transaction did it", (await nonceOf(chain, buyer.address)) - nonce, 1);
  tell.prove("the buyer paid the total", before.buyer - (await chain.balance(currency, buyer.address)), total);
  tell.prove("the escrow holds it", (await chain.balance(currency, escrow)) - before.escrow, total);
  return order;
}

export const nonceOf = async (chain: Stage["chain"], who: Address): Promise<number> =>
  Number(await chain.request<string>("eth_getTransactionCount", [who, "latest"]));

/** Waits until a node shows the order as `test` wants it. */
export async function orderAt(
  actor: Actor,
  id: Hex32,
  what: string,
  test: (order: OrderDetail) => boolean,
): Promise<OrderDetail> {
  let order: OrderDetail | undefined;
  await until(async () => {
    order = await actor.client.order({ params: { order: id } }).catch(() => undefined);
    return order !== undefined && test(order);
  }, `${what} at the ${actor.role}`);
  return order!;
}

export const money = (amount: bigint, { decimals, symbol }: CurrencyView): string =>
  `${formatAmount(amount, decimals)} ${symbol}`;
