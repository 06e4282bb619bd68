// The happy demo: listed, replicated, found, bought with the seller away in between, shipped, confirmed with a review, paid.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { finished } from "../../client/operations.ts";
import { ROLES, until } from "../network/network.ts";
import { DELIVERY, buy, money, orderAt, publish } from "./acts.ts";
import type { Narrator } from "./narrator.ts";
import { type Stage, isUp } from "./stage.ts";

export async function playHappy(stage: Stage, tell: Narrator): Promise<void> {
  const { seller, buyer, arbitrator, chain } = stage;
  const currency = stage.currency("tUSD");
  const mark = `lantern${Date.now().toString(36)}`;

  tell.step("The seller publishes a listing: signed, content-addressed, free of gas.");
  const listing = await publish(stage, tell, {
    title: `Storm lantern ${mark}`,
    description: "Hand-blown glass in a brass frame, burns forty hours on one filling.",
    category: "home/light",
    currency: currency.symbol,
    shipsFrom: "PT",
    variants: [{ title: "brass", price: "24.90", stock: 3 }],
    shipping: [{ title: "Tracked parcel", first: "4.50", further: "1.50" }],
    arbitration: { arbitrator: arbitrator.address },
  });

  tell.step("The seller's computer goes away. The listing stays.");
  await stage.stopNode("seller");
  const params = { seller: seller.address, listing: listing.id };
  const alone = await buyer.client.listing({ params });
  tell.prove("the buyer's node still shows it, the same content", alone.cid, listing.cid);
  tell.prove("the seller's node really is down", await isUp(seller.url), false);
  await until(() => isUp(seller.url), "the seller's node to return", 30_000);
  tell.fact("seller", "back again");

  tell.step("The buyer finds it by full-text search on the own node.");
  const { items } = await buyer.client.listings({ query: { q: `storm ${mark.slice(0, -2)}` } });
  tell.prove("the search finds exactly it", items.map(({ id }) => id).join(), listing.id);

  tell.step("The buyer pays into escrow: stablecoin with a permit, one transaction.");
  const paidBefore = await chain.balance(currency.address, seller.address);
  const order = await buy(stage, tell, listing);
  tell.fact("if nobody acts", `${order.ifNobodyActs?.text} from ${order.ifNobodyActs?.at}`);

  tell.step("The delivery address reaches the seller, and nobody else.");
  const known = await orderAt(
    seller,
    order.id,
    "the delivery address",
    ({ delivery }) => delivery.state === "received",
  );
  tell.prove("the seller reads it", known.delivery.address?.street ?? "", DELIVERY.street);
  const blind = await orderAt(arbitrator, order.id, "the order", ({ status }) => status === "funded");
  tell.prove("the arbitrator does not", blind.delivery.address === null, true);
  tell.prove("no file of any node holds it in plaintext", await filesWith(stage, DELIVERY.street), 0);
  tell.prove("though the same look finds what is public", (await filesWith(stage, mark)) > 0, true);
  const transactions = await Promise.all(
    known.timeline.map(({ transaction }) =>
      chain.request<{ input: string }>("eth_getTransactionByHash", [transaction]),
    ),
  );
  const hex = Buffer.from(DELIVERY.street).toString("hex");
  tell.prove(
    "nor does the chain",
    transactions.some(({ input }) => input.includes(hex)),
    false,
  );

  tell.step("The seller ships.");
  const shipping = seller.client.ship({ params: { order: order.id }, body: { tracking: "CP 7781 2094 PT" }, wait: 20 });
  await finished(seller.client, shipping);
  const shipped = await orderAt(buyer, order.id, "the tracking number", ({ tracking }) => tracking !== null);
  tell.prove("the buyer sees it shipped", shipped.status, "shipped");
  tell.prove("and reads the tracking number", shipped.tracking ?? "", "CP 7781 2094 PT");
  tell.fact("what is next", shipped.next);

  tell.step("The buyer confirms, with rating and review in the same transaction.");
  const review = { rating: 5, title: "A keeper", text: `Warm light, ${mark}. Arrived well packed.` };
  await finished(buyer.client, buyer.client.confirm({ params: { order: order.id }, body: { review }, wait: 20 }));
  const closed = await orderAt(buyer, order.id, "the order to close", ({ status }) => status === "released");
  const at = (event: string) => closed.timeline.find((entry) => entry.event === event)?.transaction ?? event;
  tell.prove("release and review are one transaction", at("Closed"), at("Reviewed"));
  const paid = (await chain.balance(currency.address, seller.address)) - paidBefore;
  tell.fact("seller got", money(paid, currency));
  tell.prove("the seller was paid in full", paid, BigInt(order.total));

  tell.step("Review and rating appear on all three nodes.");
  for (const role of ROLES) {
    const { client } = stage[role];
    await until(async () => {
      const { items: reviews } = await client.reviews({ query: { order: order.id } });
      return reviews[0]?.text !== null && reviews[0] !== undefined;
    }, `the review at the ${role}`);
    const { items: reviews } = await client.reviews({ query: { order: order.id } });
    tell.prove(`the ${role}'s node shows the text`, reviews[0]!.text!.body, review.text);
    tell.prove("  and the rating", reviews[0]!.rating, 5);
    const { rating } = await client.profile({ params: { owner: seller.address } });
    tell.fact("seller's rating", `${rating.average?.toFixed(2)} of 5 from ${rating.count}`);
  }
}

/** Counts files of all nodes that contain the text, in any of the ways it could lie there. */
async function filesWith(stage: Stage, text: string): Promise<number> {
  let hits = 0;
  for (const role of ROLES) {
    const { directory } = stage[role];
    for (const name of await readdir(directory, { recursive: true })) {
      const bytes = await readFile(path.join(directory, name)).catch(() => undefined);
      if (bytes && [Buffer.from(text), Buffer.from(text, "utf16le")].some((needle) => bytes.includes(needle))) hits++;
    }
  }
  return hits;
}
