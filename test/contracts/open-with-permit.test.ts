// Escrow.openWithPermit: one transaction with an EIP-2612 permit, whatever happened to the permit before.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { MaxUint256 } from "ethers";
import { signPermit } from "./support/permit.ts";
import { DAY, Status, type Trade, createStage } from "./support/trade.ts";

const { load, now, ethers } = await createStage();

describe("openWithPermit", () => {
  /** The buyer without allowance, a wanted order, and the buyer's permit for its total. */
  async function given(trade: Trade, owner: HardhatEthersSigner = trade.buyer) {
    await trade.token.connect(trade.buyer).approve(trade.escrow, 0n);
    const wanted = await trade.deal("token");
    const permit = await signPermit(trade, owner, wanted.total, (await now()) + DAY);
    return { wanted, permit };
  }

  it("should open and take exactly the total, leaving no allowance", async () => {
    const trade = await load();
    const { escrow, token, buyer, statusOf } = trade;
    const { wanted, permit } = await given(trade);
    await expect(() => escrow.connect(buyer).openWithPermit([wanted.purchase], [permit])).to.changeTokenBalances(
      ethers,
      token,
      [buyer, escrow],
      [-wanted.total, wanted.total],
    );
    expect(await statusOf(wanted)).to.equal(Status.Funded);
    expect(await token.allowance(buyer, escrow)).to.equal(0n);
  });

  describe("given a permit that was submitted by somebody else before", () => {
    it("should open all the same", async () => {
      const trade = await load();
      const { escrow, token, buyer, stranger, statusOf } = trade;
      const { wanted, permit } = await given(trade);
      const { deadline, v, r, s } = permit;
      await token.connect(stranger).permit(buyer, escrow, wanted.total, deadline, v, r, s);
      await escrow.connect(buyer).openWithPermit([wanted.purchase], [permit]);
      expect(await statusOf(wanted)).to.equal(Status.Funded);
    });
  });

  describe("given a permit that does not hold", () => {
    it("should be as if there was none", async () => {
      const trade = await load();
      const { escrow, token, buyer, statusOf } = trade;
      const { wanted, permit } = await given(trade);
      const expired = { ...permit, deadline: 1n };
      const reason = token.interface.encodeErrorResult("ERC20InsufficientAllowance", [escrow.target, 0n, wanted.total]);
      await expect(escrow.connect(buyer).openWithPermit([wanted.purchase], [expired]))
        .to.be.revertedWithCustomError(escrow, "PaymentFailed")
        .withArgs(token, buyer, wanted.total, reason);
      await token.connect(buyer).approve(escrow, MaxUint256);
      await escrow.connect(buyer).openWithPermit([wanted.purchase], [expired]);
      expect(await statusOf(wanted)).to.equal(Status.Funded);
    });
  });

  describe("given another account's permit", () => {
    it("should never spend that account's money: the buyer is the caller", async () => {
      const trade = await load();
      const { escrow, token, buyer, stranger } = trade;
      await token.mint(stranger, 10n ** 12n);
      const { wanted, permit } = await given(trade, stranger);
      await expect(escrow.connect(buyer).openWithPermit([wanted.purchase], [permit])).to.be.revertedWithCustomError(
        escrow,
        "PaymentFailed",
      );
      const { deadline, v, r, s } = permit;
      await token.permit(stranger, escrow, wanted.total, deadline, v, r, s);
      await expect(escrow.connect(buyer).openWithPermit([wanted.purchase], [permit])).to.be.revertedWithCustomError(
        escrow,
        "PaymentFailed",
      );
      expect(await token.balanceOf(stranger)).to.equal(10n ** 12n);
    });
  });

  describe("given a token without permit", () => {
    it("should take the allowance", async () => {
      const trade = await load();
      const { escrow, buyer, deal, statusOf } = trade;
      const odd = await ethers.deployContract("OddToken");
      await odd.mint(buyer, 10n ** 12n);
      await odd.connect(buyer).approve(escrow, MaxUint256);
      const wanted = await deal("token", { currency: await odd.getAddress() });
      const { permit } = await given(trade);
      await escrow.connect(buyer).openWithPermit([wanted.purchase], [permit]);
      expect(await statusOf(wanted)).to.equal(Status.Funded);
    });
  });

  describe("given a permit for an address without code", () => {
    it("should refuse it, and so with the coin's", async () => {
      const trade = await load();
      const { escrow, buyer } = trade;
      const { wanted, permit } = await given(trade);
      for (const currency of [ethers.ZeroAddress, ethers.getAddress(`0x${"77".repeat(20)}`)]) {
        await expect(escrow.connect(buyer).openWithPermit([wanted.purchase], [{ ...permit, currency }]))
          .to.be.revertedWithCustomError(escrow, "NotAToken")
          .withArgs(currency);
      }
    });
  });

  describe("given a cart in two tokens and the coin, with a permit for each token", () => {
    async function cart() {
      const trade = await load();
      const { escrow, token, buyer, deal, deployer } = trade;
      await token.connect(buyer).approve(escrow, 0n);
      const euro = await ethers.deployContract("TestDollar", deployer);
      await euro.mint(buyer, 10n ** 12n);
      const inEuro = () => deal("token", { currency: euro.target as string });
      const wanted = [
        await deal("token"),
        await deal("token"),
        await inEuro(),
        await deal("coin"),
        await deal("token"),
      ];
      const [dollars, euros] = [3n * wanted[0]!.total, wanted[2]!.total];
      const deadline = (await now()) + DAY;
      const permits = [
        await signPermit(trade, buyer, dollars, deadline),
        await signPermit({ escrow, token: euro }, buyer, euros, deadline),
      ];
      const purchases = wanted.map(({ purchase }) => purchase);
      const send = (submitted = permits) =>
        escrow.connect(buyer).openWithPermit(purchases, submitted, { value: wanted[3]!.total });
      /** All are open, exactly paid, and no allowance is left. */
      const expectOpen = async () => {
        for (const { id } of wanted) expect((await escrow.state(id)).status).to.equal(Status.Funded);
        expect(await token.balanceOf(escrow)).to.equal(dollars);
        expect(await euro.balanceOf(escrow)).to.equal(euros);
        for (const money of [token, euro]) expect(await money.allowance(buyer, escrow)).to.equal(0n);
      };
      return { ...trade, euro, wanted, permits, send, expectOpen };
    }

    it("should open all with one call", async () => {
      const { send, expectOpen } = await cart();
      await send();
      await expectOpen();
    });

    for (const [what, submitted] of [
      ["the first", [0]],
      ["the second", [1]],
      ["both", [0, 1]],
    ] as const) {
      it(`should open all if somebody submitted ${what} before`, async () => {
        const { escrow, token, euro, buyer, stranger, permits, send, expectOpen } = await cart();
        for (const index of submitted) {
          const { value, deadline, v, r, s } = permits[index]!;
          await [token, euro][index]!.connect(stranger).permit(buyer, escrow, value, deadline, v, r, s);
        }
        await send();
        await expectOpen();
      });
    }

    it("should open nothing if a permit is missing or does not hold", async () => {
      const { escrow, token, euro, buyer, wanted, permits, send } = await cart();
      const reason = euro.interface.encodeErrorResult("ERC20InsufficientAllowance", [
        escrow.target,
        0n,
        wanted[2]!.total,
      ]);
      for (const lacking of [[permits[0]!], [permits[0]!, { ...permits[1]!, value: 1n }]]) {
        await expect(send(lacking))
          .to.be.revertedWithCustomError(escrow, "PaymentFailed")
          .withArgs(euro, buyer, wanted[2]!.total, reason);
      }
      for (const { id } of wanted) expect((await escrow.state(id)).status).to.equal(Status.None);
      // not even the permit that held
      expect(await token.nonces(buyer)).to.equal(0n);
    });

    it("should refuse an empty cart, whatever it permits", async () => {
      const { escrow, buyer, permits } = await cart();
      await expect(escrow.connect(buyer).openWithPermit([], permits))
        .to.be.revertedWithCustomError(escrow, "OutOfRange")
        .withArgs(ethers.encodeBytes32String("purchases"), 0n, 1n, 2n ** 32n - 1n);
    });
  });

  it("should refuse what openMany refuses, with the item's index", async () => {
    const trade = await load();
    const { escrow, buyer, deal } = trade;
    const { wanted, permit } = await given(trade);
    const { purchase } = await deal("token", { signature: "0x" });
    await expect(escrow.connect(buyer).openWithPermit([wanted.purchase, purchase], [permit]))
      .to.be.revertedWithCustomError(escrow, "CartItem")
      .withArgs(1n, (reason: string) => escrow.interface.parseError(reason)?.name === "InvalidSignature");
  });
});
