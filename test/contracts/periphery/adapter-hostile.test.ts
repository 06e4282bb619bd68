// Courts that revert, lie about their cost, call back or number badly, and payees that misbehave while a ruling is carried out.
import { expect } from "chai";
import { MaxUint256, ZeroAddress, ZeroHash, id as keccakText } from "ethers";
import { createPeripheryStage } from "../support/periphery.ts";
import { Status } from "../support/trade.ts";

const { load, ethers, adapterOf, disputed, ruled, networkHelpers } = await createPeripheryStage();
const GUARDED = keccakText("ReentrancyGuardReentrantCall()").slice(0, 10);
const MANNER = { Honest: 0, Refuse: 1, RaiseCost: 2, Reenter: 3, RuleAtOnce: 4, OneNumber: 5, GiveChange: 6 };
const PAYEE = { Accept: 0, Revert: 1, BurnGas: 2, ReturnBomb: 3, Reenter: 4 };
const PRICE = 1_000n;

/** A disputed order whose arbitrator is an adapter of a hostile court. */
async function hostile(manner: keyof typeof MANNER) {
  const trade = await load();
  const court = await ethers.deployContract("HostileCourt");
  await trade.stranger.sendTransaction({ to: court, value: 10n ** 18n });
  const adapter = await adapterOf(trade, court.target as string);
  const deal = await disputed({ ...trade, adapter });
  await court.behave(MANNER[manner], "0x");
  const request = (value = PRICE) => adapter.connect(trade.stranger).request(deal.order, { value });
  return { ...trade, court, adapter, deal, request };
}

describe("a court that does not take the dispute", () => {
  for (const manner of ["Refuse", "RaiseCost", "GiveChange"] as const) {
    it(`should leave nothing behind: ${manner}`, async () => {
      const { adapter, court, deal, request, stranger } = await hostile(manner);
      await expect(request(2n * PRICE))
        .to.be.revertedWithCustomError(court, "NotThisTime")
        .withArgs(MANNER[manner]);
      expect((await adapter.requestOf(deal.id)).payer).to.equal(ZeroAddress);
      expect(await ethers.provider.getBalance(adapter)).to.equal(0n);
      await court.behave(MANNER.Honest, "0x");
      await request();
      expect((await adapter.requestOf(deal.id)).payer).to.equal(stranger.address);
    });
  }

  it("should leave the order to time", async () => {
    const { escrow, deal, request } = await hostile("Refuse");
    await expect(request()).to.revert(ethers);
    await networkHelpers.time.increase(15n * 86_400n);
    await escrow.expire(deal.order);
    expect((await escrow.state(deal.id)).status).to.equal(Status.Split);
  });
});

describe("a court that calls back", () => {
  for (const call of ["request", "execute", "appeal", "withdraw", "submitEvidence"] as const) {
    it(`should meet the guard at ${call}`, async () => {
      const { adapter, court, deal, request } = await hostile("Reenter");
      const args = {
        request: [deal.order],
        execute: [deal.order],
        appeal: [deal.order],
        withdraw: [ZeroAddress, court.target],
        submitEvidence: [deal.order, ""],
      }[call];
      const data = adapter.interface.encodeFunctionData(call as "appeal", args as never);
      await court.behave(MANNER.Reenter, data);
      await request();
      expect(await court.succeeded()).to.equal(false);
      expect(await court.result()).to.equal(GUARDED);
      await court.behave(MANNER.Reenter, data);
      expect(await court.result()).to.equal("0x");
      await adapter.appeal(deal.order, { value: PRICE });
      expect(await court.result(), "while it takes an appeal").to.equal(GUARDED);
    });
  }

  it("should have its ruling kept that comes before the dispute has its number", async () => {
    const { adapter, escrow, deal, request } = await hostile("RuleAtOnce");
    await request();
    expect((await adapter.requestOf(deal.id)).slice(1)).to.deep.equal([7n, true, 1n]);
    await adapter.execute(deal.order);
    expect((await escrow.state(deal.id)).status).to.equal(Status.Split);
  });
});

describe("a court that gives two disputes one number", () => {
  it("should get the second one's money back, so that one ruling cannot close two orders", async () => {
    const { adapter, deal, request, reach, stranger } = await hostile("OneNumber");
    await request();
    const other = await reach("disputed", "coin", { arbitrator: adapter.target as string });
    await expect(adapter.connect(stranger).request(other.order, { value: PRICE }))
      .to.be.revertedWithCustomError(adapter, "DisputeTaken")
      .withArgs(7n, deal.id);
    expect((await adapter.requestOf(other.id)).payer).to.equal(ZeroAddress);
  });
});

