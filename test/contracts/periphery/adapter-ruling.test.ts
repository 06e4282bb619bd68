// ArbitratorAdapter.rule and execute: the court's decision is recorded whatever happened, and carried out while it still can be.
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { COST, createPeripheryStage } from "../support/periphery.ts";
import { MONEY, RULING_WINDOW, Status } from "../support/trade.ts";

const { load, at, ethers, adapterOf, disputed, request, decide, ruled } = await createPeripheryStage();

/** Each ruling and the buyer's share it stands for; the default share of these offers is 4,000. */
const SHARES = [
  [0, 4_000n],
  [1, 10_000n],
  [2, 7_500n],
  [3, 5_000n],
  [4, 2_500n],
  [5, 0n],
] as const;

for (const money of MONEY) {
  describe(`execute, in ${money}`, () => {
    for (const [ruling, share] of SHARES) {
      it(`should give the buyer ${share} bps after ruling ${ruling}, by anybody's hand`, async () => {
        const trade = await load();
        const { adapter, escrow, token, buyer, seller, stranger, statusOf, currencyOf } = trade;
        const deal = await ruled(trade, money, ruling);
        const fee = (deal.total * 500n) / 10_000n;
        const toBuyer = ((deal.total - fee) * share) / 10_000n;
        const amounts = [toBuyer, deal.total - fee - toBuyer, fee, -deal.total];
        const accounts = [buyer, seller, adapter, escrow];
        const call = () => adapter.connect(stranger).execute(deal.order);
        await (money === "coin"
          ? expect(call).to.changeEtherBalances(ethers, accounts, amounts)
          : expect(call).to.changeTokenBalances(ethers, token, accounts, amounts));
        expect(await statusOf(deal)).to.equal(Status.Split);
        const [executed] = await adapter.queryFilter(adapter.filters.Executed());
        expect(executed!.args).to.deep.equal([deal.id, stranger.address, share, currencyOf(money), fee]);
      });
    }
  });
}

describe("the court's callback", () => {
  it("should record the ruling and close nothing by itself", async () => {
    const trade = await load();
    const { adapter, court, stranger, statusOf } = trade;
    const deal = await ruled(trade, "coin", 4);
    expect(await adapter.requestOf(deal.id)).to.deep.equal([stranger.address, 0n, true, 4n]);
    const [ruling] = await adapter.queryFilter(adapter.filters.Ruling());
    expect(ruling!.args).to.deep.equal([court.target, 0n, 4n]);
    expect(await statusOf(deal)).to.equal(Status.Disputed);
  });

  it("should say nothing of an order that nobody brought to the court, though its dispute 0 is ruled", async () => {
    const trade = await load();
    const { adapter } = trade;
    await ruled(trade, "coin", 4);
    const other = await disputed(trade);
    expect(await adapter.requestOf(other.id)).to.deep.equal([ZeroAddress, 0n, false, 0n]);
  });

  it("should be the court's alone", async () => {
    const trade = await load();
    const { adapter, court, judge } = trade;
    const disputeId = await request(trade, await disputed(trade));
    await expect(adapter.connect(judge).rule(disputeId, 1))
      .to.be.revertedWithCustomError(adapter, "NotTheCourt")
      .withArgs(judge, court);
  });

  for (const [what, close] of [
    ["confirmed", (trade: Trade, deal: Deal) => trade.escrow.connect(trade.buyer).confirm(deal.order, ZeroHash, 0)],
    ["refunded", (trade: Trade, deal: Deal) => trade.escrow.connect(trade.seller).cancel(deal.order)],
  ] as const) {
    it(`should not fail for an order that was ${what} meanwhile, and execute should say so`, async () => {
      const trade = await load();
      const { adapter, statusOf } = trade;
      const deal = await disputed(trade);
      const disputeId = await request(trade, deal);
      await close(trade, deal);
      await decide(trade, disputeId, 1);
      expect((await adapter.requestOf(deal.id)).ruled).to.equal(true);
      await expect(adapter.execute(deal.order))
        .to.be.revertedWithCustomError(adapter, "WrongStatus")
        .withArgs(deal.id, await statusOf(deal), Status.Disputed, Status.Disputed);
      expect(await adapter.earned(trade.stranger, ZeroAddress)).to.equal(0n);
    });
  }

  it("should not fail when it is late; then the order expires at its default share", async () => {
    const trade = await load();
    const { adapter, escrow, since, statusOf } = trade;
    const deal = await disputed(trade, "coin", { fallbackArbitrator: ZeroAddress });
    const disputeId = await request(trade, deal);
    const end = (await since(deal)) + RULING_WINDOW;
    await at(end);
    await decide(trade, disputeId, 1);
    expect((await adapter.requestOf(deal.id)).ruled).to.equal(true);
    await expect(adapter.execute(deal.order)).to.be.revertedWithCustomError(adapter, "TooLate");
    await escrow.expire(deal.order);
    expect(await statusOf(deal)).to.equal(Status.Split);
  });

  it("should let the first ruling of a court stand that rules twice", async () => {
    const trade = await load();
    const { escrow } = trade;
    const court = await ethers.deployContract("HostileCourt");
    const adapter = await adapterOf(trade, court.target as string);
    const deal = await disputed({ ...trade, adapter });
    await adapter.request(deal.order, { value: COST });
    await court.give(adapter, 7n, 5n);
    await expect(court.give(adapter, 7n, 1n))
      .to.emit(adapter, "RulingIgnored")
      .withArgs(7n, 1n);
    expect((await adapter.requestOf(deal.id)).ruling).to.equal(5n);
    await adapter.execute(deal.order);
    await expect(court.give(adapter, 7n, 1n), "after the close").to.emit(adapter, "RulingIgnored");
    const [closed] = await escrow.queryFilter(escrow.filters.Closed(deal.id));
    expect(closed!.args.toBuyer).to.equal(0n);
  });

  for (const ruling of [6n, 2n ** 256n - 1n]) {
    it(`should take ruling ${ruling}, which means nothing, for a refusal to decide`, async () => {
      const trade = await load();
      const { escrow } = trade;
      const court = await ethers.deployContract("HostileCourt");
      const adapter = await adapterOf(trade, court.target as string);
      const deal = await disputed({ ...trade, adapter });
      await adapter.request(deal.order, { value: COST });
      await court.give(adapter, 7n, ruling);
      await expect(adapter.execute(deal.order))
        .to.emit(adapter, "Executed")
        .withArgs(deal.id, trade.deployer, 4_000n, ZeroAddress, (deal.total * 500n) / 10_000n);
      expect((await escrow.state(deal.id)).status).to.equal(Status.Split);
    });
  }
});

