// Payees who cannot be paid: the others get theirs all the same, and what is owed is withdrawn elsewhere.
import { ZeroHash } from "ethers";
import { ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { Hostile__factory } from "../../../types/ethers-contracts/factories/mocks/Hostile__factory.ts";
import { ADDRESSES } from "../contracts.ts";
import { closed, draw, open, proveStatus, reach } from "../deals.ts";
import { COIN, type Scenario, TOKEN } from "../scenario.ts";
import type { Stage } from "../stage.ts";

/** The mock's `Manner.Revert`. */
const REVERT = 1;

async function refusingSeller(stage: Stage): Promise<void> {
  const { people, escrow, currency } = stage;
  const address = await stage.deploy("wallet", new Hostile__factory().getDeployTransaction());
  const wallet = Hostile__factory.connect(address);
  const through = (data: string) => wallet.execute.populateTransaction(ADDRESSES.escrow, 0, data);
  const { interface: calls } = escrow;
  stage.tell.step("The seller is a wallet contract that will not take any coin.");
  await stage.prepare(people.seller, wallet.behave.populateTransaction(REVERT, ZERO_ADDRESS, "0x"));
  const deal = await draw(stage, { seller: address, signature: "0x" });
  await open(stage, deal);
  const ship = through(calls.encodeFunctionData("ship", [deal.struct, ZeroHash]));
  await stage.act("Its owner ships through it.", people.seller, ship);
  await stage.act(
    "The buyer confirms. The wallet refuses the money, which is owed to it now; everything else goes on.",
    people.buyer,
    escrow.confirm.populateTransaction(deal.struct, ZeroHash, 0),
    { model: closed(deal, { buyerBps: 0, owed: [address] }) },
  );
  await proveStatus(stage, deal, "released");
  const back = through(calls.encodeFunctionData("withdraw", [currency, address]));
  await stage.refused("It cannot take it now either.", people.seller, back, "NotSent");
  const elsewhere = through(calls.encodeFunctionData("withdraw", [currency, people.potter]));
  await stage.act("So its owner has it sent to another account.", people.seller, elsewhere, {
    model: (ledger) => ledger.withdraw(currency, address, people.potter),
  });
}

async function blocklisted(stage: Stage): Promise<void> {
  const { people, escrow, odd } = stage;
  const currency = ADDRESSES.odd;
  stage.tell.step("The token is like USDT: its transfers return nothing, and it blocks whom its issuer names.");
  const deal = await reach(stage, "disputed", { currency, referrer: ZERO_ADDRESS });
  await stage.act(
    "The issuer blocks the buyer.",
    people.stranger,
    odd.setBlocked.populateTransaction(people.buyer, true),
  );
  await stage.act(
    "The arbitrator rules. Seller and arbitrator are paid; the buyer, who cannot be, is owed.",
    people.arbitrator,
    escrow.rule.populateTransaction(deal.struct, 7_000),
    { model: closed(deal, { buyerBps: 7_000, ruler: people.arbitrator, owed: [people.buyer] }) },
  );
  await proveStatus(stage, deal, "split");
  const back = escrow.withdraw.populateTransaction(currency, people.buyer);
  await stage.refused("The buyer cannot take it to the blocked account.", people.buyer, back, "NotSent");
  const elsewhere = escrow.withdraw.populateTransaction(currency, people.weaver);
  await stage.act("But to another one.", people.buyer, elsewhere, {
    model: (ledger) => ledger.withdraw(currency, people.buyer, people.weaver),
  });
}

export const payees: readonly Scenario[] = [
  {
    name: "refusing-seller",
    about: "the seller's wallet refuses the coin: owed, withdrawn elsewhere",
    monies: COIN,
    play: refusingSeller,
  },
  {
    name: "blocklisted",
    about: "the token blocks the buyer: owed, withdrawn elsewhere",
    monies: TOKEN,
    play: blocklisted,
  },
];
