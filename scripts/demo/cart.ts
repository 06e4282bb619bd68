// The cart demo: two shops and two currencies in one payment, releases signed without gas and collected at once, a split agreed on.
import { finished } from "../../client/operations.ts";
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import type { ListingDetail } from "../../protocol/api/schemas.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { splitOf } from "../../protocol/order.ts";
import { ROLES, until } from "../network/network.ts";
import { DELIVERY, money, nonceOf, orderAt, publish } from "./acts.ts";
import type { Narrator } from "./narrator.ts";
import type { Stage } from "./stage.ts";

const THIRD = 3_333;
const REVIEW = { rating: 5, title: "Both of them", text: "Carefully packed, and as they were shown." };

export async function playCart(stage: Stage, tell: Narrator): Promise<void> {
  await bond(stage, tell);
  const [lantern, blanket, book] = await fill(stage, tell);
  await collect(stage, tell, [lantern, blanket]);
  await settle(stage, tell, book);
}

async function bond({ seller, buyer }: Stage, tell: Narrator): Promise<void> {
  tell.step("The seller locks a bond, which two different catalogues of one number would burn.");
  const locked = async () => {
    const profile = await buyer.client.profile({ params: { owner: seller.address } });
    return BigInt(profile.bond!.locked);
  };
  const before = await locked();
  await finished(seller.client, seller.client.lockBond({ body: { amount: "0.5" }, wait: 20 }));
  tell.prove("the buyer's node reads it from the chain", (await locked()) - before, 5n * 10n ** 17n);
}

const draft = (title: string, changes: Partial<ListingDraftInput>): ListingDraftInput => ({
  title: `${title} ${Date.now().toString(36)}`,
  description: "Part of the demo.",
  category: "home/odd",
  currency: "tUSD",
  shipsFrom: "PT",
  variants: [{ price: "20.10", stock: 5 }],
  ...changes,
});

const parcel = (first: string, further: string) => [{ title: "Tracked parcel", first, further }];

/** Two shops, three things, two currencies. @returns the orders as the buyer's node shows them, in the cart's order */
async function fill(stage: Stage, tell: Narrator): Promise<[OrderDetail, OrderDetail, OrderDetail]> {
  const { buyer, seller, arbitrator, chain, escrow } = stage;
  tell.step("Two shops publish: a lantern and a blanket for test dollars, and a book for ether from somebody else.");
  const arbitration = { arbitrator: arbitrator.address };
  const things = [
    await publish(stage, tell, draft("Lantern", { arbitration, shipping: parcel("4.50", "1.50") })),
    await publish(stage, tell, draft("Blanket", { arbitration, shipping: parcel("3.20", "1.10") })),
    await publish(
      { ...stage, seller: arbitrator },
      tell,
      draft("Book", { currency: "ETH", variants: [{ price: "0.02", stock: 1 }] }),
    ),
  ];

  tell.step("The buyer puts all three into a cart and pays for them in one transaction.");
  const currencies = [stage.currency("tUSD"), stage.currency("ETH")];
  const held = () => Promise.all(currencies.map(({ address }) => chain.balance(address, escrow)));
  const [before, nonce] = [await held(), await nonceOf(chain, buyer.address)];
  const items = things.map(({ seller: shop, id, cid, variants }: ListingDetail) => ({
    seller: shop,
    listing: id,
    variant: variants[0]!.id,
    cid,
  }));
  const bought = await finished(buyer.client, buyer.client.buyCart({ body: { items, delivery: DELIVERY }, wait: 20 }));
  const ids = bought.subject.split(",") as Hex32[];
  const orders = await Promise.all(
    ids.map((id) => orderAt(buyer, id, "the order", ({ status }) => status === "funded")),
  );
  tell.fact("transaction", bought.transaction ?? "");
  for (const { id, total, currency } of orders) {
    const view = currencies.find(({ address }) => address === currency)!;
    tell.fact("order", `${id}, ${money(BigInt(total), view)}`);
  }
  tell.prove("three orders", orders.length, 3);
  const [lantern, blanket] = orders as [OrderDetail, OrderDetail, OrderDetail];
  tell.prove("the lantern's shipping is paid", lantern.shipping, "4500000");
  tell.prove("the blanket travels in its parcel, as a further unit", blanket.shipping, "1100000");
  tell.prove("its order says with which one", blanket.combinedWith.join(), lantern.id);
  tell.prove("one transaction", (await nonceOf(chain, buyer.address)) - nonce, 1);
  const after = await held();
  for (const [index, { address, symbol }] of currencies.entries()) {
    const inIt = orders.filter((order) => order.currency === address);
    const due = inIt.reduce((sum, { total }) => sum + BigInt(total), 0n);
    tell.prove(`the escrow holds what is due in ${symbol}`, after[index]! - before[index]!, due);
  }
  for (const { id, seller: owner } of orders) {
    const shop = owner === seller.address ? seller : arbitrator;
    const known = await orderAt(shop, id, "the delivery address", ({ delivery }) => delivery.state === "received");
    tell.prove("the shop reads the address of its order", known.delivery.address?.street ?? "", DELIVERY.street);
  }
  return orders as [OrderDetail, OrderDetail, OrderDetail];
}

