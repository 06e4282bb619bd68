// Escrow.expire: anyone splits a dispute that no arbitrator ruled in time, at the offer's default share.
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { MONEY, RULING_WINDOW, Status, createStage } from "./support/trade.ts";

const { load, at } = await createStage();

for (const money of MONEY) {
  describe(`expire, in ${money}`, () => {
    for (const [given, stage, wish, windows] of [
      ["an arbitrator and a fallback", "disputed", {}, 2n],
      ["an arbitrator alone", "disputed", { fallbackArbitrator: ZeroAddress }, 1n],
      ["a passed case", "passed", {}, 1n],
    ] as const) {
      describe(`given ${given}`, () => {
        it("should split at the default share without a fee, one second after the last window", async () => {
          const { escrow, stranger, referrer, reach, since, expectPayout, statusOf } = await load();
          const deal = await reach(stage, money, { ...wish, referrer: referrer.address, defaultBuyerBps: 3_333n });
          const last = (await since(deal)) + windows * RULING_WINDOW;
          await at(last);
          await expect(escrow.connect(stranger).expire(deal.order))
            .to.be.revertedWithCustomError(escrow, "TooEarly")
            .withArgs(last + 1n, last);
          await at(last + 1n);
          const buyer = (deal.total * 3_333n) / 10_000n;
          const share = ((deal.total - buyer) * 250n) / 10_000n;
          const seller = deal.total - buyer - share;
          const call = () => escrow.connect(stranger).expire(deal.order);
          await expectPayout(deal, call, { buyer, seller, referrer: share });
          expect(await statusOf(deal)).to.equal(Status.Split);
        });
      });
    }

    for (const defaultBuyerBps of [0n, 10_000n]) {
      it(`should pay one party alone at a default of ${defaultBuyerBps} bps`, async () => {
        const { escrow, stranger, reach, since, expectPayout } = await load();
        const deal = await reach("passed", money, { defaultBuyerBps });
        await at((await since(deal)) + RULING_WINDOW + 1n);
        await expectPayout(
          deal,
          () => escrow.connect(stranger).expire(deal.order),
          defaultBuyerBps === 0n ? { seller: deal.total } : { buyer: deal.total },
        );
      });
    }
  });
}
