// Escrow.pass: the arbitrator leaves the case to the fallback at once.
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { RULING_WINDOW, Status, createStage } from "./support/trade.ts";

const { load, at } = await createStage();

describe("pass", () => {
  describe("given a disputed order in the arbitrator's window", () => {
    it("should start the fallback's full window at its own time", async () => {
      const { escrow, arbitrator, second, reach, since, expectPayout } = await load();
      const deal = await reach("disputed", "coin");
      const time = (await since(deal)) + RULING_WINDOW;
      await at(time);
      await expect(escrow.connect(arbitrator).pass(deal.order)).to.emit(escrow, "Passed").withArgs(deal.id);
      expect(await escrow.state(deal.id)).to.deep.equal([Status.Disputed, time, true, 0n]);
      await at(time + RULING_WINDOW);
      const fee = (deal.total * 500n) / 10_000n;
      await expectPayout(deal, () => escrow.connect(second).rule(deal.order, 0), {
        second: fee,
        seller: deal.total - fee,
      });
    });

    it("should leave the arbitrator nothing to rule", async () => {
      const { escrow, arbitrator, second, reach } = await load();
      const deal = await reach("passed", "coin");
      await expect(escrow.connect(arbitrator).rule(deal.order, 0))
        .to.be.revertedWithCustomError(escrow, "Unauthorized")
        .withArgs(arbitrator, second);
    });

    it("should be the arbitrator's alone", async () => {
      const { escrow, arbitrator, second, reach } = await load();
      const deal = await reach("disputed", "coin");
      await expect(escrow.connect(second).pass(deal.order))
        .to.be.revertedWithCustomError(escrow, "Unauthorized")
        .withArgs(second, arbitrator);
    });
  });

  it("should be refused when the window is over: the case is the fallback's already", async () => {
    const { escrow, arbitrator, reach, since } = await load();
    const deal = await reach("disputed", "coin");
    const last = (await since(deal)) + RULING_WINDOW;
    await at(last + 1n);
    await expect(escrow.connect(arbitrator).pass(deal.order))
      .to.be.revertedWithCustomError(escrow, "TooLate")
      .withArgs(last, last + 1n);
  });

  it("should happen once: it cannot lengthen the fallback's window", async () => {
    const { escrow, arbitrator, second, reach } = await load();
    const deal = await reach("passed", "coin");
    for (const who of [arbitrator, second]) {
      await expect(escrow.connect(who).pass(deal.order))
        .to.be.revertedWithCustomError(escrow, "AlreadyPassed")
        .withArgs(deal.id);
    }
  });

  it("should need a fallback", async () => {
    const { escrow, arbitrator, reach } = await load();
    const deal = await reach("disputed", "coin", { fallbackArbitrator: ZeroAddress });
    await expect(escrow.connect(arbitrator).pass(deal.order))
      .to.be.revertedWithCustomError(escrow, "NoFallbackArbitrator")
      .withArgs(deal.id);
  });
});
