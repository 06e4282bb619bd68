// ArbitratorAdapter.withdraw: what the escrow paid for a ruling is whoever's who paid the court, to the last unit and no further.
import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";
import { COST, createPeripheryStage } from "../support/periphery.ts";
import { MONEY, type Money } from "../support/trade.ts";

const { load, ethers, disputed, request, decide, ruled } = await createPeripheryStage();

type Trade = Awaited<ReturnType<typeof load>>;

const feeOf = (total: bigint): bigint => (total * 500n) / 10_000n;
const wealth = async ({ token }: Trade, money: Money, of: { target: unknown }): Promise<bigint> =>
  money === "coin" ? ethers.provider.getBalance(of.target as string) : token.balanceOf(of.target as string);

for (const money of MONEY) {
  describe(`withdraw of the adapter, in ${money}`, () => {
    it("should send the payer's fee to whom they name, once", async () => {
      const trade = await load();
      const { adapter, token, stranger, referrer, currencyOf } = trade;
      const currency = currencyOf(money);
      const deal = await ruled(trade, money, 3);
      await adapter.execute(deal.order);
      const fee = feeOf(deal.total);
      expect(await adapter.earned(stranger, currency)).to.equal(fee);
      const call = () => adapter.connect(stranger).withdraw(currency, referrer);
      await (money === "coin"
        ? expect(call).to.changeEtherBalances(ethers, [adapter, referrer], [-fee, fee])
        : expect(call).to.changeTokenBalances(ethers, token, [adapter, referrer], [-fee, fee]));
      expect(await wealth(trade, money, adapter)).to.equal(0n);
      const [withdrawn] = await adapter.queryFilter(adapter.filters.Withdrawn());
      expect(withdrawn!.args).to.deep.equal([stranger.address, currency, referrer.address, fee]);
      await expect(call()).to.be.revertedWithCustomError(adapter, "NothingToWithdraw").withArgs(stranger, currency);
    });

    it("should keep many payers' fees apart, whoever withdraws first", async () => {
      const trade = await load();
      const { adapter, buyer, seller, stranger, referrer, currencyOf } = trade;
      const currency = currencyOf(money);
      const due = new Map([
        [buyer, 0n],
        [seller, 0n],
        [stranger, 0n],
      ]);
      for (const [payer, unitPrice] of [
        [buyer, 1_234_567n],
        [seller, 7_777_777n],
        [stranger, 999_999n],
        [buyer, 31n],
      ] as const) {
        const deal = await ruled(trade, money, 2, { unitPrice }, payer);
        await adapter.execute(deal.order);
        due.set(payer, due.get(payer)! + feeOf(deal.total));
      }
      for (const [payer, fee] of due) expect(await adapter.earned(payer, currency)).to.equal(fee);
      const all = [...due.values()].reduce((sum, fee) => sum + fee, 0n);
      expect(await wealth(trade, money, adapter)).to.equal(all);
      for (const payer of [stranger, buyer, seller]) await adapter.connect(payer).withdraw(currency, referrer);
      expect(await wealth(trade, money, adapter)).to.equal(0n);
    });
  });
}

describe("withdraw of the adapter: what it refuses", () => {
  it("should refuse to send to zero or to itself", async () => {
    const trade = await load();
    const { adapter, stranger } = trade;
    await adapter.execute((await ruled(trade, "coin", 1)).order);
    for (const to of [ZeroAddress, adapter.target]) {
      await expect(adapter.connect(stranger).withdraw(ZeroAddress, to))
        .to.be.revertedWithCustomError(adapter, "InvalidRecipient")
        .withArgs(to);
    }
  });

  it("should have nothing for the one who executed, nor in another currency", async () => {
    const trade = await load();
    const { adapter, second, stranger, token } = trade;
    await adapter.connect(second).execute((await ruled(trade, "coin", 1)).order);
    await expect(adapter.connect(second).withdraw(ZeroAddress, second))
      .to.be.revertedWithCustomError(adapter, "NothingToWithdraw")
      .withArgs(second, ZeroAddress);
    await expect(adapter.connect(stranger).withdraw(token, stranger))
      .to.be.revertedWithCustomError(adapter, "NothingToWithdraw")
      .withArgs(stranger, token);
  });

  it("should keep the fee when the recipient refuses it", async () => {
    const trade = await load();
    const { adapter, stranger } = trade;
    const deal = await ruled(trade, "coin", 1);
    await adapter.execute(deal.order);
    const refusing = await ethers.deployContract("Hostile");
    await refusing.behave(1, ZeroAddress, "0x"); // Revert
    await expect(adapter.connect(stranger).withdraw(ZeroAddress, refusing))
      .to.be.revertedWithCustomError(adapter, "NotSent")
      .withArgs(ZeroAddress, refusing, feeOf(deal.total));
    expect(await adapter.earned(stranger, ZeroAddress)).to.equal(feeOf(deal.total));
  });
});

