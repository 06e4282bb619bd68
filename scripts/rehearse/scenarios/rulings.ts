// A dispute decided: by the arbitrator, by the fallback after silence or a pass, or by nobody.
import { id as keccakText } from "ethers";
import { splitOf } from "../../../protocol/order.ts";
import { closed, deadline, ifNobodyActs, proveStatus, reach } from "../deals.ts";
import { BOTH, type Scenario } from "../scenario.ts";
import type { Stage } from "../stage.ts";

async function ruled(stage: Stage): Promise<void> {
  const { people, escrow, lens, tell } = stage;
  const deal = await reach(stage, "disputed");
  await ifNobodyActs(stage, deal);
  const show = (text: string) => escrow.submitEvidence.populateTransaction(deal.struct, keccakText(text));
  await stage.act("The seller points to a picture.", people.seller, show("packed with care"));
  await stage.act(
    "The arbitrator points to the statement that they will decide by.",
    people.arbitrator,
    show("asked both"),
  );
  await stage.refused("A stranger has no say.", people.stranger, show("me too"), "NotAParty");
  const rule = (bps: number) => escrow.rule.populateTransaction(deal.struct, bps);
  await stage.refused("The fallback cannot rule yet.", people.second, rule(0), "Unauthorized");
  await stage.refused("Nobody can give away more than there is.", people.arbitrator, rule(10_001), "OutOfRange");
  const { ruler, rulerUntil } = (await lens.viewOrders([deal.struct]))[0]!;
  tell.prove("the lens says whose it is to rule", ruler.toLowerCase(), people.arbitrator);
  const { toBuyer } = await lens.payout(deal.struct, 6_000, true);
  tell.prove("and what the buyer will get", toBuyer, splitOf(deal.total, 500, 6_000, 250).buyer);
  await stage.act(
    "In the last second of the window the arbitrator gives the buyer 60 %.",
    people.arbitrator,
    rule(6_000),
    {
      at: Number(rulerUntil),
      model: closed(deal, { buyerBps: 6_000, ruler: people.arbitrator }),
    },
  );
  await proveStatus(stage, deal, "split");
}

async function fallback(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deal = await reach(stage, "disputed");
  const both = await ifNobodyActs(stage, deal);
  const first = both - deal.order.offer.rulingWindow;
  const rule = () => escrow.rule.populateTransaction(deal.struct, 2_500);
  await stage.refused(
    "A second after their window the arbitrator is too late.",
    people.arbitrator,
    rule(),
    "Unauthorized",
    {
      at: first + 1,
    },
  );
  await stage.act("The fallback rules in the last second of theirs.", people.second, rule(), {
    at: both,
    model: closed(deal, { buyerBps: 2_500, ruler: people.second }),
  });
  await proveStatus(stage, deal, "split");
}

async function passed(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deal = await reach(stage, "disputed");
  const pass = () => escrow.pass.populateTransaction(deal.struct);
  const rule = (bps: number) => escrow.rule.populateTransaction(deal.struct, bps);
  await stage.refused("Only the arbitrator can pass the case on.", people.seller, pass(), "Unauthorized");
  await stage.act("The arbitrator knows the seller, and passes the case to the fallback.", people.arbitrator, pass());
  const last = await ifNobodyActs(stage, deal);
  await stage.refused("It cannot be passed on again.", people.arbitrator, pass(), "AlreadyPassed");
  await stage.refused("Nor can the arbitrator rule now.", people.arbitrator, rule(0), "Unauthorized");
  await stage.act(
    "The fallback has a full window from the pass, and uses its last second.",
    people.second,
    rule(10_000),
    {
      at: last,
      model: closed(deal, { buyerBps: 10_000, ruler: people.second }),
    },
  );
  await proveStatus(stage, deal, "split");
}

async function expired(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deal = await reach(stage, "disputed");
  const last = await ifNobodyActs(stage, deal);
  const expire = () => escrow.expire.populateTransaction(deal.struct);
  const early = "In the last second of the last window it is still the fallback's.";
  await stage.refused(early, people.stranger, expire(), "TooEarly", { at: last });
  const late = escrow.rule.populateTransaction(deal.struct, 0);
  await stage.refused("A second later the fallback is too late.", people.second, late, "TooLate", { at: last + 1 });
  await stage.act(
    "Anybody splits at the share that the offer named for this; nobody earns a fee.",
    people.stranger,
    expire(),
    {
      model: closed(deal, { buyerBps: deal.order.offer.defaultBuyerBps }),
    },
  );
  await proveStatus(stage, deal, "split");
}

async function passedAndExpired(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deal = await reach(stage, "disputed");
  const before = await deadline(stage, deal);
  const pass = escrow.pass.populateTransaction(deal.struct);
  const since = before - 2 * deal.order.offer.rulingWindow;
  await stage.act("The arbitrator passes in the first second after the dispute.", people.arbitrator, pass, {
    at: since + 1,
  });
  const last = await ifNobodyActs(stage, deal);
  stage.tell.prove("so the parties wait for one window less", before - last, deal.order.offer.rulingWindow - 1);
  const expire = escrow.expire.populateTransaction(deal.struct);
  await stage.act("The fallback is silent too: the default share.", people.stranger, expire, {
    at: last + 1,
    model: closed(deal, { buyerBps: deal.order.offer.defaultBuyerBps }),
  });
  await proveStatus(stage, deal, "split");
}

export const rulings: readonly Scenario[] = [
  { name: "ruled", about: "evidence from both sides, and the arbitrator's ruling", monies: BOTH, play: ruled },
  { name: "fallback", about: "the arbitrator is silent: the fallback rules", monies: BOTH, play: fallback },
  { name: "passed", about: "the arbitrator passes the case to the fallback, who rules", monies: BOTH, play: passed },
  { name: "expired", about: "both are silent: anyone splits at the default share", monies: BOTH, play: expired },
  { name: "passed-expired", about: "passed, and the fallback is silent", monies: BOTH, play: passedAndExpired },
];
