// Many sellers' goods in one transaction: all or nothing, and the one that spoils it is named.
import { id as keccakText } from "ethers";
import { type Hex32, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { ADDRESSES } from "../contracts.ts";
import { type Deal, DOMAIN, closed, draw, paid, proveStatus, valueOf } from "../deals.ts";
import { BOTH, COIN, type Scenario } from "../scenario.ts";
import type { Stage } from "../stage.ts";

/** Buys everything at once, tokens by allowances of exactly what they cost. */
async function openMany(stage: Stage, what: string, deals: readonly Deal[]): Promise<void> {
  const { people, escrow } = stage;
  for (const token of [stage.dollar, stage.odd]) {
    const address = String(token.target).toLowerCase();
    const due = deals
      .filter(({ order }) => order.offer.currency === address)
      .reduce((sum, { total }) => sum + total, 0n);
    if (due > 0n) await stage.prepare(people.buyer, token.approve.populateTransaction(DOMAIN.escrow, due));
  }
  const call = escrow.openMany.populateTransaction(deals.map(({ purchase }) => purchase));
  await stage.act(what, people.buyer, call, { value: valueOf(...deals), model: paid(...deals) });
}

async function cart(stage: Stage): Promise<void> {
  const { people, escrow, lens, tell } = stage;
  const lantern = await draw(stage);
  const last = await draw(stage, { seller: people.potter, sku: keccakText("the last jug") as Hex32, maxUnits: 1 });
  const rug = await draw(stage, { seller: people.weaver, units: 1 });
  const wanted = [lantern, last, rug];
  const purchases = wanted.map(({ purchase }) => purchase);
  tell.prove("the lens reads this escrow", (await lens.escrow()).toLowerCase(), DOMAIN.escrow);
  const seen = await lens.viewOpenings(purchases, people.buyer);
  tell.prove("the lens sees which one is sold out", seen.map(({ opens }) => opens).join(), "true,false,true");
  const { total } = await lens.checkOpening(lantern.purchase, people.buyer);
  tell.prove("and what another one costs", total, lantern.total);
  await stage.refused(
    "The buyer buys from three sellers at once; of one thing there are not two left.",
    people.buyer,
    escrow.openMany.populateTransaction(purchases),
    "CartItem(1, SoldOut)",
    { value: valueOf(...wanted) },
  );
  await openMany(stage, "Without the item that was named, the cart goes through.", [lantern, rug]);
  const [sold] = await escrow.stock(people.seller, lantern.order.offer.sku);
  tell.prove("its stock is counted", sold, 2n);
  await stage.act(
    "The weaver has nothing to send, and refunds.",
    people.weaver,
    escrow.cancel.populateTransaction(rug.struct),
    {
      model: closed(rug, { buyerBps: 10_000 }),
    },
  );
  await proveStatus(stage, lantern, "funded");
  await proveStatus(stage, rug, "refunded");
}

async function mixedCart(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const inCoin = await draw(stage, { currency: ZERO_ADDRESS });
  const inDollars = await draw(stage, { currency: ADDRESSES.dollar, seller: people.potter });
  const moreDollars = await draw(stage, { currency: ADDRESSES.dollar, seller: people.weaver });
  const inOdd = await draw(stage, { currency: ADDRESSES.odd, seller: people.potter });
  const all = [inCoin, inDollars, moreDollars, inOdd];
  await stage.refused(
    "A cart in coin and two tokens, with a wei too little.",
    people.buyer,
    escrow.openMany.populateTransaction([inCoin.purchase]),
    "WrongPayment",
    { value: inCoin.total - 1n },
  );
  await openMany(stage, "Paid in one transaction: each token is pulled once.", all);
  for (const deal of all) await proveStatus(stage, deal, "funded");
}

export const carts: readonly Scenario[] = [
  { name: "cart", about: "three sellers at once; one item sold out, dropped and retried", monies: BOTH, play: cart },
  { name: "mixed-cart", about: "coin and two tokens in one cart", monies: COIN, play: mixedCart },
];
