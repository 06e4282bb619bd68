// ArbitratorAdapter.appeal: anybody pays the court for another round, through the adapter, because the court listens to it alone.
import { expect } from "chai";
import { APPEAL_COST, APPEAL_WINDOW, createPeripheryStage } from "../support/periphery.ts";

const { load, at, now, ethers, disputed, request, decide, ruled } = await createPeripheryStage();

describe("appeal", () => {
  it("should pay the court for another round, by anybody, and give back the rest", async () => {
    const trade = await load();
    const { adapter, court, judge, seller } = trade;
    const deal = await disputed(trade);
    const disputeId = await request(trade, deal);
    await court.connect(judge).giveRuling(disputeId, 1);
    expect(await adapter.appealCost(deal.id)).to.equal(APPEAL_COST);
    const call = () => adapter.connect(seller).appeal(deal.id, { value: APPEAL_COST + 1n });
    await expect(call).to.changeEtherBalances(ethers, [seller, adapter, court], [-APPEAL_COST, 0n, APPEAL_COST]);
    expect(await court.disputeStatus(disputeId)).to.equal(0n); // Waiting
    const [appealed] = await adapter.queryFilter(adapter.filters.Appealed());
    expect(appealed!.args).to.deep.equal([deal.id, disputeId, seller.address, APPEAL_COST]);
  });

  it("should refuse a wei less than the cost", async () => {
    const trade = await load();
    const { adapter, court, judge } = trade;
    const deal = await disputed(trade);
    await court.connect(judge).giveRuling(await request(trade, deal), 1);
    await expect(adapter.appeal(deal.id, { value: APPEAL_COST - 1n }))
      .to.be.revertedWithCustomError(adapter, "CostNotMet")
      .withArgs(APPEAL_COST, APPEAL_COST - 1n);
  });

  it("should refuse an order that nobody brought to the court", async () => {
    const trade = await load();
    const { adapter } = trade;
    const deal = await disputed(trade);
    for (const call of [() => adapter.appeal(deal.id, { value: APPEAL_COST }), () => adapter.appealCost(deal.id)]) {
      await expect(call()).to.be.revertedWithCustomError(adapter, "NotRequested").withArgs(deal.id);
    }
  });

  it("should be refused by the court where there is nothing to appeal yet", async () => {
    const trade = await load();
    const { adapter, court } = trade;
    const deal = await disputed(trade);
    const disputeId = await request(trade, deal);
    await expect(adapter.appeal(deal.id, { value: APPEAL_COST }))
      .to.be.revertedWithCustomError(court, "WrongStatus")
      .withArgs(disputeId, 0n, 1n);
  });

  it("should be refused after the appeal period, when the ruling only waits to be handed over", async () => {
    const trade = await load();
    const { adapter, court, judge } = trade;
    const deal = await disputed(trade);
    await court.connect(judge).giveRuling(await request(trade, deal), 1);
    const end = (await now()) + APPEAL_WINDOW;
    await at(end + 1n);
    await expect(adapter.appeal(deal.id, { value: APPEAL_COST }))
      .to.be.revertedWithCustomError(court, "AppealOver")
      .withArgs(end, end + 1n);
  });

  it("should be refused once the ruling is final", async () => {
    const trade = await load();
    const { adapter } = trade;
    const deal = await ruled(trade, "coin", 2);
    await expect(adapter.appeal(deal.id, { value: APPEAL_COST }))
      .to.be.revertedWithCustomError(adapter, "AlreadyRuled")
      .withArgs(deal.id, 2n);
  });

  it("should let the last ruling count", async () => {
    const trade = await load();
    const { adapter, court, judge } = trade;
    const deal = await disputed(trade);
    const disputeId = await request(trade, deal);
    await court.connect(judge).giveRuling(disputeId, 1);
    await adapter.appeal(deal.id, { value: APPEAL_COST });
    await decide(trade, disputeId, 5);
    expect((await adapter.requestOf(deal.id)).ruling).to.equal(5n);
  });
});
