// Escrow.rule: the arbitrator, or the fallback after them, splits a disputed order.
import { expect } from "chai";
import { ZeroAddress, encodeBytes32String } from "ethers";
import { MONEY, RULING_WINDOW, Status, createStage } from "./support/trade.ts";

const { load, at } = await createStage();

for (const money of MONEY) {
  describe(`rule, in ${money}`, () => {
    for (const buyerBps of [0n, 1n, 3_333n, 10_000n]) {
      it(`should take the fee first and give the buyer ${buyerBps} bps of the rest (I2)`, async () => {
        const { escrow, arbitrator, referrer, reach, expectPayout, statusOf } = await load();
        const deal = await reach("disputed", money, { referrer: referrer.address });
        const fee = (deal.total * 500n) / 10_000n;
        const buyer = ((deal.total - fee) * buyerBps) / 10_000n;
        const share = ((deal.total - fee - buyer) * 250n) / 10_000n;
        const seller = deal.total - fee - buyer - share;
        const call = () => escrow.connect(arbitrator).rule(deal.order, buyerBps);
        await expectPayout(deal, call, { buyer, seller, arbitrator: fee, referrer: share });
        expect(await statusOf(deal)).to.equal(Status.Split);
        const [event] = await escrow.queryFilter(escrow.filters.Closed(deal.id));
        expect(event!.args.slice(1)).to.deep.equal([Status.Split, buyer, seller, fee, share]);
      });
    }

    it("should pay the fallback, not the arbitrator, when the fallback rules (I3)", async () => {
      const { escrow, second, reach, since, expectPayout } = await load();
      const deal = await reach("disputed", money);
      await at((await since(deal)) + RULING_WINDOW + 1n);
      const fee = (deal.total * 500n) / 10_000n;
      const call = () => escrow.connect(second).rule(deal.order, 10_000);
      await expectPayout(deal, call, { buyer: deal.total - fee, second: fee });
    });

    it("should pay no fee where the offer names none", async () => {
      const { escrow, arbitrator, reach, expectPayout } = await load();
      const deal = await reach("disputed", money, { arbitratorFeeBps: 0n });
      const call = () => escrow.connect(arbitrator).rule(deal.order, 10_000);
      await expectPayout(deal, call, { buyer: deal.total });
    });
  });
}

describe("rule: whose it is, and when", () => {
  const refusal = async (
    trade: Awaited<ReturnType<typeof load>>,
    deal: Awaited<ReturnType<typeof trade.reach>>,
    who: "arbitrator" | "second" | "buyer",
  ) => expect(trade.escrow.connect(trade[who]).rule(deal.order, 5_000));

  it("should be the arbitrator's up to their window's last second", async () => {
    const trade = await load();
    const deal = await trade.reach("disputed", "coin");
    const last = (await trade.since(deal)) + RULING_WINDOW;
    await at(last);
    await (
      await refusal(trade, deal, "second")
    ).to.be
      .revertedWithCustomError(trade.escrow, "Unauthorized")
      .withArgs(trade.second, trade.arbitrator);
    await at(last + 1n);
    await (
      await refusal(trade, deal, "arbitrator")
    ).to.be
      .revertedWithCustomError(trade.escrow, "Unauthorized")
      .withArgs(trade.arbitrator, trade.second);
  });

  it("should be the fallback's up to the second window's last second", async () => {
    const trade = await load();
    const deal = await trade.reach("disputed", "coin");
    const last = (await trade.since(deal)) + 2n * RULING_WINDOW;
    await at(last + 1n);
    await (
      await refusal(trade, deal, "second")
    ).to.be
      .revertedWithCustomError(trade.escrow, "TooLate")
      .withArgs(last, last + 1n);
  });

  it("should be nobody's after the arbitrator's window where there is no fallback", async () => {
    const trade = await load();
    const deal = await trade.reach("disputed", "coin", { fallbackArbitrator: ZeroAddress });
    const last = (await trade.since(deal)) + RULING_WINDOW;
    await at(last + 1n);
    await (
      await refusal(trade, deal, "arbitrator")
    ).to.be
      .revertedWithCustomError(trade.escrow, "TooLate")
      .withArgs(last, last + 1n);
  });

  it("should never be a party's", async () => {
    const trade = await load();
    const deal = await trade.reach("disputed", "coin");
    await (
      await refusal(trade, deal, "buyer")
    ).to.be
      .revertedWithCustomError(trade.escrow, "Unauthorized")
      .withArgs(trade.buyer, trade.arbitrator);
  });

  it("should give no share above everything", async () => {
    const { escrow, arbitrator, reach } = await load();
    const deal = await reach("disputed", "coin");
    await expect(escrow.connect(arbitrator).rule(deal.order, 10_001))
      .to.be.revertedWithCustomError(escrow, "OutOfRange")
      .withArgs(encodeBytes32String("buyerBps"), 10_001n, 0n, 10_000n);
  });
});
