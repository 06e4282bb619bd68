// Escrow.openWithPermit2: what Permit2 itself decides (nonce, deadline, spender, wallets), and who may run ahead. The rest is in open-authorized.test.ts.
import { expect } from "chai";
import { MaxUint256, id as keccakText } from "ethers";
import {
  PERMIT2_DOOR,
  type Terms,
  authorize,
  createAuthorizedStage,
  submit,
  sumOf,
  termsFor,
} from "./support/authorization.ts";
import { PERMIT2, WITNESS_TYPE_STRING, signTransfer } from "./support/permit2.ts";
import { DAY, type Deal, Status, type Trade } from "./support/trade.ts";
import { boughtBy, delegate, openWallet } from "./support/wallet.ts";

const { load, at, now, ethers, networkHelpers } = await createAuthorizedStage();
const errorOf = (name: string): string => keccakText(`${name}()`).slice(0, 10);

const sign = (
  trade: Trade,
  cart: Deal[],
  changes: Partial<Terms> = {},
  signer: Parameters<typeof authorize>[2] = trade.buyer,
) => authorize(PERMIT2_DOOR, trade, signer, cart, changes);

const expectRefused = async (trade: Trade, cart: Deal[], transfer: Awaited<ReturnType<typeof sign>>, reason: string) =>
  expect(submit(PERMIT2_DOOR, trade, cart, transfer))
    .to.be.revertedWithCustomError(trade.escrow, "PaymentFailed")
    .withArgs(trade.token, cart[0]!.order.buyer, sumOf(cart), reason);

describe("openWithPermit2: the nonce", () => {
  it("should be any unused one, in any order", async () => {
    const trade = await load();
    const { deal, statusOf } = trade;
    for (const nonce of [7n, 0n, MaxUint256, 256n]) {
      const cart = [await deal("token")];
      await submit(PERMIT2_DOOR, trade, cart, await sign(trade, cart, { nonce }));
      expect(await statusOf(cart[0]!)).to.equal(Status.Funded);
    }
  });

  it("should be used once: two carts signed with one nonce are two ways to spend it", async () => {
    const trade = await load();
    const { deal, statusOf } = trade;
    const [first, second] = [[await deal("token")], [await deal("token")]];
    const other = await sign(trade, second, { nonce: 5n });
    await submit(PERMIT2_DOOR, trade, first, await sign(trade, first, { nonce: 5n }));
    await expectRefused(trade, second, other, errorOf("InvalidNonce"));
    expect(await statusOf(second[0]!)).to.equal(Status.None);
  });

  it("should take back what was signed, if its owner voids it", async () => {
    const trade = await load();
    const { buyer, deal, permit2 } = trade;
    const cart = [await deal("token")];
    const transfer = await sign(trade, cart, { nonce: 3n });
    await permit2.connect(buyer).invalidateUnorderedNonces(0n, 1n << 3n);
    await expectRefused(trade, cart, transfer, errorOf("InvalidNonce"));
  });

  it("should be part of what is signed", async () => {
    const trade = await load();
    const cart = [await trade.deal("token")];
    const transfer = { ...(await sign(trade, cart, { nonce: 3n })), nonce: 4n };
    await expectRefused(trade, cart, transfer, errorOf("InvalidSigner"));
  });
});

describe("openWithPermit2: the deadline", () => {
  it("should be its last second", async () => {
    const trade = await load();
    const { deal, statusOf } = trade;
    const [inTime, late] = [[await deal("token")], [await deal("token")]];
    const until = (await now()) + DAY;
    const [first, second] = [await sign(trade, inTime, { until }), await sign(trade, late, { until, nonce: 1n })];
    await at(until);
    await submit(PERMIT2_DOOR, trade, inTime, first);
    expect(await statusOf(inTime[0]!)).to.equal(Status.Funded);
    await at(until + 1n);
    await expectRefused(trade, late, second, trade.permit2.interface.encodeErrorResult("SignatureExpired", [until]));
  });

  it("should be part of what is signed", async () => {
    const trade = await load();
    const cart = [await trade.deal("token")];
    const transfer = await sign(trade, cart, { until: 2n ** 40n });
    await expectRefused(trade, cart, { ...transfer, deadline: MaxUint256 } as never, errorOf("InvalidSigner"));
  });
});

describe("openWithPermit2: somebody who runs ahead", () => {
  it("should get no money from Permit2 with the buyer's signature, and not stop the purchase", async () => {
    const trade = await load();
    const { escrow, token, buyer, stranger, deal, permit2, statusOf } = trade;
    const cart = [await deal("token")];
    const transfer = await sign(trade, cart);
    const { consent, amount } = await termsFor(trade, cart);
    const permit = { permitted: { token, amount }, nonce: 0n, deadline: 2n ** 40n };
    for (const to of [stranger.address, escrow.target as string]) {
      const details = { to, requestedAmount: amount };
      const thief = permit2.connect(stranger);
      await expect(
        thief.permitWitnessTransferFrom(permit, details, buyer, consent, WITNESS_TYPE_STRING, transfer.signature),
      ).to.be.revertedWithCustomError(permit2, "InvalidSigner");
      await expect(thief.permitTransferFrom(permit, details, buyer, transfer.signature)).to.be.revertedWithCustomError(
        permit2,
        "InvalidSigner",
      );
    }
    expect(await token.balanceOf(stranger)).to.equal(0n);
    await submit(PERMIT2_DOOR, trade, cart, transfer);
    expect(await statusOf(cart[0]!)).to.equal(Status.Funded);
  });

  it("should only open the buyer's order for them, if they submit it to the escrow", async () => {
    const trade = await load();
    const { token, buyer, stranger, deal, statusOf } = trade;
    const cart = [await deal("token")];
    const transfer = await sign(trade, cart);
    const before = await token.balanceOf(buyer);
    await submit(PERMIT2_DOOR, trade, cart, transfer, { as: stranger });
    await expect(submit(PERMIT2_DOOR, trade, cart, transfer, { as: buyer })).to.be.revertedWithCustomError(
      trade.escrow,
      "CartItem",
    );
    expect(before - (await token.balanceOf(buyer))).to.equal(cart[0]!.total);
    expect(await statusOf(cart[0]!)).to.equal(Status.Funded);
  });

  it("should not use a plain Permit2 transfer that the buyer signed for the escrow, without an order", async () => {
    const trade = await load();
    const { escrow, token, buyer, deal } = trade;
    const cart = [await deal("token")];
    const permitted = { token: token.target as string, amount: sumOf(cart) };
    const permit = { permitted, nonce: 0n, deadline: MaxUint256 };
    const signature = await signTransfer(buyer, permit, escrow.target as string);
    await expectRefused(trade, cart, { nonce: 0n, deadline: MaxUint256, signature }, errorOf("InvalidSigner"));
  });
});

