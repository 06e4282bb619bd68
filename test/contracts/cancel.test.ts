// Escrow.cancel: the seller gives the money back, or anyone does when nothing was shipped in time.
import { expect } from "chai";
import { MONEY, SHIP_WINDOW, Status, createStage } from "./support/trade.ts";

const { load, at } = await createStage();

for (const money of MONEY) {
  describe(`cancel, in ${money}`, () => {
    for (const stage of ["funded", "shipped", "disputed", "passed"] as const) {
      describe(`given a ${stage} order`, () => {
        it("should refund the buyer in full when the seller cancels, the referrer getting nothing", async () => {
          const { escrow, seller, referrer, reach, expectPayout, statusOf } = await load();
          const deal = await reach(stage, money, { referrer: referrer.address });
          const call = () => escrow.connect(seller).cancel(deal.order);
          await expectPayout(deal, call, { buyer: deal.total });
          expect(await statusOf(deal)).to.equal(Status.Refunded);
          const [event] = await escrow.queryFilter(escrow.filters.Closed(deal.id));
          expect(event!.args.slice(1)).to.deep.equal([Status.Refunded, deal.total, 0n, 0n, 0n]);
        });
      });
    }

    describe("given a funded order that was not shipped in time", () => {
      it("should refund the buyer when anyone cancels, from one second after the window on", async () => {
        const { escrow, stranger, reach, since, expectPayout } = await load();
        const deal = await reach("funded", money);
        const last = (await since(deal)) + SHIP_WINDOW;
        await at(last);
        await expect(escrow.connect(stranger).cancel(deal.order))
          .to.be.revertedWithCustomError(escrow, "TooEarly")
          .withArgs(last + 1n, last);
        await at(last + 1n);
        await expectPayout(deal, () => escrow.connect(stranger).cancel(deal.order), { buyer: deal.total });
      });

      it("should still refund when the seller cancels", async () => {
        const { escrow, seller, reach, since, expectPayout } = await load();
        const deal = await reach("funded", money);
        await at((await since(deal)) + SHIP_WINDOW + 1n);
        await expectPayout(deal, () => escrow.connect(seller).cancel(deal.order), { buyer: deal.total });
      });
    });
  });
}

describe("cancel: others", () => {
  for (const stage of ["shipped", "disputed"] as const) {
    it(`should be refused on a ${stage} order, naming the seller`, async () => {
      const { escrow, buyer, seller, reach, since } = await load();
      const deal = await reach(stage, "coin");
      await at((await since(deal)) + 2n * SHIP_WINDOW);
      await expect(escrow.connect(buyer).cancel(deal.order))
        .to.be.revertedWithCustomError(escrow, "Unauthorized")
        .withArgs(buyer, seller);
    });
  }
});
