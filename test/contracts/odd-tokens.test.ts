// Tokens as they exist: no return value, false, fee on transfer, blocklist, hooks, reentrant, seizing. Refused before funding, or no harm done.
import { expect } from "chai";
import { MaxUint256, ZeroHash } from "ethers";
import { Status, type Wish, createStage } from "./support/trade.ts";

const { load, ethers } = await createStage();
const ODDITY = {
  None: 0,
  NoReturn: 1,
  FalseReturn: 2,
  TransferFee: 3,
  Lie: 4,
  ShortReturn: 5,
  LongReturn: 6,
  BurnGas: 7,
  Hook: 8,
  Reenter: 9,
};

async function oddTrade(oddity: keyof typeof ODDITY = "None", wish: Wish = {}) {
  const trade = await load();
  const { escrow, buyer } = trade;
  const odd = await ethers.deployContract("OddToken");
  const currency = await odd.getAddress();
  await odd.mint(buyer, 10n ** 12n);
  await odd.connect(buyer).approve(escrow, MaxUint256);
  const deal = await trade.deal("token", { ...wish, currency });
  await odd.become(ODDITY[oddity]);
  return { ...trade, odd, currency, deal, dealIn: trade.deal };
}

describe("a token when an order is opened", () => {
  for (const oddity of ["None", "NoReturn", "Hook"] as const) {
    it(`should be taken: ${oddity}`, async () => {
      const { escrow, odd, deal, open, statusOf } = await oddTrade(oddity);
      await open(deal);
      expect(await statusOf(deal)).to.equal(Status.Funded);
      expect(await odd.balanceOf(escrow)).to.equal(deal.total);
    });
  }

  it("should be refused if it keeps a fee, saying what arrived", async () => {
    const { escrow, odd, deal, open } = await oddTrade("TransferFee");
    await expect(open(deal))
      .to.be.revertedWithCustomError(escrow, "WrongPayment")
      .withArgs(odd, deal.total, deal.total - deal.total / 100n);
  });

  it("should be refused if it says it paid and did not", async () => {
    const { escrow, odd, deal, open } = await oddTrade("Lie");
    await expect(open(deal)).to.be.revertedWithCustomError(escrow, "WrongPayment").withArgs(odd, deal.total, 0n);
  });

  for (const [oddity, answer] of [
    ["FalseReturn", ZeroHash],
    ["ShortReturn", "0x01"],
  ] as const) {
    it(`should be refused with what it answered: ${oddity}`, async () => {
      const { escrow, odd, buyer, deal, open, statusOf } = await oddTrade(oddity);
      await expect(open(deal))
        .to.be.revertedWithCustomError(escrow, "PaymentFailed")
        .withArgs(odd, buyer, deal.total, answer);
      expect(await statusOf(deal)).to.equal(Status.None);
    });
  }

  it("should meet the guard if it calls back while it pays", async () => {
    const { escrow, odd, deal, open, statusOf } = await oddTrade();
    await odd.reenter(escrow, escrow.interface.encodeFunctionData("claim", [deal.order]));
    await open(deal);
    expect(await odd.succeeded()).to.equal(false);
    expect(await odd.result()).to.equal(ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10));
    expect(await statusOf(deal)).to.equal(Status.Funded);
  });
});

describe("a token in a cart", () => {
  /** Two orders in the odd token around one in an honest one. */
  async function cart(oddity: keyof typeof ODDITY) {
    const trade = await oddTrade(oddity);
    const { escrow, buyer, currency } = trade;
    const deals = [trade.deal, await trade.dealIn("token"), await trade.dealIn("token", { currency })];
    const purchases = deals.map(({ purchase }) => purchase);
    return { ...trade, deals, send: () => escrow.connect(buyer).openMany(purchases) };
  }

  for (const oddity of ["NoReturn", "Hook"] as const) {
    it(`should be taken run by run: ${oddity}`, async () => {
      const { escrow, odd, token, deals, send, statusOf } = await cart(oddity);
      await send();
      for (const deal of deals) expect(await statusOf(deal)).to.equal(Status.Funded);
      expect(await odd.balanceOf(escrow)).to.equal(2n * deals[0]!.total);
      expect(await token.balanceOf(escrow)).to.equal(deals[1]!.total);
    });
  }

  for (const [oddity, error] of [
    ["FalseReturn", "PaymentFailed"],
    ["ShortReturn", "PaymentFailed"],
    ["TransferFee", "WrongPayment"],
    ["Lie", "WrongPayment"],
  ] as const) {
    it(`should stop the whole cart: ${oddity}`, async () => {
      const { escrow, odd, token, deals, send, statusOf } = await cart(oddity);
      await expect(send()).to.be.revertedWithCustomError(escrow, error);
      for (const deal of deals) expect(await statusOf(deal)).to.equal(Status.None);
      expect(await odd.balanceOf(escrow)).to.equal(0n);
      expect(await token.balanceOf(escrow)).to.equal(0n);
    });
  }

  it("should meet the guard if it calls back between two runs", async () => {
    const { escrow, odd, deals, send, statusOf } = await cart("None");
    // the first run's orders are recorded, the second's are not
    const payload = escrow.interface.encodeFunctionData("openMany", [[deals[1]!.purchase]]);
    await odd.reenter(escrow, payload);
    await send();
    expect(await odd.succeeded()).to.equal(false);
    expect(await odd.result()).to.equal(ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10));
    for (const deal of deals) expect(await statusOf(deal)).to.equal(Status.Funded);
  });
});