describe("a court that pays itself", () => {
  it("should earn the fee like any other payer, and no more", async () => {
    const { adapter, court, deal } = await hostile("Honest");
    const data = adapter.interface.encodeFunctionData("request", [deal.order]);
    await court.execute(adapter, PRICE, data);
    await court.give(adapter, 7n, 5n);
    await adapter.execute(deal.order);
    expect(await adapter.earned(court, ZeroAddress)).to.equal((deal.total * 500n) / 10_000n);
  });
});

describe("payees that misbehave while a ruling is carried out", () => {
  for (const manner of ["Revert", "BurnGas", "ReturnBomb", "Reenter"] as const) {
    it(`should not stop it nor touch the fee: a buyer that answers with ${manner}`, async () => {
      const trade = await load();
      const { adapter, escrow, seller, stranger, court, judge } = trade;
      const buyer = await ethers.deployContract("Hostile");
      const made = await trade.deal("coin", { arbitrator: adapter.target as string });
      const order = { ...made.order, buyer: buyer.target as string };
      const id = await escrow.orderId(order);
      const { interface: abi } = escrow;
      await buyer.execute(escrow, made.total, abi.encodeFunctionData("open", [made.purchase]), { value: made.total });
      await escrow.connect(seller).ship(order, ZeroHash);
      await buyer.execute(escrow, 0n, abi.encodeFunctionData("dispute", [order, ZeroHash]));
      await adapter.connect(stranger).request(order, { value: await adapter.cost() });
      await court.connect(judge).giveRuling(0n, 1);
      await networkHelpers.time.increase(2n * 86_400n);
      await court.executeRuling(0n);
      const withdraw = adapter.interface.encodeFunctionData("withdraw", [ZeroAddress, stranger.address]);
      await buyer.behave(PAYEE[manner], adapter, withdraw);
      await adapter.execute(order);
      const fee = (made.total * 500n) / 10_000n;
      expect((await escrow.state(id)).status).to.equal(Status.Split);
      expect(await adapter.earned(stranger, ZeroAddress)).to.equal(fee);
      expect(await ethers.provider.getBalance(adapter)).to.equal(fee);
      if (manner === "Reenter") expect(await buyer.result()).to.equal(GUARDED);
    });
  }

  it("should meet the guard when a payer withdraws and calls back for more", async () => {
    const trade = await load();
    const { adapter } = trade;
    const payer = await ethers.deployContract("Hostile");
    const deal = await disputed(trade);
    const cost = await adapter.cost();
    const { interface: abi } = adapter;
    await payer.execute(adapter, cost, abi.encodeFunctionData("request", [deal.order]), { value: cost });
    await trade.court.connect(trade.judge).giveRuling(0n, 1);
    await networkHelpers.time.increase(2n * 86_400n);
    await trade.court.executeRuling(0n);
    await adapter.execute(deal.order);
    // somebody else's fee lies here too
    const other = await ruled(trade, "coin", 1);
    await adapter.execute(other.order);
    const withdraw = abi.encodeFunctionData("withdraw", [ZeroAddress, payer.target as string]);
    await payer.behave(PAYEE.Reenter, adapter, withdraw);
    await payer.execute(adapter, 0n, withdraw);
    expect(await payer.result()).to.equal(GUARDED);
    expect(await ethers.provider.getBalance(payer)).to.equal((deal.total * 500n) / 10_000n);
    expect(await ethers.provider.getBalance(adapter)).to.equal((other.total * 500n) / 10_000n);
  });

  it("should meet the guard when a token calls back while the fee is measured", async () => {
    const trade = await load();
    const { adapter, escrow, buyer, stranger } = trade;
    const odd = await ethers.deployContract("OddToken");
    await odd.mint(buyer, 10n ** 12n);
    await odd.connect(buyer).approve(escrow, MaxUint256);
    const currency = odd.target as string;
    const deal = await ruled(trade, "token", 1, { currency });
    await odd.reenter(adapter, adapter.interface.encodeFunctionData("withdraw", [currency, stranger.address]));
    await adapter.execute(deal.order);
    expect(await odd.result()).to.equal(GUARDED);
    expect(await adapter.earned(stranger, currency)).to.equal((deal.total * 500n) / 10_000n);
  });
});
