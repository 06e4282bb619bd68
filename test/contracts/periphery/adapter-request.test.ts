// ArbitratorAdapter.request: anybody pays the court, once per order, while the order is the adapter's to rule.
import { expect } from "chai";
import { ZeroAddress, encodeBytes32String } from "ethers";
import { COST, EXTRA_DATA, META_EVIDENCE, MIN_RULING_WINDOW, createPeripheryStage } from "../support/periphery.ts";
import { DAY, MONEY, RULING_WINDOW, type Stage, Status } from "../support/trade.ts";

const { load, at, ethers, disputed, request } = await createPeripheryStage();

describe("adapter: what it publishes", () => {
  it("should say its court, escrow, parameters and cost, and what the choices mean", async () => {
    const { adapter, court, escrow } = await load();
    expect(await adapter.court()).to.equal(court.target);
    expect(await adapter.escrow()).to.equal(escrow.target);
    expect(await adapter.extraData()).to.equal(EXTRA_DATA);
    expect(await adapter.minRulingWindow()).to.equal(MIN_RULING_WINDOW);
    expect(await adapter.cost()).to.equal(COST);
    const [meta] = await adapter.queryFilter(adapter.filters.MetaEvidence());
    expect(meta!.args).to.deep.equal([0n, META_EVIDENCE]);
  });

  it("should be known as an adapter by ERC-165", async () => {
    const { adapter } = await load();
    const { interface: abi } = await ethers.getContractAt("IArbitratorAdapter", adapter);
    const selectors: string[] = [];
    abi.forEachFunction(({ name, selector }) => {
      // an interface's id leaves out what it inherits
      if (name !== "rule" && name !== "supportsInterface") selectors.push(selector);
    });
    const id = ethers.toBeHex(
      selectors.reduce((all, selector) => all ^ BigInt(selector), 0n),
      4,
    );
    const arbitrable = ethers.id("rule(uint256,uint256)").slice(0, 10);
    for (const known of [id, arbitrable, "0x01ffc9a7"]) {
      expect(await adapter.supportsInterface(known)).to.equal(true);
    }
    expect(await adapter.supportsInterface("0xffffffff")).to.equal(false);
  });

  for (const [what, window, allowed] of [
    ["a second under a day", DAY - 1n, false],
    ["a day", DAY, true],
    ["180 days", 180n * DAY, true],
    ["a second over 180 days", 180n * DAY + 1n, false],
  ] as const) {
    it(`should ${allowed ? "take" : "refuse"} a minimum ruling window of ${what}`, async () => {
      const { adapter, escrow, court } = await load();
      const deployed = ethers.deployContract("ArbitratorAdapter", [escrow.target, court.target, "0x", window, 1n, ""]);
      if (allowed) return expect(await (await deployed).minRulingWindow()).to.equal(window);
      await expect(deployed)
        .to.be.revertedWithCustomError(adapter, "OutOfRange")
        .withArgs(encodeBytes32String("minRulingWindow"), window, DAY, 180n * DAY);
    });
  }

  for (const [what, round, allowed] of [
    ["no time", 0n, false],
    ["a second", 1n, true],
    ["the whole window", 5n * DAY, true],
    ["a second more than the window", 5n * DAY + 1n, false],
  ] as const) {
    it(`should ${allowed ? "take" : "refuse"} rounds of ${what}`, async () => {
      const { adapter, escrow, court } = await load();
      const args = [escrow.target, court.target, "0x", 5n * DAY, round, ""] as const;
      const deployed = ethers.deployContract("ArbitratorAdapter", [...args]);
      if (allowed) return expect(await (await deployed).roundTime()).to.equal(round);
      await expect(deployed)
        .to.be.revertedWithCustomError(adapter, "OutOfRange")
        .withArgs(encodeBytes32String("roundTime"), round, 1n, 5n * DAY);
    });
  }
});

