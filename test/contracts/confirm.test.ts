// Escrow.confirm: the buyer releases the money, and may review in the same call.
import { expect } from "chai";
import { ZeroHash, encodeBytes32String, id as keccakText } from "ethers";
import { MONEY, Status, createStage } from "./support/trade.ts";

const { load, at, now } = await createStage();
const REVIEW = keccakText("a review");

for (const money of MONEY) {
  describe(`confirm, in ${money}`, () => {
    for (const stage of ["funded", "shipped", "disputed", "passed"] as const) {
      describe(`given a ${stage} order`, () => {
        it("should pay the seller the whole total", async () => {
          const { escrow, buyer, reach, expectPayout, statusOf } = await load();
          const deal = await reach(stage, money);
          await expectPayout(deal, () => escrow.connect(buyer).confirm(deal.order, ZeroHash, 0), {
            seller: deal.total,
          });
          expect(await statusOf(deal)).to.equal(Status.Released);
        });
      });
    }

    describe("given a referrer", () => {
      it("should credit them their share of what the seller receives, and say so", async () => {
        const { escrow, buyer, referrer, reach, expectPayout } = await load();
        const deal = await reach("shipped", money, { referrer: referrer.address, referrerBps: 333n });
        const share = (deal.total * 333n) / 10_000n;
        const call = () => escrow.connect(buyer).confirm(deal.order, ZeroHash, 0);
        await expectPayout(deal, call, { seller: deal.total - share, referrer: share });
        const [event] = await escrow.queryFilter(escrow.filters.Closed(deal.id));
        expect(event!.args.slice(1)).to.deep.equal([Status.Released, 0n, deal.total - share, 0n, share]);
      });
    });

    describe("given an offer without a referrer's share", () => {
      it("should credit the referrer nothing", async () => {
        const { escrow, buyer, referrer, reach, expectPayout } = await load();
        const deal = await reach("shipped", money, { referrer: referrer.address, referrerBps: 0n });
        await expectPayout(deal, () => escrow.connect(buyer).confirm(deal.order, ZeroHash, 0), {
          seller: deal.total,
        });
      });
    });
  });
}

describe("confirm: the review", () => {
  for (const [review, rating] of [
    [REVIEW, 5],
    [REVIEW, 0],
    [ZeroHash, 1],
  ] as const) {
    it(`should be in the log with ${review === ZeroHash ? "no" : "a"} digest and rating ${rating}`, async () => {
      const { escrow, buyer, reach } = await load();
      const deal = await reach("shipped", "coin");
      await expect(escrow.connect(buyer).confirm(deal.order, review, rating))
        .to.emit(escrow, "Reviewed")
        .withArgs(deal.id, review, rating);
    });
  }

  it("should not be in the log if there is none", async () => {
    const { escrow, buyer, reach } = await load();
    const deal = await reach("shipped", "coin");
    await expect(escrow.connect(buyer).confirm(deal.order, ZeroHash, 0)).not.to.emit(escrow, "Reviewed");
  });

  it("should refuse a rating above 5", async () => {
    const { escrow, buyer, reach } = await load();
    const deal = await reach("shipped", "coin");
    await expect(escrow.connect(buyer).confirm(deal.order, REVIEW, 6))
      .to.be.revertedWithCustomError(escrow, "OutOfRange")
      .withArgs(encodeBytes32String("rating"), 6n, 0n, 5n);
  });
});

describe("confirm: the tombstone", () => {
  it("should keep state and time of the closed order", async () => {
    const { escrow, buyer, reach } = await load();
    const deal = await reach("passed", "coin");
    const time = (await now()) + 50n;
    await at(time);
    await escrow.connect(buyer).confirm(deal.order, ZeroHash, 0);
    expect(await escrow.state(deal.id)).to.deep.equal([Status.Released, time, false, 0n]);
  });
});
