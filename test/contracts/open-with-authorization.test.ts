// Escrow.openWithAuthorization: what an ERC-3009 token decides (time, nonce, payee, wallets), and who may run ahead. The rest is in open-authorized.test.ts.
import { expect } from "chai";
import { Signature } from "ethers";
import {
  ERC3009_DOOR,
  type Terms,
  authorize,
  createAuthorizedStage,
  submit,
  sumOf,
  termsFor,
} from "./support/authorization.ts";
import { signAuthorization } from "./support/erc3009.ts";
import { DAY, type Deal, Status, type Trade } from "./support/trade.ts";
import { boughtBy, delegate, openWallet } from "./support/wallet.ts";

const { load, at, now, ethers } = await createAuthorizedStage();

const sign = (
  trade: Trade,
  cart: Deal[],
  changes: Partial<Terms> = {},
  signer: Parameters<typeof authorize>[2] = trade.buyer,
) => authorize(ERC3009_DOOR, trade, signer, cart, changes);

const expectRefused = async (trade: Trade, cart: Deal[], signed: Awaited<ReturnType<typeof sign>>, reason: string) =>
  expect(submit(ERC3009_DOOR, trade, cart, signed))
    .to.be.revertedWithCustomError(trade.escrow, "PaymentFailed")
    .withArgs(trade.token, cart[0]!.order.buyer, sumOf(cart), reason);

/** What the token says of a signature that is not the buyer's over these terms. */
const forged = async (trade: Trade, cart: Deal[]): Promise<string> =>
  ERC3009_DOOR.forged(trade, await termsFor(trade, cart));

describe("openWithAuthorization: time", () => {
  it("should be after the first second and before the last", async () => {
    const trade = await load();
    const { token, deal, statusOf } = trade;
    const [first, second] = [[await deal("token")], [await deal("token")]];
    const after = (await now()) + DAY;
    const until = after + 10n;
    const signed = [await sign(trade, first, { after, until }), await sign(trade, second, { after, until })];
    await at(after);
    const early = token.interface.encodeErrorResult("AuthorizationNotYetValid", [after, after]);
    await expectRefused(trade, first, signed[0]!, early);
    await at(after + 1n);
    await submit(ERC3009_DOOR, trade, first, signed[0]!);
    expect(await statusOf(first[0]!)).to.equal(Status.Funded);
    await at(until);
    await expectRefused(
      trade,
      second,
      signed[1]!,
      token.interface.encodeErrorResult("AuthorizationExpired", [until, until]),
    );
    expect(await statusOf(second[0]!)).to.equal(Status.None);
  });

  it("should be possible in the last second before the end", async () => {
    const trade = await load();
    const cart = [await trade.deal("token")];
    const until = (await now()) + DAY;
    const signed = await sign(trade, cart, { until });
    await at(until - 1n);
    await submit(ERC3009_DOOR, trade, cart, signed);
    expect(await trade.statusOf(cart[0]!)).to.equal(Status.Funded);
  });

  for (const change of [{ validAfter: 1n }, { validBefore: 2n ** 41n }]) {
    it(`should be part of what is signed: ${Object.keys(change)[0]}`, async () => {
      const trade = await load();
      const cart = [await trade.deal("token")];
      const changed = { ...(await sign(trade, cart)), ...change };
      const asked = "validAfter" in change ? { after: 1n } : { until: 2n ** 41n };
      const reason = ERC3009_DOOR.forged(trade, { ...(await termsFor(trade, cart)), ...asked });
      await expectRefused(trade, cart, changed as never, reason);
    });
  }
});

describe("openWithAuthorization: the nonce", () => {
  it("should be the order, so that a used one is an order that was opened", async () => {
    const trade = await load();
    const { token, buyer, deal } = trade;
    const cart = [await deal("token"), await deal("token")];
    const { consent } = await termsFor(trade, cart);
    expect(await token.authorizationState(buyer, consent)).to.equal(false);
    await submit(ERC3009_DOOR, trade, cart, await sign(trade, cart));
    expect(await token.authorizationState(buyer, consent)).to.equal(true);
    expect(await token.authorizationState(buyer, cart[0]!.id)).to.equal(false);
  });

  it("should take back what was signed, if its owner cancels it", async () => {
    const trade = await load();
    const { token, buyer, stranger, deal } = trade;
    const cart = [await deal("token")];
    const signed = await sign(trade, cart);
    const { consent } = await termsFor(trade, cart);
    const message = { authorizer: buyer.address, nonce: consent };
    const cancellation = await signAuthorization(buyer, token.target as string, "CancelAuthorization", message);
    const { v, r, s } = Signature.from(cancellation);
    const cancel = token.connect(stranger)["cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)"];
    await cancel(buyer, consent, v, r, s);
    const used = token.interface.encodeErrorResult("AuthorizationUsedOrCanceled", [buyer.address, consent]);
    await expectRefused(trade, cart, signed, used);
    // the purchase itself is not lost: another salt is another order
    const again = [await deal("token")];
    await submit(ERC3009_DOOR, trade, again, await sign(trade, again));
  });
});