describe("a token when an order is closed", () => {
  for (const oddity of ["NoReturn", "LongReturn"] as const) {
    it(`should pay: ${oddity}`, async () => {
      const { escrow, odd, currency, seller, buyer, deal, open } = await oddTrade();
      await open(deal);
      await odd.become(ODDITY[oddity]);
      await escrow.connect(buyer).confirm(deal.order, ZeroHash, 0);
      expect(await odd.balanceOf(seller)).to.equal(deal.total);
      expect(await escrow.credit(seller, currency)).to.equal(0n);
    });
  }

  for (const oddity of ["FalseReturn", "BurnGas"] as const) {
    it(`should become a credit: ${oddity}, withdrawn when the token works again`, async () => {
      const { escrow, odd, currency, seller, buyer, deal, open, statusOf } = await oddTrade();
      await open(deal);
      await odd.become(ODDITY[oddity]);
      await expect(escrow.connect(buyer).confirm(deal.order, ZeroHash, 0))
        .to.emit(escrow, "Credited")
        .withArgs(seller, currency, deal.total);
      expect(await statusOf(deal)).to.equal(Status.Released);
      if (oddity === "FalseReturn") {
        await expect(escrow.connect(seller).withdraw(currency, seller)).to.be.revertedWithCustomError(
          escrow,
          "NotSent",
        );
      }
      expect(await escrow.credit(seller, currency)).to.equal(deal.total);
      await odd.become(ODDITY.None);
      await escrow.connect(seller).withdraw(currency, seller);
      expect(await odd.balanceOf(seller)).to.equal(deal.total);
    });
  }

  it("should become a credit of the blocked party alone, withdrawn to another address", async () => {
    const { escrow, odd, currency, seller, buyer, stranger, arbitrator, deal, open } = await oddTrade();
    await open(deal);
    await escrow.connect(seller).ship(deal.order, ZeroHash);
    await escrow.connect(buyer).dispute(deal.order, ZeroHash);
    await odd.setBlocked(seller, true);
    const before = await odd.balanceOf(buyer);
    await escrow.connect(arbitrator).rule(deal.order, 5_000);
    const fee = (deal.total * 500n) / 10_000n;
    const half = (deal.total - fee) / 2n;
    expect((await odd.balanceOf(buyer)) - before).to.equal(half);
    expect(await odd.balanceOf(arbitrator)).to.equal(fee);
    expect(await escrow.credit(seller, currency)).to.equal(deal.total - fee - half);
    await escrow.connect(seller).withdraw(currency, stranger);
    expect(await odd.balanceOf(stranger)).to.equal(deal.total - fee - half);
  });

  it("should become a credit if the contract has vanished", async () => {
    const { escrow, currency, seller, buyer, deal, open, statusOf } = await oddTrade();
    await open(deal);
    await ethers.provider.send("hardhat_setCode", [currency, "0x"]);
    await escrow.connect(buyer).confirm(deal.order, ZeroHash, 0);
    expect(await statusOf(deal)).to.equal(Status.Released);
    expect(await escrow.credit(seller, currency)).to.equal(deal.total);
  });

  it("should meet the guard if it calls back while it is paid out", async () => {
    const { escrow, odd, seller, buyer, deal, open } = await oddTrade();
    await open(deal);
    await odd.reenter(escrow, escrow.interface.encodeFunctionData("cancel", [deal.order]));
    await escrow.connect(buyer).confirm(deal.order, ZeroHash, 0);
    expect(await odd.succeeded()).to.equal(false);
    expect(await odd.balanceOf(seller)).to.equal(deal.total);
  });

  it("should harm no other currency if it takes the escrow's balance away", async () => {
    const { escrow, odd, token, currency, seller, buyer, deal, open, reach } = await oddTrade();
    const other = await reach("shipped", "token");
    await open(deal);
    await odd.seize(escrow, deal.total);
    await escrow.connect(buyer).confirm(deal.order, ZeroHash, 0);
    expect(await escrow.credit(seller, currency)).to.equal(deal.total);
    await escrow.connect(buyer).confirm(other.order, ZeroHash, 0);
    expect(await token.balanceOf(seller)).to.equal(other.total);
  });
});