describe("openWithPermit2: signatures", () => {
  it("should be taken in the compact form too (ERC-2098): Permit2 decides", async () => {
    const trade = await load();
    const cart = [await trade.deal("token")];
    const transfer = await sign(trade, cart);
    const signature = ethers.Signature.from(transfer.signature as string).compactSerialized;
    await submit(PERMIT2_DOOR, trade, cart, { ...transfer, signature });
    expect(await trade.statusOf(cart[0]!)).to.equal(Status.Funded);
  });

  for (const [what, mangle] of [
    ["empty", () => "0x"],
    ["cut", (signature: string) => signature.slice(0, -4)],
  ] as const) {
    it(`should be refused: ${what}`, async () => {
      const trade = await load();
      const cart = [await trade.deal("token")];
      const transfer = await sign(trade, cart);
      const signature = mangle(transfer.signature as string);
      await expectRefused(trade, cart, { ...transfer, signature }, errorOf("InvalidSignatureLength"));
    });
  }

  it("should be a contract wallet's (ERC-1271), and not another's", async () => {
    const trade = await load();
    const { token, buyer, stranger, deal, statusOf } = trade;
    const wallet = await openWallet(ethers, trade, buyer);
    await wallet.approve(PERMIT2);
    const cart = [await boughtBy(trade, await deal("token"), wallet.address)];
    await expectRefused(trade, cart, await sign(trade, cart, {}, stranger), errorOf("InvalidContractSignature"));
    const before = await token.balanceOf(wallet.address);
    await submit(PERMIT2_DOOR, trade, cart, await sign(trade, cart));
    expect(before - (await token.balanceOf(wallet.address))).to.equal(cart[0]!.total);
    expect(await statusOf(cart[0]!)).to.equal(Status.Funded);
  });

  it("should be what a delegating key's code accepts (EIP-7702): Permit2 asks the code first", async () => {
    const trade = await load();
    const { token, stranger, deal, statusOf } = trade;
    const key = await delegate(ethers, trade, stranger);
    await token.connect(key).approve(PERMIT2, MaxUint256);
    const cart = [await boughtBy(trade, await deal("token"), key.address)];
    await expectRefused(trade, cart, await sign(trade, cart, {}, key), errorOf("InvalidContractSignature"));
    await submit(PERMIT2_DOOR, trade, cart, await sign(trade, cart, {}, stranger));
    expect(await statusOf(cart[0]!)).to.equal(Status.Funded);
  });
});

describe("openWithPermit2: what the buyer's money depends on", () => {
  it("should be an allowance to Permit2, not one to the escrow", async () => {
    const trade = await load();
    const { escrow, token, buyer, deal } = trade;
    const cart = [await deal("token")];
    await token.connect(buyer).approve(PERMIT2, 0n);
    await token.connect(buyer).approve(escrow, MaxUint256);
    const reason = token.interface.encodeErrorResult("ERC20InsufficientAllowance", [PERMIT2, 0n, sumOf(cart)]);
    await expectRefused(trade, cart, await sign(trade, cart), reason);
  });

  it("should be Permit2 at its address: where there is none, nothing arrives", async () => {
    const trade = await load();
    const { escrow, token, deal, statusOf } = trade;
    const cart = [await deal("token")];
    const transfer = await sign(trade, cart);
    await networkHelpers.setCode(PERMIT2, "0x");
    await expect(submit(PERMIT2_DOOR, trade, cart, transfer))
      .to.be.revertedWithCustomError(escrow, "WrongPayment")
      .withArgs(token, cart[0]!.total, 0n);
    expect(await statusOf(cart[0]!)).to.equal(Status.None);
  });

  it("should be a token that keeps nothing of it", async () => {
    const trade = await load();
    const { escrow, buyer, deal } = trade;
    const odd = await ethers.deployContract("OddToken");
    await odd.mint(buyer, 10n ** 12n);
    await odd.connect(buyer).approve(PERMIT2, MaxUint256);
    await odd.become(3); // TransferFee
    const cart = [await deal("token", { currency: await odd.getAddress() })];
    const { total } = cart[0]!;
    await expect(submit(PERMIT2_DOOR, trade, cart, await sign(trade, cart, { currency: await odd.getAddress() })))
      .to.be.revertedWithCustomError(escrow, "WrongPayment")
      .withArgs(odd, total, total - total / 100n);
  });
});
