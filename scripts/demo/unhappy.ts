// The unhappy demo: an order that is never shipped goes back to the buyer by anyone's hand; a disputed one is split by a ruling.
import { finished } from "../../client/operations.ts";
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import { type Split, splitOf } from "../../protocol/order.ts";
import { buy, money, orderAt, publish } from "./acts.ts";
import type { Narrator } from "./narrator.ts";
import type { Stage } from "./stage.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

export async function playUnhappy(stage: Stage, tell: Narrator): Promise<void> {
  await neverShipped(stage, tell);
  await disputed(stage, tell);
}

const draft = (stage: Stage, title: string): ListingDraftInput => ({
  title: `${title} ${Date.now().toString(36)}`,
  description: "Part of the demo.",
  category: "home/odd",
  currency: "tUSD",
  shipsFrom: "PT",
  variants: [{ price: "80.00", stock: 1 }],
  shipWindow: HOUR,
  inspectionWindow: 2 * DAY,
  arbitration: { arbitrator: stage.arbitrator.address, feeBps: 500, defaultBuyerBps: 5_000 },
});

async function neverShipped(stage: Stage, tell: Narrator): Promise<void> {
  const { buyer, arbitrator, chain } = stage;
  tell.step("A buyer pays for something that is never shipped.");
  const listing = await publish(stage, tell, draft(stage, "Clock that never comes"));
  const before = await chain.balance(listing.currency, buyer.address);
  const order = await buy(stage, tell, listing);
  tell.fact("if nobody acts", `${order.ifNobodyActs?.text} from ${order.ifNobodyActs?.at}`);

  const params = { order: order.id };
  await orderAt(arbitrator, order.id, "the order", ({ status }) => status === "funded");
  const early = await arbitrator.client.cancel({ params }).then(
    () => "accepted",
    (error: { code: string }) => error.code,
  );
  tell.prove("before the deadline the contract refuses to return the money", early, "chain.reverted");

  tell.step("An hour later anyone can return the money: here the arbitrator's node does.");
  await chain.travel(HOUR + 1);
  await finished(arbitrator.client, arbitrator.client.cancel({ params, wait: 20 }));
  const closed = await orderAt(buyer, order.id, "the refund", ({ status }) => status === "refunded");
  tell.prove("the order is refunded", closed.status, "refunded");
  tell.prove("the buyer has everything back", await chain.balance(listing.currency, buyer.address), before);
}

async function disputed(stage: Stage, tell: Narrator): Promise<void> {
  const { seller, buyer, arbitrator, chain, escrow } = stage;
  const currency = stage.currency("tUSD");
  tell.step("Another order is shipped, but what arrives is not what was shown.");
  const listing = await publish(stage, tell, draft(stage, "Vase with a hidden crack"));
  const order = await buy(stage, tell, listing);
  const params = { order: order.id };
  await orderAt(seller, order.id, "the order", ({ status }) => status === "funded");
  await finished(seller.client, seller.client.ship({ params, body: { tracking: "" }, wait: 20 }));
  await orderAt(buyer, order.id, "the shipment", ({ status }) => status === "shipped");

  tell.step("The buyer opens a dispute: the money is frozen, and only the parties can read why.");
  const text = "The vase has a crack from rim to foot; the pictures show none.";
  await finished(buyer.client, buyer.client.dispute({ params, body: { text }, wait: 20 }));
  const said = ({ statements }: OrderDetail) => statements.some(({ onChain }) => onChain);
  const seen = await orderAt(arbitrator, order.id, "the statement", said);
  tell.prove("the arbitrator reads the statement", seen.statements[0]!.text, text);
  tell.prove("and its digest is the evidence on chain", seen.statements[0]!.onChain, true);
  await orderAt(seller, order.id, "the dispute", ({ status }) => status === "disputed");
  const claim = await seller.client.claim({ params }).then(
    () => "accepted",
    (error: { code: string }) => error.code,
  );
  tell.prove("the seller cannot take the money now", claim, "order.not-allowed");

  tell.step("The arbitrator gives the buyer 60 % of what is left after the fee.");
  const held = () =>
    Promise.all(
      [buyer.address, seller.address, arbitrator.address, escrow].map((who) => chain.balance(currency.address, who)),
    );
  const before = await held();
  await finished(arbitrator.client, arbitrator.client.rule({ params, body: { buyerBps: 6_000 }, wait: 20 }));
  const after = await held();
  const expected: Split = splitOf(BigInt(order.total), 500, 6_000, 0);
  const names = ["buyer", "seller", "arbitrator"] as const;
  for (const [index, name] of names.entries()) {
    const got = after[index]! - before[index]!;
    tell.fact(`${name} got`, money(got, currency));
    tell.prove(`the ${name} got exactly the share`, got, expected[name]);
  }
  tell.prove("the escrow kept nothing of it", before[3]! - after[3]!, BigInt(order.total));
  for (const actor of [buyer, seller]) {
    const closed = await orderAt(actor, order.id, "the ruling", ({ status }) => status === "split");
    tell.prove(`the ${actor.role}'s node shows it closed`, closed.status, "split");
  }
}
