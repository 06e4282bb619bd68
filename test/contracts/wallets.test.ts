// Contract wallets and delegating keys as seller, arbitrator and fallback: the account is the party, its key is nobody.
import { expect } from "chai";
import { ZeroHash } from "ethers";
import { DAY, MONEY, RULING_WINDOW, Status, createStage } from "./support/trade.ts";
import { delegate, openWallet } from "./support/wallet.ts";

const { load, at, now, ethers } = await createStage();

for (const money of MONEY) {
  describe(`a contract wallet as arbitrator, in ${money}`, () => {
    it("should rule and be paid the fee, and its key should not", async () => {
      const trade = await load();
      const { escrow, token, stranger, reach, statusOf } = trade;
      const wallet = await openWallet(ethers, trade, stranger);
      const deal = await reach("disputed", money, { arbitrator: wallet.address });
      await expect(escrow.connect(stranger).rule(deal.order, 5_000))
        .to.be.revertedWithCustomError(escrow, "Unauthorized")
        .withArgs(stranger, wallet.address);
      const fee = (deal.total * 500n) / 10_000n;
      const call = () => wallet.call("rule", [deal.order, 5_000]);
      await (money === "coin"
        ? expect(call).to.changeEtherBalances(ethers, [wallet.address, escrow], [fee, -deal.total])
        : expect(call).to.changeTokenBalances(ethers, token, [wallet.address, escrow], [fee, -deal.total]));
      expect(await statusOf(deal)).to.equal(Status.Split);
    });

    it("should rule as the fallback, after the window and after a pass", async () => {
      const trade = await load();
      const { escrow, token, stranger, reach, since } = trade;
      const wallet = await openWallet(ethers, trade, stranger);
      const wish = { fallbackArbitrator: wallet.address };
      const [late, passed] = [await reach("disputed", money, wish), await reach("passed", money, wish)];
      const fee = (late.total * 500n) / 10_000n;
      const wealth = (): Promise<bigint> =>
        money === "coin" ? ethers.provider.getBalance(wallet.address) : token.balanceOf(wallet.address);
      const before = await wealth();
      await wallet.call("rule", [passed.order, 10_000]);
      await at((await since(late)) + RULING_WINDOW + 1n);
      await wallet.call("rule", [late.order, 10_000]);
      expect((await wealth()) - before).to.equal(2n * fee);
      for (const deal of [late, passed]) expect((await escrow.state(deal.id)).status).to.equal(Status.Split);
    });
  });

  describe(`a contract wallet as seller, in ${money}`, () => {
    it("should sell by its owner's signature, ship, extend, be paid and refund; its key should not", async () => {
      const trade = await load();
      const { escrow, token, buyer, stranger, deal, open } = trade;
      const wallet = await openWallet(ethers, trade, stranger);
      const wish = { seller: wallet.address };
      const [sold, returned] = [await deal(money, wish, stranger), await deal(money, wish, stranger)];
      for (const wanted of [sold, returned]) await open(wanted);
      await expect(escrow.connect(stranger).ship(sold.order, ZeroHash))
        .to.be.revertedWithCustomError(escrow, "Unauthorized")
        .withArgs(stranger, wallet.address);
      await wallet.call("ship", [sold.order, ZeroHash]);
      await wallet.call("extend", [sold.order, DAY]);
      expect((await escrow.state(sold.id)).extension).to.equal(DAY);
      const release = () => escrow.connect(buyer).confirm(sold.order, ZeroHash, 0);
      await (money === "coin"
        ? expect(release).to.changeEtherBalances(ethers, [wallet.address], [sold.total])
        : expect(release).to.changeTokenBalances(ethers, token, [wallet.address], [sold.total]));
      const refund = () => wallet.call("cancel", [returned.order]);
      await (money === "coin"
        ? expect(refund).to.changeEtherBalances(ethers, [buyer], [returned.total])
        : expect(refund).to.changeTokenBalances(ethers, token, [buyer], [returned.total]));
    });
  });
}

describe("a contract wallet that passes a case", () => {
  it("should start the fallback's window", async () => {
    const trade = await load();
    const { escrow, second, stranger, reach } = trade;
    const wallet = await openWallet(ethers, trade, stranger);
    const deal = await reach("disputed", "coin", { arbitrator: wallet.address });
    await expect(escrow.connect(stranger).pass(deal.order)).to.be.revertedWithCustomError(escrow, "Unauthorized");
    await wallet.call("pass", [deal.order]);
    expect(await escrow.state(deal.id)).to.deep.equal([Status.Disputed, await now(), true, 0n]);
    await escrow.connect(second).rule(deal.order, 0);
  });
});

describe("a key that delegates to code (EIP-7702)", () => {
  it("should rule as arbitrator by its own transaction, and be paid through its code", async () => {
    const trade = await load();
    const { escrow, token, stranger, reach, statusOf } = trade;
    const key = await delegate(ethers, trade, stranger);
    for (const money of MONEY) {
      const deal = await reach("disputed", money, { arbitrator: key.address });
      const fee = (deal.total * 500n) / 10_000n;
      const before = await ethers.provider.getBalance(key.address);
      const dollars = await token.balanceOf(key.address);
      const { gasUsed, gasPrice } = (await (await escrow.connect(key).rule(deal.order, 10_000)).wait())!;
      const coin = (await ethers.provider.getBalance(key.address)) - before + gasUsed * gasPrice;
      expect([coin, (await token.balanceOf(key.address)) - dollars]).to.deep.equal(
        money === "coin" ? [fee, 0n] : [0n, fee],
      );
      expect(await statusOf(deal)).to.equal(Status.Split);
    }
  });

  it("should not let the account that its code obeys rule", async () => {
    const trade = await load();
    const { escrow, stranger, reach } = trade;
    const key = await delegate(ethers, trade, stranger);
    const deal = await reach("disputed", "coin", { arbitrator: key.address });
    await expect(escrow.connect(stranger).rule(deal.order, 0))
      .to.be.revertedWithCustomError(escrow, "Unauthorized")
      .withArgs(stranger, key.address);
  });
});