async function collect(stage: Stage, tell: Narrator, orders: readonly OrderDetail[]): Promise<void> {
  const { buyer, seller, chain } = stage;
  tell.step("The seller ships both; the buyer is content, and signs instead of paying for a transaction.");
  for (const { id } of orders) {
    await finished(seller.client, seller.client.ship({ params: { order: id }, body: {}, wait: 20 }));
    await orderAt(buyer, id, "the shipment", ({ status }) => status === "shipped");
  }
  const nonce = await nonceOf(chain, buyer.address);
  for (const { id } of orders) {
    const release = buyer.client.release({ params: { order: id }, body: { review: REVIEW }, wait: 20 });
    await finished(buyer.client, release);
    await orderAt(seller, id, "the release", (order) => order.release !== null);
  }
  tell.prove("the buyer sent no transaction", await nonceOf(chain, buyer.address), nonce);

  tell.step("The seller collects all that buyers signed, in one transaction.");
  const currency = stage.currency("tUSD");
  const [held, sent] = [await chain.balance(currency.address, seller.address), await nonceOf(chain, seller.address)];
  const collected = await finished(seller.client, seller.client.collectReleases({ wait: 20 }));
  tell.fact("transaction", collected.transaction ?? "");
  tell.prove("one transaction", (await nonceOf(chain, seller.address)) - sent, 1);
  const ids = collected.subject.split(",") as Hex32[];
  tell.prove("both orders are in it", orders.filter(({ id }) => ids.includes(id)).length, 2);
  // A network that runs may hold other buyers' releases: they are collected too.
  const all = await Promise.all(ids.map((id) => seller.client.order({ params: { order: id } })));
  const due = all
    .filter((order) => order.currency === currency.address)
    .reduce((sum, { total }) => sum + BigInt(total), 0n);
  const paid = (await chain.balance(currency.address, seller.address)) - held;
  tell.fact("seller got", money(paid, currency));
  tell.prove("the seller was paid in full", paid, due);
  for (const role of ROLES) {
    const { client } = stage[role];
    for (const { id } of orders) {
      const text = async () => (await client.reviews({ query: { order: id } })).items[0]?.text?.body;
      await until(async () => (await text()) !== undefined, `the review at the ${role}`);
      tell.prove(`the ${role}'s node shows the review that came with the release`, (await text())!, REVIEW.text);
    }
  }
}

async function settle(stage: Stage, tell: Narrator, { id, total }: OrderDetail): Promise<void> {
  const { buyer, arbitrator: shop, chain } = stage;
  const params = { order: id };
  const currency = stage.currency("ETH");
  tell.step(
    "The book arrives with a torn cover, and no arbitrator was agreed on: its shop signs a third of the price back.",
  );
  await finished(shop.client, shop.client.ship({ params, body: {}, wait: 20 }));
  await orderAt(buyer, id, "the shipment", ({ status }) => status === "shipped");
  const proposal = shop.client.proposeSettlement({ params, body: { buyerBps: THIRD }, wait: 20 });
  await finished(shop.client, proposal);
  const { settlements } = await orderAt(buyer, id, "the proposal", (order) => order.settlements.length === 1);
  const expected = splitOf(BigInt(total), 0, THIRD, 0);
  tell.fact("buyer would get", money(BigInt(settlements[0]!.buyer), currency));
  tell.prove("the buyer is shown exactly what both will get", settlements[0]!.buyer, String(expected.buyer));

  tell.step("The buyer accepts, and the money is split in that moment.");
  const before = await chain.balance(currency.address, shop.address);
  await finished(buyer.client, buyer.client.settle({ params, body: { buyerBps: THIRD }, wait: 20 }));
  const closed = await orderAt(shop, id, "the split", ({ status }) => status === "split");
  tell.prove("the shop got the rest", (await chain.balance(currency.address, shop.address)) - before, expected.seller);
  tell.prove("nothing was left over", BigInt(closed.payout!.buyer) + BigInt(closed.payout!.seller), BigInt(total));
}