describe("a fee that the escrow could not push", () => {
  /** A ruled order in a token that blocks the adapter. */
  async function blocked() {
    const trade = await load();
    const odd = await ethers.deployContract("OddToken");
    await odd.mint(trade.buyer, 10n ** 12n);
    await odd.connect(trade.buyer).approve(trade.escrow, MaxUint256);
    const currency = odd.target as string;
    const deal = await ruled(trade, "token", 3, { currency });
    await odd.setBlocked(trade.adapter, true);
    await trade.adapter.execute(deal.order);
    return { ...trade, odd, currency, fee: feeOf(deal.total) };
  }

  it("should be the payer's all the same, as a credit of the adapter in the escrow", async () => {
    const { adapter, escrow, stranger, odd, currency, fee } = await blocked();
    expect(await escrow.credit(adapter, currency)).to.equal(fee);
    expect(await odd.balanceOf(adapter)).to.equal(0n);
    expect(await adapter.earned(stranger, currency)).to.equal(fee);
  });

  it("should wait while the token blocks the adapter, and be pulled when it relents", async () => {
    const { adapter, escrow, stranger, odd, currency, fee } = await blocked();
    await expect(adapter.connect(stranger).withdraw(currency, stranger))
      .to.be.revertedWithCustomError(escrow, "NotSent")
      .withArgs(currency, adapter, fee);
    expect(await adapter.earned(stranger, currency)).to.equal(fee);
    await odd.setBlocked(adapter, false);
    await adapter.connect(stranger).withdraw(currency, stranger);
    expect(await odd.balanceOf(stranger)).to.equal(fee);
    expect(await escrow.credit(adapter, currency)).to.equal(0n);
  });

  it("should not be paid out of what another payer has here, nor the other way round", async () => {
    const trade = await blocked();
    const { adapter, seller, stranger, odd, currency, fee } = trade;
    await odd.setBlocked(adapter, false);
    const other = await ruled(trade, "token", 1, { currency, unitPrice: 3_000_000n }, seller);
    await adapter.execute(other.order);
    expect(await odd.balanceOf(adapter)).to.equal(feeOf(other.total));
    // the first payer's fee is larger than what lies here, so the credit comes in with it
    await adapter.connect(stranger).withdraw(currency, stranger);
    expect(await odd.balanceOf(stranger)).to.equal(fee);
    const before = await odd.balanceOf(seller);
    await adapter.connect(seller).withdraw(currency, seller);
    expect((await odd.balanceOf(seller)) - before).to.equal(feeOf(other.total));
    expect(await odd.balanceOf(adapter)).to.equal(0n);
  });
});

describe("what reaches the adapter otherwise", () => {
  it("should be nobody's when it comes from a referrer's share or a withdrawal to it", async () => {
    const trade = await load();
    const { adapter, escrow, buyer, stranger, reach } = trade;
    const deal = await reach("released", "coin", { referrer: adapter.target as string });
    const stray = (deal.total * 250n) / 10_000n;
    expect(await escrow.credit(adapter, ZeroAddress)).to.equal(stray);
    await expect(adapter.connect(buyer).withdraw(ZeroAddress, buyer)).to.be.revertedWithCustomError(
      adapter,
      "NothingToWithdraw",
    );
    const paid = await ruled(trade, "coin", 1);
    await adapter.execute(paid.order);
    expect(await adapter.earned(stranger, ZeroAddress)).to.equal(feeOf(paid.total));
  });

  it("should not count twice, whatever a token says it moved", async () => {
    const trade = await load();
    const { adapter, buyer, stranger, seller } = trade;
    const odd = await ethers.deployContract("OddToken");
    await odd.mint(buyer, 10n ** 12n);
    await odd.connect(buyer).approve(trade.escrow, MaxUint256);
    const currency = odd.target as string;
    const honest = await ruled(trade, "token", 1, { currency });
    await adapter.execute(honest.order);
    const lied = await ruled(trade, "token", 1, { currency }, seller);
    await odd.become(4); // Lie
    await adapter.execute(lied.order);
    expect(await adapter.earned(seller, currency), "nothing came").to.equal(0n);
    await odd.become(0);
    await adapter.connect(stranger).withdraw(currency, stranger);
    expect(await odd.balanceOf(stranger)).to.equal(feeOf(honest.total));
  });

  it("should not stop a ruling when the token takes the adapter's balance away meanwhile", async () => {
    const trade = await load();
    const { adapter, buyer, seller, escrow } = trade;
    const odd = await ethers.deployContract("OddToken");
    await odd.mint(buyer, 10n ** 12n);
    await odd.connect(buyer).approve(escrow, MaxUint256);
    const currency = odd.target as string;
    await adapter.execute((await ruled(trade, "token", 1, { currency })).order);
    const deal = await disputed(trade, "token", { currency, arbitratorFeeBps: 0n });
    await decide(trade, await request(trade, deal, seller), 1);
    const seize = odd.interface.encodeFunctionData("seize", [adapter.target as string, 1n]);
    await odd.reenter(odd, seize);
    await adapter.execute(deal.order);
    expect(await odd.succeeded()).to.equal(true);
    expect(await adapter.earned(seller, currency)).to.equal(0n);
  });

  it("should give a payer nothing for an offer without arbitrator fee", async () => {
    const trade = await load();
    const { adapter, stranger } = trade;
    const deal = await ruled(trade, "coin", 1, { arbitratorFeeBps: 0n });
    await adapter.execute(deal.order);
    expect(await adapter.earned(stranger, ZeroAddress)).to.equal(0n);
    expect(await ethers.provider.getBalance(adapter), `of ${COST} paid nothing stays`).to.equal(0n);
  });
});
