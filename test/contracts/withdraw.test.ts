// Escrow.withdraw: the owner of a credit takes it, to an address they name (I9).
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { MONEY, createStage } from "./support/trade.ts";

const { load, ethers } = await createStage();

for (const money of MONEY) {
  describe(`withdraw, in ${money}`, () => {
    /** A referrer's credit of two orders. */
    async function credited() {
      const trade = await load();
      const { escrow, buyer, referrer, reach, currencyOf } = trade;
      for (let i = 0; i < 2; i++) {
        const deal = await reach("shipped", money, { referrer: referrer.address, referrerBps: 1_000n });
        await escrow.connect(buyer).confirm(deal.order, ZeroHash, 0);
      }
      const amount = 2n * 10_700_000n;
      const currency = currencyOf(money);
      expect(await escrow.credit(referrer, currency)).to.equal(amount);
      return { ...trade, amount, currency };
    }

    for (const to of ["referrer", "stranger"] as const) {
      it(`should send the whole credit to the ${to === "referrer" ? "owner" : "address they name"}`, async () => {
        const { escrow, token, amount, currency, ...people } = await credited();
        const changed = expect(() => escrow.connect(people.referrer).withdraw(currency, people[to])).to;
        await (money === "coin"
          ? changed.changeEtherBalances(ethers, [people[to], escrow], [amount, -amount])
          : changed.changeTokenBalances(ethers, token, [people[to], escrow], [amount, -amount]));
        expect(await escrow.credit(people.referrer, currency)).to.equal(0n);
      });
    }

    it("should say who took what, where to", async () => {
      const { escrow, referrer, stranger, amount, currency } = await credited();
      await expect(escrow.connect(referrer).withdraw(currency, stranger))
        .to.emit(escrow, "Withdrawn")
        .withArgs(referrer, currency, stranger, amount);
    });

    it("should refuse an account without credit, and the owner a second time", async () => {
      const { escrow, referrer, stranger, currency } = await credited();
      await expect(escrow.connect(stranger).withdraw(currency, stranger))
        .to.be.revertedWithCustomError(escrow, "NothingToWithdraw")
        .withArgs(stranger, currency);
      await escrow.connect(referrer).withdraw(currency, referrer);
      await expect(escrow.connect(referrer).withdraw(currency, referrer))
        .to.be.revertedWithCustomError(escrow, "NothingToWithdraw")
        .withArgs(referrer, currency);
    });

    it("should keep currencies apart", async () => {
      const { escrow, referrer, currencyOf } = await credited();
      const other = currencyOf(money === "coin" ? "token" : "coin");
      await expect(escrow.connect(referrer).withdraw(other, referrer)).to.be.revertedWithCustomError(
        escrow,
        "NothingToWithdraw",
      );
    });

    it("should refuse to send to zero, to the escrow or to the token itself, where it would be lost", async () => {
      const { escrow, referrer, currency } = await credited();
      for (const to of [ZeroAddress, escrow.target, currency]) {
        await expect(escrow.connect(referrer).withdraw(currency, to))
          .to.be.revertedWithCustomError(escrow, "InvalidRecipient")
          .withArgs(to);
      }
    });
  });
}

describe("withdraw to an address that refuses", () => {
  it("should revert and keep the credit", async () => {
    const { escrow, token, buyer, referrer, reach } = await load();
    const deal = await reach("shipped", "coin", { referrer: referrer.address });
    await escrow.connect(buyer).confirm(deal.order, ZeroHash, 0);
    const amount = await escrow.credit(referrer, ZeroAddress);
    await expect(escrow.connect(referrer).withdraw(ZeroAddress, token))
      .to.be.revertedWithCustomError(escrow, "NotSent")
      .withArgs(ZeroAddress, token, amount);
    expect(await escrow.credit(referrer, ZeroAddress)).to.equal(amount);
  });
});