describe("execute: when", () => {
  it("should refuse an order that nobody brought to the court", async () => {
    const trade = await load();
    const { adapter } = trade;
    const deal = await disputed(trade);
    await expect(adapter.execute(deal.order)).to.be.revertedWithCustomError(adapter, "NotRequested").withArgs(deal.id);
  });

  it("should refuse an order that the court has not ruled, whatever it ruled on others", async () => {
    const trade = await load();
    const { adapter } = trade;
    const first = await disputed(trade);
    await request(trade, first);
    const second = await disputed(trade);
    const disputeId = await request(trade, second);
    await decide(trade, 0n, 1);
    await expect(adapter.execute(second.order))
      .to.be.revertedWithCustomError(adapter, "NotRuled")
      .withArgs(second.id, disputeId);
    await adapter.execute(first.order);
  });

  it("should refuse a second time", async () => {
    const trade = await load();
    const { adapter } = trade;
    const deal = await ruled(trade, "coin", 1);
    await adapter.execute(deal.order);
    await expect(adapter.execute(deal.order))
      .to.be.revertedWithCustomError(adapter, "WrongStatus")
      .withArgs(deal.id, Status.Split, Status.Disputed, Status.Disputed);
  });

  it("should be possible to the last second of the adapter's window and not after", async () => {
    const trade = await load();
    const { adapter, second, since } = trade;
    const [deal, late] = [await disputed(trade), await disputed(trade)];
    const [a, b] = [await request(trade, deal), await request(trade, late)];
    await decide(trade, a, 1);
    await decide(trade, b, 1);
    await at((await since(deal)) + RULING_WINDOW);
    await adapter.execute(deal.order);
    await at((await since(late)) + RULING_WINDOW + 1n);
    await expect(adapter.execute(late.order))
      .to.be.revertedWithCustomError(adapter, "Unauthorized")
      .withArgs(adapter, second);
  });

  it("should be possible as the fallback, in the second window", async () => {
    const trade = await load();
    const { adapter, stranger, reach, since } = trade;
    const deal = await reach("disputed", "token", { fallbackArbitrator: adapter.target as string });
    await at((await since(deal)) + RULING_WINDOW + 1n);
    await decide(trade, await request(trade, deal), 3);
    await at((await since(deal)) + 2n * RULING_WINDOW);
    await adapter.execute(deal.order);
    expect(await adapter.earned(stranger, deal.order.offer.currency)).to.equal((deal.total * 500n) / 10_000n);
  });

  it("should say what is missing for a payee's gas, and leave the order as it was", async () => {
    const trade = await load();
    const { adapter, escrow, statusOf } = trade;
    const deal = await ruled(trade, "token", 3);
    await expect(adapter.execute(deal.order, { gasLimit: 300_000 })).to.be.revertedWithCustomError(escrow, "LowGas");
    expect(await statusOf(deal)).to.equal(Status.Disputed);
    await adapter.execute(deal.order);
  });
});

type Trade = Awaited<ReturnType<typeof load>>;
type Deal = Awaited<ReturnType<typeof disputed>>;