for (const money of MONEY) {
  describe(`request, for an order in ${money}`, () => {
    it("should pay the court and record who paid, for which of its disputes", async () => {
      const trade = await load();
      const { adapter, court, stranger } = trade;
      const deal = await disputed(trade, money);
      await expect(() => adapter.connect(stranger).request(deal.order, { value: COST })).to.changeEtherBalances(
        ethers,
        [stranger, adapter, court],
        [-COST, 0n, COST],
      );
      expect(await adapter.requestOf(deal.id)).to.deep.equal([stranger.address, 0n, false, 0n]);
      const [requested] = await adapter.queryFilter(adapter.filters.Requested());
      expect(requested!.args).to.deep.equal([deal.id, 0n, stranger.address, COST]);
      const [dispute] = await adapter.queryFilter(adapter.filters.Dispute());
      expect(dispute!.args).to.deep.equal([court.target, 0n, 0n, BigInt(deal.id)]);
    });
  });
}

describe("request: what comes with it", () => {
  it("should give back what is above the cost", async () => {
    const trade = await load();
    const { adapter, court, stranger } = trade;
    const deal = await disputed(trade);
    const call = () => adapter.connect(stranger).request(deal.order, { value: 5n * COST });
    await expect(call).to.changeEtherBalances(ethers, [stranger, adapter, court], [-COST, 0n, COST]);
  });

  it("should refuse a wei less than the cost", async () => {
    const trade = await load();
    const { adapter, stranger } = trade;
    const deal = await disputed(trade);
    await expect(adapter.connect(stranger).request(deal.order, { value: COST - 1n }))
      .to.be.revertedWithCustomError(adapter, "CostNotMet")
      .withArgs(COST, COST - 1n);
  });

  it("should refuse a payer that takes no change, who can pay exactly", async () => {
    const trade = await load();
    const { adapter } = trade;
    const deal = await disputed(trade);
    const payer = await ethers.deployContract("Hostile");
    await payer.behave(1, ZeroAddress, "0x"); // Revert
    const data = adapter.interface.encodeFunctionData("request", [deal.order]);
    await expect(payer.execute(adapter, COST + 1n, data, { value: COST + 1n }))
      .to.be.revertedWithCustomError(adapter, "NotSent")
      .withArgs(ZeroAddress, payer.target, 1n);
    await payer.execute(adapter, COST, data, { value: COST });
    expect((await adapter.requestOf(deal.id)).payer).to.equal(payer.target);
  });

  it("should refuse coin that comes with nothing", async () => {
    const { adapter, escrow, stranger } = await load();
    await expect(stranger.sendTransaction({ to: adapter.target, value: 1n }))
      .to.be.revertedWithCustomError(adapter, "NotTheEscrow")
      .withArgs(stranger, escrow);
  });
});

describe("request: once", () => {
  it("should refuse a second one for the same order, by anybody", async () => {
    const trade = await load();
    const { adapter, stranger, buyer } = trade;
    const deal = await disputed(trade);
    await request(trade, deal);
    for (const again of [stranger, buyer]) {
      await expect(adapter.connect(again).request(deal.order, { value: COST }))
        .to.be.revertedWithCustomError(adapter, "AlreadyRequested")
        .withArgs(deal.id, stranger);
    }
  });

  it("should keep the disputes of many orders, currencies and payers apart", async () => {
    const trade = await load();
    const { adapter, buyer, seller } = trade;
    const [first, second] = [await disputed(trade, "coin"), await disputed(trade, "token")];
    expect([await request(trade, second, seller), await request(trade, first, buyer)]).to.deep.equal([0n, 1n]);
    expect((await adapter.requestOf(first.id)).payer).to.equal(buyer.address);
    expect((await adapter.requestOf(second.id)).payer).to.equal(seller.address);
  });
});

