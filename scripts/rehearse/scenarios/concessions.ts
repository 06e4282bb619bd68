// The parties end it themselves: by a split both agree to, or because one of them gives in during a dispute.
import { ZeroHash } from "ethers";
import {
  MAX_SETTLEMENT_LIFETIME,
  SETTLEMENT_FIELDS,
  type Settlement,
  settlementDigest,
} from "../../../protocol/consent.ts";
import type { Address } from "../../../protocol/ids.ts";
import type { SettlementStruct } from "../../../types/ethers-contracts/Escrow.ts";
import { DOMAIN, type Deal, SIGNING_DOMAIN, closed, proveStatus, reach, typesOf } from "../deals.ts";
import { BOTH, type Scenario } from "../scenario.ts";
import type { Stage } from "../stage.ts";

/** What one party signs for the other to submit, within a day. */
async function signedSplit(
  stage: Stage,
  { id, struct }: Deal,
  signer: Address,
  buyerBps: number,
): Promise<SettlementStruct> {
  const deadline = (await stage.now()) + MAX_SETTLEMENT_LIFETIME;
  const settlement: Settlement = { orderId: id, buyerBps, deadline };
  stage.tell.prove(
    "escrow and model sign one split",
    await stage.escrow.settlementDigest(id, buyerBps, deadline),
    settlementDigest(DOMAIN, settlement),
  );
  const signature = await stage.sign(signer, SIGNING_DOMAIN, typesOf("Settlement", SETTLEMENT_FIELDS), settlement);
  return { order: struct, buyerBps, deadline, signature };
}

async function settled(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deal = await reach(stage, "disputed");
  stage.tell.step("The parties talk: the buyer signs half the money, good for a day.");
  const split = await signedSplit(stage, deal, people.buyer, 5_000);
  const settle = (settlement: SettlementStruct) => escrow.settle.populateTransaction(settlement);
  await stage.refused("The arbitrator cannot submit it.", people.arbitrator, settle(split), "NotAParty");
  await stage.refused(
    "Nor can the seller change it.",
    people.seller,
    settle({ ...split, buyerBps: 0 }),
    "InvalidSignature",
  );
  await stage.act("The seller submits it: both get half, and no arbitrator a fee.", people.seller, settle(split), {
    model: closed(deal, { buyerBps: 5_000 }),
  });
  await proveStatus(stage, deal, "split");
}

async function settledInBatch(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deals = [await reach(stage, "funded"), await reach(stage, "shipped"), await reach(stage, "disputed")] as const;
  stage.tell.step("The seller offers a third back on three orders that went wrong, by signature.");
  const splits = await Promise.all(deals.map((deal) => signedSplit(stage, deal, people.seller, 3_333)));
  const last = Number(splits[0]!.deadline);
  await stage.act(
    "The buyer takes two of them in one transaction.",
    people.buyer,
    escrow.settleMany.populateTransaction(splits.slice(0, 2)),
    {
      at: last,
      model(ledger) {
        closed(deals[0], { buyerBps: 3_333 })(ledger);
        closed(deals[1], { buyerBps: 3_333 })(ledger);
      },
    },
  );
  await stage.act(
    "A second after its deadline the third is skipped.",
    people.buyer,
    escrow.settleMany.populateTransaction(splits.slice(2)),
    {
      at: last + 1,
    },
  );
  await proveStatus(stage, deals[1], "split");
  await proveStatus(stage, deals[2], "disputed");
}

async function sellerConcedes(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deal = await reach(stage, "disputed");
  await stage.act(
    "The seller sees the crack too, and gives everything back.",
    people.seller,
    escrow.cancel.populateTransaction(deal.struct),
    {
      model: closed(deal, { buyerBps: 10_000 }),
    },
  );
  await proveStatus(stage, deal, "refunded");
  const rule = escrow.rule.populateTransaction(deal.struct, 5_000);
  await stage.refused("A ruling comes too late, and earns nothing.", people.arbitrator, rule, "WrongStatus");
}

async function buyerConcedes(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deal = await reach(stage, "disputed");
  const confirm = escrow.confirm.populateTransaction(deal.struct, ZeroHash, 0);
  await stage.act("The crack was in the wrapping: the buyer releases everything.", people.buyer, confirm, {
    model: closed(deal, { buyerBps: 0 }),
  });
  await proveStatus(stage, deal, "released");
}

export const concessions: readonly Scenario[] = [
  { name: "settled", about: "buyer and seller agree on a split during a dispute", monies: BOTH, play: settled },
  {
    name: "settled-batch",
    about: "several splits in one transaction, one past its deadline",
    monies: BOTH,
    play: settledInBatch,
  },
  { name: "seller-concedes", about: "the seller refunds during a dispute", monies: BOTH, play: sellerConcedes },
  { name: "buyer-concedes", about: "the buyer confirms during a dispute", monies: BOTH, play: buyerConcedes },
];
