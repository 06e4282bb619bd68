// ArbitratorAdapter.appeal: anybody pays the court for another round, through the adapter, because the court listens to it alone.
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { APPEAL_COST, APPEAL_WINDOW, ROUND_TIME, createPeripheryStage } from "../support/periphery.ts";
import { RULING_WINDOW, Status } from "../support/trade.ts";

const { load, at, now, ethers, networkHelpers, disputed, request, decide, ruled } = await createPeripheryStage();

describe("appeal", () => {
  it("should pay the court for another round, by anybody, and give back the rest", async () => {
    const trade = await load();
    const { adapter, court, judge, seller } = trade;
    const deal = await disputed(trade);
    const disputeId = await request(trade, deal);
    await court.connect(judge).giveRuling(disputeId, 1);
    expect(await adapter.appealCost(deal.id)).to.equal(APPEAL_COST);
    const call = () => adapter.connect(seller).appeal(deal.order, { value: APPEAL_COST + 1n });
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
    await expect(adapter.appeal(deal.order, { value: APPEAL_COST - 1n }))
      .to.be.revertedWithCustomError(adapter, "CostNotMet")
      .withArgs(APPEAL_COST, APPEAL_COST - 1n);
  });

  it("should refuse an order that nobody brought to the court", async () => {
    const trade = await load();
    const { adapter } = trade;
    const deal = await disputed(trade);
    for (const call of [() => adapter.appeal(deal.order, { value: APPEAL_COST }), () => adapter.appealCost(deal.id)]) {
      await expect(call()).to.be.revertedWithCustomError(adapter, "NotRequested").withArgs(deal.id);
    }
  });

  it("should be refused by the court where there is nothing to appeal yet", async () => {
    const trade = await load();
    const { adapter, court } = trade;
    const deal = await disputed(trade);
    const disputeId = await request(trade, deal);
    await expect(adapter.appeal(deal.order, { value: APPEAL_COST }))
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
    await expect(adapter.appeal(deal.order, { value: APPEAL_COST }))
      .to.be.revertedWithCustomError(court, "AppealOver")
      .withArgs(end, end + 1n);
  });

  it("should be refused once the ruling is final", async () => {
    const trade = await load();
    const { adapter } = trade;
    const deal = await ruled(trade, "coin", 2);
    await expect(adapter.appeal(deal.order, { value: APPEAL_COST }))
      .to.be.revertedWithCustomError(adapter, "AlreadyRuled")
      .withArgs(deal.id, 2n);
  });

  it("should let the last ruling count", async () => {
    const trade = await load();
    const { adapter, court, judge } = trade;
    const deal = await disputed(trade);
    const disputeId = await request(trade, deal);
    await court.connect(judge).giveRuling(disputeId, 1);
    await adapter.appeal(deal.order, { value: APPEAL_COST });
    await decide(trade, disputeId, 5);
    expect((await adapter.requestOf(deal.id)).ruling).to.equal(5n);
  });

  describe("given a window that nears its end", () => {
    it("should be possible while another round fits, and not a second later", async () => {
      const trade = await load();
      const { adapter, court, judge, since } = trade;
      const deal = await disputed(trade);
      const disputeId = await request(trade, deal);
      const last = (await since(deal)) + RULING_WINDOW - ROUND_TIME;
      await at(last - 10n);
      await court.connect(judge).giveRuling(disputeId, 1);
      const snapshot = await networkHelpers.takeSnapshot();
      await at(last + 1n);
      await expect(adapter.appeal(deal.order, { value: APPEAL_COST }))
        .to.be.revertedWithCustomError(adapter, "TooLate")
        .withArgs(last, last + 1n);
      await snapshot.restore();
      await at(last);
      await adapter.appeal(deal.order, { value: APPEAL_COST });
      expect(await court.disputeStatus(disputeId)).to.equal(0n); // Waiting
    });

    it("should not let a party who prefers the default run the time out: the last ruling is executed", async () => {
      const trade = await load();
      const { adapter, escrow, court, judge, seller, buyer, second } = trade;
      const deal = await disputed(trade, "coin", { fallbackArbitrator: ZeroAddress, defaultBuyerBps: 0n });
      const disputeId = await request(trade, deal);
      let appeals = 0;
      for (let refused = false; !refused;) {
        await court.connect(judge).giveRuling(disputeId, 1);
        await at((await now()) + APPEAL_WINDOW);
        const sent = adapter.connect(seller).appeal(deal.order, { value: APPEAL_COST });
        refused = await sent.then(
          () => false,
          () => true,
        );
        if (!refused) appeals++;
      }
      expect(appeals).to.be.greaterThan(2);
      await at((await now()) + APPEAL_WINDOW + 1n);
      await court.executeRuling(disputeId);
      const fee = (deal.total * 500n) / 10_000n;
      await expect(() => adapter.connect(second).execute(deal.order)).to.changeEtherBalances(
        ethers,
        [buyer, seller, adapter],
        [deal.total - fee, 0n, fee],
      );
      expect((await escrow.state(deal.id)).status).to.equal(Status.Split);
    });

    it("should be refused for an order that was closed, or that is the fallback's", async () => {
      const trade = await load();
      const { adapter, buyer, escrow, court, judge, second, since } = trade;
      const [closed, late] = [await disputed(trade), await disputed(trade)];
      for (const deal of [closed, late]) await court.connect(judge).giveRuling(await request(trade, deal), 1);
      await escrow.connect(buyer).confirm(closed.order, ZeroHash, 0);
      await expect(adapter.appeal(closed.order, { value: APPEAL_COST }))
        .to.be.revertedWithCustomError(adapter, "WrongStatus")
        .withArgs(closed.id, Status.Released, Status.Disputed, Status.Disputed);
      await at((await since(late)) + RULING_WINDOW + 1n);
      await expect(adapter.appeal(late.order, { value: APPEAL_COST }))
        .to.be.revertedWithCustomError(adapter, "Unauthorized")
        .withArgs(adapter, second);
    });
  });
});
