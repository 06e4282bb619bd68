// Somebody stays silent: what anyone may do the second after a window, and nobody a second before.
import { ZeroHash } from "ethers";
import { ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { DAY, closed, ifNobodyActs, proveStatus, reach } from "../deals.ts";
import { BOTH, type Scenario } from "../scenario.ts";
import type { Stage } from "../stage.ts";

async function neverShipped(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deal = await reach(stage, "funded");
  const last = await ifNobodyActs(stage, deal);
  const cancel = () => escrow.cancel.populateTransaction(deal.struct);
  const early = "In the last second of the ship window a stranger cannot refund yet.";
  await stage.refused(early, people.stranger, cancel(), "TooEarly", { at: last });
  await stage.act("A second later anybody returns the money to the buyer.", people.stranger, cancel(), {
    at: last + 1,
    model: closed(deal, { buyerBps: 10_000 }),
  });
  await proveStatus(stage, deal, "refunded");
  const ship = escrow.ship.populateTransaction(deal.struct, ZeroHash);
  await stage.refused("The seller ships after all: too late.", people.seller, ship, "WrongStatus");
}

async function shippedLate(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deal = await reach(stage, "funded");
  const last = await ifNobodyActs(stage, deal);
  const ship = () => escrow.ship.populateTransaction(deal.struct, ZeroHash);
  await stage.refused("The seller ships a second too late.", people.seller, ship(), "TooLate", { at: last + 1 });
  await stage.act(
    "So they give the money back themselves.",
    people.seller,
    escrow.cancel.populateTransaction(deal.struct),
    {
      model: closed(deal, { buyerBps: 10_000 }),
    },
  );
  await proveStatus(stage, deal, "refunded");
}

async function silentBuyer(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deal = await reach(stage, "shipped");
  const last = await ifNobodyActs(stage, deal);
  const claim = () => escrow.claim.populateTransaction(deal.struct);
  const early = "In the last second of the inspection window nobody can claim yet.";
  await stage.refused(early, people.seller, claim(), "TooEarly", { at: last });
  const dispute = escrow.dispute.populateTransaction(deal.struct, ZeroHash);
  await stage.refused("A second later the buyer wakes up.", people.buyer, dispute, "TooLate", { at: last + 1 });
  await stage.act("Anybody releases the money to the seller.", people.stranger, claim(), {
    model: closed(deal, { buyerBps: 0 }),
  });
  await proveStatus(stage, deal, "released");
}

async function extended(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deal = await reach(stage, "funded");
  const extend = (seconds: number) => escrow.extend.populateTransaction(deal.struct, seconds);
  const short = await ifNobodyActs(stage, deal);
  await stage.refused("The seller cannot give themselves more time.", people.seller, extend(5 * DAY), "Unauthorized");
  await stage.act("The buyer gives the seller five more days to ship.", people.buyer, extend(5 * DAY));
  await stage.refused("Nothing shortens it again.", people.buyer, extend(4 * DAY), "OutOfRange");
  const long = await ifNobodyActs(stage, deal);
  stage.tell.prove("the window is five days longer", long - short, 5 * DAY);
  await stage.refused(
    "After the first deadline nobody can take the order away.",
    people.stranger,
    escrow.cancel.populateTransaction(deal.struct),
    "TooEarly",
    { at: short + 1 },
  );
  await stage.act(
    "The seller ships in the last second of the longer window.",
    people.seller,
    escrow.ship.populateTransaction(deal.struct, ZeroHash),
    { at: long },
  );
  const inspection = await ifNobodyActs(stage, deal);
  await stage.act(
    "The parcel is stuck at the customs: the seller lets the buyer wait for ten more days.",
    people.seller,
    extend(10 * DAY),
  );
  const waited = await ifNobodyActs(stage, deal);
  stage.tell.prove("the extension of shipping is not counted again", waited - inspection, 10 * DAY);
  await stage.refused(
    "No window is lengthened by more than 180 days.",
    people.seller,
    extend(180 * DAY + 1),
    "OutOfRange",
  );
  await stage.act(
    "The buyer disputes in its last second.",
    people.buyer,
    escrow.dispute.populateTransaction(deal.struct, ZeroHash),
    { at: waited },
  );
  await stage.act(
    "The arbitrator gives the buyer everything that is left.",
    people.arbitrator,
    escrow.rule.populateTransaction(deal.struct, 10_000),
    { model: closed(deal, { buyerBps: 10_000, ruler: people.arbitrator }) },
  );
  await proveStatus(stage, deal, "split");
}

async function withoutArbitrator(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const nobody = { arbitrator: ZERO_ADDRESS, fallbackArbitrator: ZERO_ADDRESS, rulingWindow: 0, arbitratorFeeBps: 0 };
  const deal = await reach(stage, "shipped", nobody);
  const last = await ifNobodyActs(stage, deal);
  const dispute = escrow.dispute.populateTransaction(deal.struct, ZeroHash);
  await stage.refused("The buyer has nobody to go to.", people.buyer, dispute, "NoArbitrator");
  const claim = escrow.claim.populateTransaction(deal.struct);
  await stage.act("After the window silence pays the seller.", people.stranger, claim, {
    at: last + 1,
    model: closed(deal, { buyerBps: 0 }),
  });
  await proveStatus(stage, deal, "released");
}

export const timeouts: readonly Scenario[] = [
  { name: "never-shipped", about: "anyone refunds the second after the ship window", monies: BOTH, play: neverShipped },
  { name: "shipped-late", about: "shipping a second too late; the seller refunds", monies: BOTH, play: shippedLate },
  {
    name: "silent-buyer",
    about: "anyone claims for the seller after the inspection window",
    monies: BOTH,
    play: silentBuyer,
  },
  {
    name: "extended",
    about: "both windows lengthened, then disputed in the last second",
    monies: BOTH,
    play: extended,
  },
  {
    name: "without-arbitrator",
    about: "no dispute is possible: silence pays the seller",
    monies: BOTH,
    play: withoutArbitrator,
  },
];
