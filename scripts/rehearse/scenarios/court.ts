// A court (ERC-792) behind the adapter as arbitrator: paid, appealed, executed; or unpaid, late, undecided.
import { type Address, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { splitOf } from "../../../protocol/order.ts";
import { ADDRESSES } from "../contracts.ts";
import { DAY, type Deal, closed, ifNobodyActs, proveStatus, reach } from "../deals.ts";
import { BOTH, type Scenario } from "../scenario.ts";
import type { Sending, Stage } from "../stage.ts";

/** What the five choices give the buyer are quarters; 0 is "refused to decide". */
const THREE_QUARTERS = 2n;
const HALF = 3n;
const REFUSED = 0n;

/** An order that the buyer took to the court, which nobody has paid yet. */
async function disputed(stage: Stage): Promise<Deal> {
  const { adapter, tell } = stage;
  tell.step("The seller names the court's adapter as arbitrator: a contract, which can consent to nothing.");
  tell.prove("it says by ERC-165 what it is", await adapter.supportsInterface("0x01ffc9a7"), true);
  tell.prove("and whose orders it rules on", (await adapter.escrow()).toLowerCase(), ADDRESSES.escrow);
  tell.prove("and which court decides", (await adapter.court()).toLowerCase(), ADDRESSES.court);
  tell.fact("the court asks", `extra data ${await adapter.extraData()}`);
  const rulingWindow = 30 * DAY;
  tell.prove("the ruling window is long enough", BigInt(rulingWindow) >= (await adapter.minRulingWindow()), true);
  return reach(stage, "disputed", { arbitrator: ADDRESSES.adapter, fallbackArbitrator: ZERO_ADDRESS, rulingWindow });
}

/** Pays the court, and keeps what it asks for out of the parties' money. */
async function request(stage: Stage, deal: Deal, payer: Address): Promise<bigint> {
  const cost = await stage.adapter.cost();
  const call = () => stage.adapter.request.populateTransaction(deal.struct);
  await stage.refused("A wei too little does not do.", payer, call(), "CostNotMet", { value: cost - 1n });
  await stage.act("The court is paid in the coin; what is too much comes back.", payer, call(), {
    value: 2n * cost,
    model: (ledger) => ledger.move(ZERO_ADDRESS, payer, ADDRESSES.court, cost),
  });
  const asked = await stage.adapter.requestOf(deal.id);
  stage.tell.prove("the adapter knows who paid", asked.payer.toLowerCase(), payer);
  return asked.disputeId;
}

async function decide(stage: Stage, disputeId: bigint, ruling: bigint, sending: Sending = {}): Promise<void> {
  const call = stage.court.giveRuling.populateTransaction(disputeId, ruling);
  await stage.act("The judge rules; for a day anybody can appeal.", stage.people.judge, call, sending);
}

/** After the period of appeal. */
async function finish(stage: Stage, disputeId: bigint): Promise<void> {
  const { end } = await stage.court.appealPeriod(disputeId);
  const call = stage.court.executeRuling.populateTransaction(disputeId);
  await stage.act("A day later anybody makes it final: the court calls the adapter.", stage.people.stranger, call, {
    at: Number(end) + 1,
  });
}

/** Anybody closes the order as it was ruled: the offer's fee is earned by who paid the court. */
async function carryOut(stage: Stage, deal: Deal, buyerBps: number, payer: Address): Promise<void> {
  const { adapter, people, tell, currency } = stage;
  const fee = splitOf(deal.total, deal.order.offer.arbitratorFeeBps, 0, 0).arbitrator;
  const call = adapter.execute.populateTransaction(deal.struct);
  await stage.act("Anybody carries out the ruling.", people.stranger, call, {
    model: closed(deal, { buyerBps, ruler: ADDRESSES.adapter }),
  });
  await proveStatus(stage, deal, "split");
  tell.prove("the fee is earned by who paid the court", await adapter.earned(payer, currency), fee);
  await stage.act("They take it out.", payer, adapter.withdraw.populateTransaction(currency, payer), {
    model: (ledger) => ledger.move(currency, ADDRESSES.adapter, payer, fee),
  });
}

async function courtRules(stage: Stage): Promise<void> {
  const { people, adapter, court } = stage;
  const deal = await disputed(stage);
  const disputeId = await request(stage, deal, people.buyer);
  const again = adapter.request.populateTransaction(deal.struct);
  const cost = await adapter.cost();
  await stage.refused("Nobody pays twice.", people.seller, again, "AlreadyRequested", { value: cost });
  const show = adapter.submitEvidence.populateTransaction(deal.struct, "/ipfs/bafy…/evidence.json");
  await stage.act("The buyer shows the jurors a picture (ERC-1497).", people.buyer, show);
  await decide(stage, disputeId, THREE_QUARTERS);
  const price = await adapter.appealCost(deal.id);
  await stage.act(
    "The seller appeals, and pays for it.",
    people.seller,
    adapter.appeal.populateTransaction(deal.struct),
    {
      value: price,
      model: (ledger) => ledger.move(ZERO_ADDRESS, people.seller, ADDRESSES.court, price),
    },
  );
  await decide(stage, disputeId, HALF);
  const early = adapter.execute.populateTransaction(deal.struct);
  await stage.refused("Until the ruling is final nothing happens.", people.seller, early, "NotRuled");
  await finish(stage, disputeId);
  await carryOut(stage, deal, 5_000, people.buyer);
  await stage.act("The judge collects.", people.judge, court.collectFees.populateTransaction(), {
    model: (ledger) => ledger.move(ZERO_ADDRESS, ADDRESSES.court, people.judge, cost + price),
  });
}

async function courtStalled(stage: Stage): Promise<void> {
  const { people, adapter, tell } = stage;
  const deal = await disputed(stage);
  const last = await ifNobodyActs(stage, deal);
  const disputeId = await request(stage, deal, people.buyer);
  const round = Number(await adapter.roundTime());
  tell.fact("one more round", `takes up to ${round / DAY} days`);
  await decide(stage, disputeId, THREE_QUARTERS, { at: last - round });
  const appeal = adapter.appeal.populateTransaction(deal.struct);
  const value = await adapter.appealCost(deal.id);
  const what = "The seller, who prefers the default, appeals when there is no time for another round.";
  await stage.refused(what, people.seller, appeal, "TooLate", { value, at: last - round + 1 });
  await finish(stage, disputeId);
  await carryOut(stage, deal, 7_500, people.buyer);
}

async function courtRefuses(stage: Stage): Promise<void> {
  const deal = await disputed(stage);
  const disputeId = await request(stage, deal, stage.people.seller);
  await decide(stage, disputeId, REFUSED);
  await finish(stage, disputeId);
  await carryOut(stage, deal, deal.order.offer.defaultBuyerBps, stage.people.seller);
}

async function courtUnpaid(stage: Stage): Promise<void> {
  const { people, adapter, escrow } = stage;
  const deal = await disputed(stage);
  const last = await ifNobodyActs(stage, deal);
  const execute = adapter.execute.populateTransaction(deal.struct);
  await stage.refused("Nobody pays the court, so there is no ruling.", people.buyer, execute, "NotRequested", {
    at: last,
  });
  const late = adapter.request.populateTransaction(deal.struct);
  const value = await adapter.cost();
  await stage.refused("After the ruling window it takes no money.", people.buyer, late, "TooLate", {
    at: last + 1,
    value,
  });
  await stage.act(
    "Anybody splits at the default share.",
    people.stranger,
    escrow.expire.populateTransaction(deal.struct),
    {
      model: closed(deal, { buyerBps: deal.order.offer.defaultBuyerBps }),
    },
  );
  await proveStatus(stage, deal, "split");
}

async function courtLate(stage: Stage): Promise<void> {
  const { people, adapter, escrow, tell } = stage;
  const deal = await disputed(stage);
  const last = await ifNobodyActs(stage, deal);
  const disputeId = await request(stage, deal, people.buyer);
  const expire = escrow.expire.populateTransaction(deal.struct);
  await stage.act(
    "The court takes longer than the window: anybody splits at the default share.",
    people.stranger,
    expire,
    {
      at: last + 1,
      model: closed(deal, { buyerBps: deal.order.offer.defaultBuyerBps }),
    },
  );
  await decide(stage, disputeId, THREE_QUARTERS);
  await finish(stage, disputeId);
  const { ruled, ruling } = await adapter.requestOf(deal.id);
  tell.prove("the late ruling is recorded, and disturbs nobody", ruled && ruling === THREE_QUARTERS, true);
  const execute = adapter.execute.populateTransaction(deal.struct);
  await stage.refused("It cannot be carried out.", people.buyer, execute, "WrongStatus");
  tell.prove("who paid the court earned nothing", await adapter.earned(people.buyer, stage.currency), 0n);
}

export const court: readonly Scenario[] = [
  {
    name: "court",
    about: "a court is paid, rules, is appealed to, and its ruling executed",
    monies: BOTH,
    play: courtRules,
  },
  {
    name: "court-refuses",
    about: "the court refuses to decide: the default share, with its fee",
    monies: BOTH,
    play: courtRefuses,
  },
  {
    name: "court-stalled",
    about: "an appeal that would run the ruling window out is refused",
    monies: BOTH,
    play: courtStalled,
  },
  {
    name: "court-unpaid",
    about: "nobody pays the court: anyone splits at the default share",
    monies: BOTH,
    play: courtUnpaid,
  },
  { name: "court-late", about: "the court rules after the order was closed", monies: BOTH, play: courtLate },
];
