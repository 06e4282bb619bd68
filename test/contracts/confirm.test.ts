// Escrow.confirm: the buyer releases the money, and may review in the same call.
import { expect } from "chai";
import { ZeroHash, id as keccakText } from "ethers";
import { MONEY, Status, createStage } from "./support/trade.ts";

const { load } = await createStage();
const REVIEW = keccakText("a review");

for (const money of MONEY) {
  describe(`confirm, in ${money}`, () => {
    for (const stage of ["funded", "shipped", "disputed", "passed"] as const) {
      describe(`given a ${stage} order`, () => {
        it("should pay the seller the whole total when the buyer confirms", async () => {
          const { escrow, buyer, reach, expectPayout, statusOf } = await load();
          const deal = await reach(stage, money);
          await expectPayout(deal, () => escrow.connect(buyer).confirm(deal.order, ZeroHash, 0), {
            seller: deal.total,
          });
          expect(await statusOf(deal)).to.equal(Status.Released);
        });
      });
    }
  });
}
