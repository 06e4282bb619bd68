// Escrow.claim: anyone releases a shipped order when the inspection window has passed.
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { INSPECTION_WINDOW, MONEY, Status, createStage } from "./support/trade.ts";

const { load, at } = await createStage();

for (const money of MONEY) {
  describe(`claim, in ${money}`, () => {
    for (const who of ["stranger", "seller", "buyer"] as const) {
      it(`should pay the seller, less the referrer's share, when the ${who} claims`, async () => {
        const trade = await load();
        const { escrow, referrer, reach, since, expectPayout, statusOf } = trade;
        const deal = await reach("shipped", money, { referrer: referrer.address });
        await at((await since(deal)) + INSPECTION_WINDOW + 1n);
        const share = (deal.total * 250n) / 10_000n;
        const call = () => escrow.connect(trade[who]).claim(deal.order);
        await expectPayout(deal, call, { seller: deal.total - share, referrer: share });
        expect(await statusOf(deal)).to.equal(Status.Released);
      });
    }

    it("should be refused in the window's last second, naming the next", async () => {
      const { escrow, seller, reach, since } = await load();
      const deal = await reach("shipped", money);
      const last = (await since(deal)) + INSPECTION_WINDOW;
      await at(last);
      await expect(escrow.connect(seller).claim(deal.order))
        .to.be.revertedWithCustomError(escrow, "TooEarly")
        .withArgs(last + 1n, last);
    });

    it("should work the same where nobody arbitrates", async () => {
      const { escrow, stranger, reach, since, expectPayout } = await load();
      const nobody = { arbitrator: ZeroAddress, fallbackArbitrator: ZeroAddress, rulingWindow: 0n };
      const deal = await reach("shipped", money, nobody);
      await at((await since(deal)) + INSPECTION_WINDOW + 1n);
      await expectPayout(deal, () => escrow.connect(stranger).claim(deal.order), { seller: deal.total });
    });
  });
}