describe("openWithAuthorization: somebody who runs ahead", () => {
  it("should get no money from the token with the buyer's signature, and not stop the purchase", async () => {
    const trade = await load();
    const { escrow, token, buyer, stranger, deal, statusOf } = trade;
    const cart = [await deal("token")];
    const signed = await sign(trade, cart);
    const { consent, amount, after, until } = await termsFor(trade, cart);
    const { v, r, s } = Signature.from(signed.signature as string);
    const key = "address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32";
    const thief = token.connect(stranger);
    const receive = thief[`receiveWithAuthorization(${key})`];
    const transfer = thief[`transferWithAuthorization(${key})`];
    // to the escrow, where it would be nobody's
    await expect(receive(buyer, escrow, amount, after, until, consent, v, r, s))
      .to.be.revertedWithCustomError(token, "CallerNotPayee")
      .withArgs(stranger, escrow);
    await expect(transfer(buyer, escrow, amount, after, until, consent, v, r, s)).to.be.revertedWithCustomError(
      token,
      "InvalidAuthorization",
    );
    for (const call of [receive, transfer]) {
      await expect(call(buyer, stranger, amount, after, until, consent, v, r, s)).to.be.revertedWithCustomError(
        token,
        "InvalidAuthorization",
      );
    }
    expect(await token.balanceOf(escrow)).to.equal(0n);
    await submit(ERC3009_DOOR, trade, cart, signed);
    expect(await statusOf(cart[0]!)).to.equal(Status.Funded);
  });

  it("should only open the buyer's order for them, if they submit it to the escrow", async () => {
    const trade = await load();
    const { escrow, token, buyer, stranger, deal, statusOf } = trade;
    const cart = [await deal("token")];
    const signed = await sign(trade, cart);
    const before = await token.balanceOf(buyer);
    await submit(ERC3009_DOOR, trade, cart, signed, { as: stranger });
    await expect(submit(ERC3009_DOOR, trade, cart, signed, { as: buyer })).to.be.revertedWithCustomError(
      escrow,
      "CartItem",
    );
    expect(before - (await token.balanceOf(buyer))).to.equal(cart[0]!.total);
    expect(await statusOf(cart[0]!)).to.equal(Status.Funded);
  });
});

describe("openWithAuthorization: signatures", () => {
  for (const [what, mangle] of [
    ["empty", () => "0x"],
    ["cut", (signature: string) => signature.slice(0, -2)],
    ["compact (ERC-2098)", (signature: string) => Signature.from(signature).compactSerialized],
    ["with the other v", (signature: string) => signature.slice(0, -2) + (signature.endsWith("1b") ? "1c" : "1b")],
  ] as const) {
    it(`should be refused: ${what}`, async () => {
      const trade = await load();
      const cart = [await trade.deal("token")];
      const signed = await sign(trade, cart);
      const signature = mangle(signed.signature as string);
      await expectRefused(trade, cart, { ...signed, signature } as never, await forged(trade, cart));
    });
  }

  it("should be a contract wallet's (ERC-1271): of 65 bytes by v, r, s", async () => {
    const trade = await load();
    const { token, buyer, stranger, deal, statusOf } = trade;
    const wallet = await openWallet(ethers, trade, buyer);
    const cart = [await boughtBy(trade, await deal("token"), wallet.address)];
    await expectRefused(trade, cart, await sign(trade, cart, {}, stranger), await forged(trade, cart));
    const before = await token.balanceOf(wallet.address);
    await submit(ERC3009_DOOR, trade, cart, await sign(trade, cart));
    expect(before - (await token.balanceOf(wallet.address))).to.equal(cart[0]!.total);
    expect(await statusOf(cart[0]!)).to.equal(Status.Funded);
  });

  for (const signature of ["0x", `0x${"42".repeat(200)}`]) {
    it(`should be a contract wallet's (ERC-1271): of ${signature.length / 2 - 1} bytes, as they are`, async () => {
      const trade = await load();
      const { escrow, token, deal, statusOf } = trade;
      // takes anything for its own signature
      const wallet = await ethers.deployContract("Hostile");
      await token.mint(wallet, 10n ** 12n);
      const cart = [await boughtBy(trade, await deal("token"), wallet.target as string)];
      const struct = ERC3009_DOOR.struct(await termsFor(trade, cart), signature);
      await submit(ERC3009_DOOR, trade, cart, struct);
      expect(await statusOf(cart[0]!)).to.equal(Status.Funded);
      expect(await token.balanceOf(escrow)).to.equal(cart[0]!.total);
    });
  }

  it("should be what a delegating key's code accepts (EIP-7702): the token asks the code", async () => {
    const trade = await load();
    const { stranger, deal, statusOf } = trade;
    const key = await delegate(ethers, trade, stranger);
    const cart = [await boughtBy(trade, await deal("token"), key.address)];
    await expectRefused(trade, cart, await sign(trade, cart, {}, key), await forged(trade, cart));
    await submit(ERC3009_DOOR, trade, cart, await sign(trade, cart, {}, stranger));
    expect(await statusOf(cart[0]!)).to.equal(Status.Funded);
  });
});

describe("openWithAuthorization: what the buyer's money depends on", () => {
  it("should be no allowance at all", async () => {
    const trade = await load();
    const { escrow, token, buyer, deal } = trade;
    expect(await token.allowance(buyer, escrow)).to.equal(0n);
    const cart = [await deal("token")];
    await submit(ERC3009_DOOR, trade, cart, await sign(trade, cart));
    expect(await token.balanceOf(escrow)).to.equal(cart[0]!.total);
  });

  it("should be a token that has it", async () => {
    const trade = await load();
    const { escrow, buyer, deal } = trade;
    const odd = await ethers.deployContract("OddToken");
    await odd.mint(buyer, 10n ** 12n);
    await odd.connect(buyer).approve(escrow, 10n ** 12n);
    const cart = [await deal("token", { currency: await odd.getAddress() })];
    await expect(submit(ERC3009_DOOR, trade, cart, await sign(trade, cart)))
      .to.be.revertedWithCustomError(escrow, "PaymentFailed")
      .withArgs(odd, buyer, cart[0]!.total, "0x");
    expect(await odd.balanceOf(escrow)).to.equal(0n);
  });
});