describe("request: when", () => {
  for (const stage of ["funded", "shipped", "released", "refunded"] as Stage[]) {
    it(`should refuse an order that is ${stage}`, async () => {
      const { adapter, reach, statusOf } = await load();
      const deal = await reach(stage, "coin", { arbitrator: adapter.target as string });
      await expect(adapter.request(deal.order, { value: COST }))
        .to.be.revertedWithCustomError(adapter, "WrongStatus")
        .withArgs(deal.id, await statusOf(deal), Status.Disputed, Status.Disputed);
    });
  }

  it("should refuse an order that was never opened", async () => {
    const { adapter, deal } = await load();
    const made = await deal("coin", { arbitrator: adapter.target as string });
    await expect(adapter.request(made.order, { value: COST }))
      .to.be.revertedWithCustomError(adapter, "WrongStatus")
      .withArgs(made.id, Status.None, Status.Disputed, Status.Disputed);
  });

  it("should refuse an order that names other arbitrators", async () => {
    const { adapter, arbitrator, reach } = await load();
    const deal = await reach("disputed", "coin");
    await expect(adapter.request(deal.order, { value: COST }))
      .to.be.revertedWithCustomError(adapter, "Unauthorized")
      .withArgs(adapter, arbitrator);
  });

  it("should be allowed to the last second of the arbitrator's window where there is no fallback", async () => {
    const trade = await load();
    const { adapter, since } = trade;
    const deal = await disputed(trade, "coin", { fallbackArbitrator: ZeroAddress });
    const late = await disputed(trade, "coin", { fallbackArbitrator: ZeroAddress });
    const last = (await since(deal)) + RULING_WINDOW;
    await at(last);
    await adapter.request(deal.order, { value: COST });
    const end = (await since(late)) + RULING_WINDOW;
    await at(end + 1n);
    await expect(adapter.request(late.order, { value: COST }))
      .to.be.revertedWithCustomError(adapter, "TooLate")
      .withArgs(end, end + 1n);
  });

  it("should be the fallback's after the arbitrator's window", async () => {
    const trade = await load();
    const { adapter, second, since } = trade;
    const deal = await disputed(trade);
    await at((await since(deal)) + RULING_WINDOW + 1n);
    await expect(adapter.request(deal.order, { value: COST }))
      .to.be.revertedWithCustomError(adapter, "Unauthorized")
      .withArgs(adapter, second);
  });

  describe("given the adapter as fallback", () => {
    const asFallback = (trade: Awaited<ReturnType<typeof load>>) => ({
      fallbackArbitrator: trade.adapter.target as string,
    });

    it("should be the arbitrator's up to the last second of their window, and the adapter's from the next on", async () => {
      const trade = await load();
      const { adapter, arbitrator, reach, since } = trade;
      const [early, deal] = [
        await reach("disputed", "coin", asFallback(trade)),
        await reach("disputed", "coin", asFallback(trade)),
      ];
      await at((await since(early)) + RULING_WINDOW);
      await expect(adapter.request(early.order, { value: COST }))
        .to.be.revertedWithCustomError(adapter, "Unauthorized")
        .withArgs(adapter, arbitrator);
      await at((await since(deal)) + RULING_WINDOW + 1n);
      await adapter.request(deal.order, { value: COST });
      expect((await adapter.requestOf(deal.id)).payer).to.not.equal(ZeroAddress);
    });

    it("should be the adapter's to the last second of the second window", async () => {
      const trade = await load();
      const { adapter, reach, since } = trade;
      const [deal, late] = [
        await reach("disputed", "coin", asFallback(trade)),
        await reach("disputed", "coin", asFallback(trade)),
      ];
      await at((await since(deal)) + 2n * RULING_WINDOW);
      await adapter.request(deal.order, { value: COST });
      const end = (await since(late)) + 2n * RULING_WINDOW;
      await at(end + 1n);
      await expect(adapter.request(late.order, { value: COST }))
        .to.be.revertedWithCustomError(adapter, "TooLate")
        .withArgs(end, end + 1n);
    });

    it("should be the adapter's at once when the arbitrator passes, for one window", async () => {
      const trade = await load();
      const { adapter, reach, since } = trade;
      const [deal, late] = [
        await reach("passed", "coin", asFallback(trade)),
        await reach("passed", "coin", asFallback(trade)),
      ];
      await adapter.request(deal.order, { value: COST });
      const end = (await since(late)) + RULING_WINDOW;
      await at(end + 1n);
      await expect(adapter.request(late.order, { value: COST }))
        .to.be.revertedWithCustomError(adapter, "TooLate")
        .withArgs(end, end + 1n);
    });
  });
});
