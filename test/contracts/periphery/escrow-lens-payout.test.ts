// EscrowLens.payout: the preview of a share is what a close with that share then gives.
import { expect } from "chai";
import { encodeBytes32String } from "ethers";
import { signSettlement } from "../support/consent.ts";
import { createPeripheryStage } from "../support/periphery.ts";
import { type Deal, MONEY } from "../support/trade.ts";

const { load } = await createPeripheryStage();

type Trade = Awaited<ReturnType<typeof load>>;

const closedOf = async ({ escrow }: Trade, { id }: Deal) => {
  const [event] = await escrow.queryFilter(escrow.filters.Closed(id));
  return event!.args.slice(2);
};

for (const money of MONEY) {
  describe(`payout, in ${money}`, () => {
    for (const share of [0, 1, 3_333, 10_000]) {
      it(`should be what a ruling and a settlement for ${share} bps then give`, async () => {
        const trade = await load();
        const { lens, escrow, arbitrator, buyer, seller, referrer, reach } = trade;
        const wish = { referrer: referrer.address, unitPrice: 7_777_777n };
        const deal = await reach("disputed", money, wish);
        const preview = await lens.payout(deal.order, share, true);
        await escrow.connect(arbitrator).rule(deal.order, share);
        expect(await closedOf(trade, deal)).to.deep.equal([...preview]);

        const settled = await reach("shipped", money, wish);
        const unruled = await lens.payout(settled.order, share, false);
        await escrow.connect(buyer).settle(await signSettlement(trade, seller, settled, { buyerBps: BigInt(share) }));
        expect(await closedOf(trade, settled)).to.deep.equal([...unruled]);
      });
    }
  });
}

describe("payout: what it refuses", () => {
  for (const [field, value, max, wish, share] of [
    ["buyerBps", 10_001n, 10_000n, {}, 10_001],
    ["arbitratorFeeBps", 1_001n, 1_000n, { arbitratorFeeBps: 1_001n }, 0],
    ["referrerBps", 1_001n, 1_000n, { referrerBps: 1_001n }, 0],
    ["unitPrice", 2n ** 128n, 2n ** 128n - 1n, { unitPrice: 2n ** 128n }, 0],
  ] as const) {
    it(`should refuse ${field} above what the escrow takes`, async () => {
      const { escrow, lens, deal } = await load();
      const { order } = await deal("coin", wish);
      await expect(lens.payout(order, share, true))
        .to.be.revertedWithCustomError(escrow, "OutOfRange")
        .withArgs(encodeBytes32String(field), value, 0n, max);
    });
  }

  it("should tell it of an order that is not opened yet, and give a referrer nothing where there is none", async () => {
    const { lens, deal } = await load();
    const { order, total } = await deal("coin");
    const quarter = total / 4n;
    expect([...(await lens.payout(order, 2_500, false))]).to.deep.equal([quarter, total - quarter, 0n, 0n]);
  });
});
