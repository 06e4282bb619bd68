// LocalCourt, the dev chain's court (ERC-792): paid, ruled by its judge, appealed, and final only after the appeal period.
import { expect } from "chai";
import { createPeripheryStage, APPEAL_COST, APPEAL_WINDOW, COST } from "../support/periphery.ts";

const { load, at, now, ethers, expectFrom, disputed, request } = await createPeripheryStage();
const STATUS = { Waiting: 0n, Appealable: 1n, Solved: 2n };

/** A dispute that the adapter brought to the court. */
async function given() {
  const trade = await load();
  const deal = await disputed(trade);
  return { ...trade, deal, disputeId: await request(trade, deal) };
}

describe("LocalCourt: a dispute", () => {
  it("should cost what the court says, and be waiting for the judge", async () => {
    const { court, adapter, disputeId } = await given();
    expect(await court.arbitrationCost("0x")).to.equal(COST);
    expect(await court.appealCost(disputeId, "0x")).to.equal(APPEAL_COST);
    expect(await court.disputeStatus(disputeId)).to.equal(STATUS.Waiting);
    expect([...(await court.appealPeriod(disputeId))]).to.deep.equal([0n, 0n]);
    const [created] = await court.queryFilter(court.filters.DisputeCreation());
    expect(created!.args).to.deep.equal([disputeId, adapter.target]);
  });

  it("should refuse a wei less, and take more", async () => {
    const { court } = await given();
    await expect(court.createDispute(5, "0x", { value: COST - 1n }))
      .to.be.revertedWithCustomError(court, "FeeNotMet")
      .withArgs(COST, COST - 1n);
    await expect(court.createDispute(5, "0x", { value: COST + 1n })).to.emit(court, "DisputeCreation");
  });

  it("should be known, or refused by its number", async () => {
    const { court, judge } = await given();
    for (const call of [
      () => court.connect(judge).giveRuling(1, 1),
      () => court.executeRuling(1),
      () => court.disputeStatus(1),
      () => court.currentRuling(1),
      () => court.appealPeriod(1),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(court, "UnknownDispute").withArgs(1n, 1n);
    }
  });
});

describe("LocalCourt.giveRuling", () => {
  it("should be the judge's alone", async () => {
    const { court, judge, disputeId, stranger } = await given();
    await expect(court.connect(stranger).giveRuling(disputeId, 1))
      .to.be.revertedWithCustomError(court, "NotTheJudge")
      .withArgs(stranger, judge);
  });

  it("should refuse a ruling that is not among the choices", async () => {
    const { court, judge, disputeId } = await given();
    await expect(court.connect(judge).giveRuling(disputeId, 6))
      .to.be.revertedWithCustomError(court, "UnknownRuling")
      .withArgs(6n, 5n);
    await court.connect(judge).giveRuling(disputeId, 0);
  });

  it("should open the appeal period, and stand in it", async () => {
    const { court, judge, disputeId, adapter } = await given();
    const time = (await now()) + 10n;
    await at(time);
    await expect(court.connect(judge).giveRuling(disputeId, 4))
      .to.emit(court, "AppealPossible")
      .withArgs(disputeId, adapter);
    expect([...(await court.appealPeriod(disputeId))]).to.deep.equal([time, time + APPEAL_WINDOW]);
    expect(await court.currentRuling(disputeId)).to.equal(4n);
    await expect(court.connect(judge).giveRuling(disputeId, 1))
      .to.be.revertedWithCustomError(court, "WrongStatus")
      .withArgs(disputeId, STATUS.Appealable, STATUS.Waiting);
  });
});

describe("LocalCourt.appeal", () => {
  it("should be the asking contract's alone", async () => {
    const { court, judge, disputeId, stranger, adapter } = await given();
    await court.connect(judge).giveRuling(disputeId, 1);
    await expect(court.connect(stranger).appeal(disputeId, "0x", { value: APPEAL_COST }))
      .to.be.revertedWithCustomError(court, "NotTheArbitrable")
      .withArgs(stranger, adapter);
  });

  it("should be possible to the period's last second and not after, and the ruling be final from then on", async () => {
    const { court, judge, disputeId, adapter, deal } = await given();
    await court.connect(judge).giveRuling(disputeId, 1);
    const end = (await now()) + APPEAL_WINDOW;
    await at(end);
    await expect(adapter.appeal(deal.order, { value: APPEAL_COST }))
      .to.emit(court, "AppealDecision")
      .withArgs(disputeId, adapter);
    await court.connect(judge).giveRuling(disputeId, 2);
    const last = (await now()) + APPEAL_WINDOW;
    await expectFrom(
      last + 1n,
      () => court.executeRuling(disputeId),
      (early) =>
        expect(early)
          .to.be.revertedWithCustomError(court, "AppealRunning")
          .withArgs(last + 1n, last),
    );
    expect(await court.disputeStatus(disputeId)).to.equal(STATUS.Solved);
    expect((await adapter.requestOf(deal.id)).ruling).to.equal(2n);
    await expect(court.executeRuling(disputeId))
      .to.be.revertedWithCustomError(court, "WrongStatus")
      .withArgs(disputeId, STATUS.Solved, STATUS.Appealable);
  });
});

describe("LocalCourt.collectFees", () => {
  it("should send all that was paid to the judge, by anybody's hand", async () => {
    const { court, judge, disputeId, adapter, deal } = await given();
    await court.connect(judge).giveRuling(disputeId, 1);
    await adapter.appeal(deal.order, { value: APPEAL_COST });
    const all = COST + APPEAL_COST;
    await expect(() => court.collectFees()).to.changeEtherBalances(ethers, [court, judge], [-all, all]);
  });

  it("should fail where the judge takes no coin", async () => {
    const judge = await ethers.deployContract("Hostile");
    await judge.behave(1, judge, "0x"); // Revert
    const court = await ethers.deployContract("LocalCourt", [judge.target, COST, 0n, 0n]);
    await court.createDispute(5, "0x", { value: COST });
    await expect(court.collectFees()).to.be.revertedWithCustomError(court, "NotSent").withArgs(judge, COST);
  });
});
