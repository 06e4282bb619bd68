// Escrow.openWithPermit2 and openWithAuthorization alike: the buyer signs, anybody submits, and nobody but the buyer decides anything.
import { expect } from "chai";
import { ZeroAddress, encodeBytes32String, id as keccakText } from "ethers";
import {
  ERC3009_DOOR,
  PERMIT2_DOOR,
  type Terms,
  authorize,
  createAuthorizedStage,
  submit,
  sumOf,
  termsFor,
} from "./support/authorization.ts";
import { purchasesOf } from "./support/cart.ts";
import { publish } from "./support/catalogue.ts";
import { type Deal, Status, type Trade } from "./support/trade.ts";
import { boughtBy } from "./support/wallet.ts";

const { load, ethers } = await createAuthorizedStage();

const cartOf = async ({ deal }: Trade, length: number): Promise<Deal[]> => {
  const cart: Deal[] = [];
  for (let i = 0; i < length; i++) cart.push(await deal("token", { unitPrice: BigInt(i + 1) }));
  return cart;
};

for (const door of [PERMIT2_DOOR, ERC3009_DOOR]) {
  /** The judge takes the signature for somebody else's, so the cart stays closed and the buyer keeps the money. */
  async function expectForged(
    trade: Trade,
    cart: Deal[],
    authorization: Awaited<ReturnType<typeof authorize>>,
    { buyer = trade.buyer.address, asked = {} as Partial<Terms> } = {},
  ) {
    const { escrow, token, statusOf } = trade;
    const before = await token.balanceOf(buyer);
    const terms = { ...(await termsFor(trade, cart)), buyer, ...asked };
    await expect(submit(door, trade, cart, authorization, { buyer }))
      .to.be.revertedWithCustomError(escrow, "PaymentFailed")
      .withArgs(token, buyer, terms.amount, door.forged(trade, terms));
    for (const wanted of cart) expect(await statusOf(wanted)).to.equal(Status.None);
    expect(await token.balanceOf(buyer)).to.equal(before);
  }

  describe(`${door.call}: a cart that its buyer signed`, () => {
    for (const length of [1, 2, 3]) {
      it(`should be opened by a stranger, in one transfer of exactly the sum: ${length}`, async () => {
        const trade = await load();
        const { escrow, token, buyer, stranger, statusOf } = trade;
        const cart = await cartOf(trade, length);
        const authorization = await authorize(door, trade, buyer, cart);
        const sum = sumOf(cart);
        const before = await token.balanceOf(buyer);
        const sent = await submit(door, trade, cart, authorization);
        expect(before - (await token.balanceOf(buyer))).to.equal(sum);
        const moved = await token.queryFilter(token.filters.Transfer(), sent.blockNumber!, sent.blockNumber!);
        expect(moved.map(({ args }) => args.slice())).to.deep.equal([[buyer.address, escrow.target, sum]]);
        for (const wanted of cart) expect(await statusOf(wanted)).to.equal(Status.Funded);
        const opened = await escrow.queryFilter(escrow.filters.Opened(undefined, undefined, buyer));
        expect(opened.map(({ args }) => args.orderId)).to.deep.equal(cart.map(({ id }) => id));
        expect(await token.balanceOf(stranger)).to.equal(0n);
      });
    }

    for (const who of ["buyer", "seller", "arbitrator"] as const) {
      it(`should be opened by the ${who}'s hand, and return the ids`, async () => {
        const trade = await load();
        const { escrow, buyer, statusOf } = trade;
        const cart = await cartOf(trade, 2);
        const authorization = await authorize(door, trade, buyer, cart);
        const submitter = escrow.connect(trade[who]);
        const ids = await submitter[door.call].staticCall(buyer, purchasesOf(cart), authorization as never);
        expect(ids).to.deep.equal(cart.map(({ id }) => id));
        await submit(door, trade, cart, authorization, { as: trade[who] });
        expect(await statusOf(cart[0]!)).to.equal(Status.Funded);
      });
    }

    it("should hold offers of a catalogue, of several sellers", async () => {
      const trade = await load();
      const { buyer, deal, statusOf } = trade;
      const other = (await ethers.getSigners())[9]!;
      const listed = await publish(trade, [await deal("token", { signature: "0x" })], { depth: 10 });
      const cart = [...listed, await deal("token", {}, other)];
      await submit(door, trade, cart, await authorize(door, trade, buyer, cart));
      for (const wanted of cart) expect(await statusOf(wanted)).to.equal(Status.Funded);
    });
  });

  describe(`${door.call}: a submitter who changes something`, () => {
    const changes: [string, (trade: Trade) => Partial<Deal["purchase"]>][] = [
      ["the units", () => ({ units: 1n })],
      ["the salt", () => ({ salt: 77n })],
      ["the referrer", ({ stranger }) => ({ referrer: stranger.address })],
    ];
    for (const [what, change] of changes) {
      it(`should not open: ${what}`, async () => {
        const trade = await load();
        const { escrow, buyer } = trade;
        const cart = await cartOf(trade, 1);
        const authorization = await authorize(door, trade, buyer, cart);
        const { order, purchase } = cart[0]!;
        const changed = { ...order, ...change(trade) };
        const units = BigInt(changed.units);
        const swapped = {
          ...cart[0]!,
          id: await escrow.orderId(changed),
          purchase: { ...purchase, ...change(trade) },
          total: units * BigInt(order.offer.unitPrice) + BigInt(order.offer.shipping),
        };
        await expectForged(trade, [swapped], authorization);
      });
    }

    it("should not open another offer of the same price", async () => {
      const trade = await load();
      const authorization = await authorize(door, trade, trade.buyer, await cartOf(trade, 1));
      await expectForged(
        trade,
        [await trade.deal("token", { unitPrice: 1n, terms: keccakText("junk") })],
        authorization,
      );
    });

    it("should not open the cart in another order", async () => {
      const trade = await load();
      const cart = await cartOf(trade, 3);
      await expectForged(trade, cart.toReversed(), await authorize(door, trade, trade.buyer, cart));
    });

    it("should not open a part of the cart, nor more than it", async () => {
      const trade = await load();
      const cart = await cartOf(trade, 3);
      const authorization = await authorize(door, trade, trade.buyer, cart.slice(0, 2));
      await expectForged(trade, cart.slice(0, 1), authorization);
      await expectForged(trade, cart, authorization);
    });

    it("should not make another account the buyer", async () => {
      const trade = await load();
      const { escrow, token, buyer, stranger } = trade;
      await token.mint(stranger, 10n ** 12n);
      const cart = await cartOf(trade, 1);
      const authorization = await authorize(door, trade, buyer, cart);
      const theirs = await boughtBy(trade, cart[0]!, stranger.address);
      const allowance = await token.allowance(stranger, escrow);
      expect(allowance).to.equal(0n);
      await expectForged(trade, [theirs], authorization, { buyer: stranger.address });
    });
  });

  describe(`${door.call}: a signature over something else`, () => {
    const lies: [string, (trade: Trade, terms: Terms) => Partial<Terms>][] = [
      ["a lower amount", (_, { amount }) => ({ amount: amount - 1n })],
      ["a higher amount", (_, { amount }) => ({ amount: amount + 1n })],
      ["another escrow", ({ stranger }) => ({ escrow: stranger.address })],
      ["another chain", () => ({ chainId: 1n })],
      ["no order", () => ({ consent: ethers.ZeroHash })],
      ["another currency", ({ stranger }) => ({ currency: stranger.address })],
    ];
    for (const [what, lie] of lies) {
      it(`should be refused: ${what}`, async () => {
        const trade = await load();
        const cart = await cartOf(trade, 2);
        const terms = await termsFor(trade, cart);
        await expectForged(trade, cart, await authorize(door, trade, trade.buyer, cart, lie(trade, terms)));
      });
    }

    it("should be refused: a cart's two ids signed as one order, and one order as the hash of its id", async () => {
      const trade = await load();
      const cart = await cartOf(trade, 2);
      const first = await authorize(door, trade, trade.buyer, cart, { consent: cart[0]!.id });
      await expectForged(trade, cart, first);
      const hashed = await authorize(door, trade, trade.buyer, [cart[0]!], { consent: ethers.keccak256(cart[0]!.id) });
      await expectForged(trade, [cart[0]!], hashed);
    });

    it("should be refused: another account's", async () => {
      const trade = await load();
      const cart = await cartOf(trade, 1);
      for (const signer of [trade.stranger, trade.seller]) {
        await expectForged(trade, cart, await authorize(door, trade, signer, cart));
      }
    });
  });

  describe(`${door.call}: an authorisation that was used`, () => {
    it("should not open the same cart again, nor take money twice", async () => {
      const trade = await load();
      const { escrow, token, buyer, seller } = trade;
      const cart = await cartOf(trade, 1);
      const authorization = await authorize(door, trade, buyer, cart);
      await submit(door, trade, cart, authorization, { as: seller });
      const left = await token.balanceOf(buyer);
      const reason = escrow.interface.encodeErrorResult("WrongStatus", [cart[0]!.id, Status.Funded, 0n, 0n]);
      await expect(submit(door, trade, cart, authorization))
        .to.be.revertedWithCustomError(escrow, "CartItem")
        .withArgs(0n, reason);
      await escrow.connect(seller).cancel(cart[0]!.order);
      const closed = escrow.interface.encodeErrorResult("WrongStatus", [cart[0]!.id, Status.Refunded, 0n, 0n]);
      await expect(submit(door, trade, cart, authorization))
        .to.be.revertedWithCustomError(escrow, "CartItem")
        .withArgs(0n, closed);
      expect(await token.balanceOf(buyer)).to.equal(left + cart[0]!.total);
    });
  });

  describe(`${door.call}: the cart`, () => {
    it("should be in one token: another one is refused with its index", async () => {
      const trade = await load();
      const { escrow, token, buyer, deal, deployer } = trade;
      const euro = (await ethers.deployContract("TestDollar", deployer)).target as string;
      const mixed = await deal("token", { currency: euro });
      for (const [odd, currency] of [
        [mixed, euro],
        [await deal("coin"), ZeroAddress],
      ] as const) {
        const cart = [...(await cartOf(trade, 2)), odd];
        await expect(submit(door, trade, cart, await authorize(door, trade, buyer, cart)))
          .to.be.revertedWithCustomError(escrow, "MixedCurrencies")
          .withArgs(2n, token, currency);
      }
    });

    it("should not be in the coin", async () => {
      const trade = await load();
      const { escrow, buyer, deal } = trade;
      const cart = [await deal("coin")];
      await expect(submit(door, trade, cart, await authorize(door, trade, buyer, cart)))
        .to.be.revertedWithCustomError(escrow, "NotAToken")
        .withArgs(ZeroAddress);
    });

    it("should not be in a currency without code", async () => {
      const trade = await load();
      const { escrow, buyer, deal } = trade;
      const currency = ethers.getAddress(`0x${"77".repeat(20)}`);
      const cart = [await deal("token", { currency })];
      await expect(submit(door, trade, cart, await authorize(door, trade, buyer, cart)))
        .to.be.revertedWithCustomError(escrow, "NotAToken")
        .withArgs(currency);
    });

    it("should not be empty", async () => {
      const { escrow, buyer } = await load();
      const struct = door.struct({ nonce: 0n, after: 0n, until: 0n } as Terms, "0x");
      await expect(escrow[door.call](buyer, [], struct as never))
        .to.be.revertedWithCustomError(escrow, "OutOfRange")
        .withArgs(encodeBytes32String("purchases"), 0n, 1n, 2n ** 32n - 1n);
    });

    it("should be refused with the index of what cannot be opened, and cost the buyer nothing", async () => {
      const trade = await load();
      const { escrow, token, buyer, seller, deal } = trade;
      const cart = [...(await cartOf(trade, 1)), await deal("token", { signature: "0x" })];
      const before = await token.balanceOf(buyer);
      const reason = escrow.interface.encodeErrorResult("InvalidSignature", [seller.address, cart[1]!.digest]);
      await expect(submit(door, trade, cart, await authorize(door, trade, buyer, cart)))
        .to.be.revertedWithCustomError(escrow, "CartItem")
        .withArgs(1n, reason);
      expect(await token.balanceOf(buyer)).to.equal(before);
    });

    it("should not make its buyer a second role", async () => {
      const trade = await load();
      const { escrow, seller } = trade;
      const own = await boughtBy(trade, await trade.deal("token"), seller.address);
      const reason = escrow.interface.encodeErrorResult("RoleConflict", [seller.address]);
      await expect(submit(door, trade, [own], await authorize(door, trade, seller, [own])))
        .to.be.revertedWithCustomError(escrow, "CartItem")
        .withArgs(0n, reason);
    });

    it("should need the buyer's balance", async () => {
      const trade = await load();
      const { escrow, token, buyer, stranger } = trade;
      const cart = await cartOf(trade, 1);
      const authorization = await authorize(door, trade, buyer, cart);
      await token.connect(buyer).transfer(stranger, await token.balanceOf(buyer));
      const reason = token.interface.encodeErrorResult("ERC20InsufficientBalance", [buyer.address, 0n, sumOf(cart)]);
      await expect(submit(door, trade, cart, authorization))
        .to.be.revertedWithCustomError(escrow, "PaymentFailed")
        .withArgs(token, buyer, sumOf(cart), reason);
    });

    it("should take no coin with the call", async () => {
      const trade = await load();
      const { escrow, buyer, stranger } = trade;
      const cart = await cartOf(trade, 1);
      const args = [buyer.address, purchasesOf(cart), await authorize(door, trade, buyer, cart)] as never;
      const data = escrow.interface.encodeFunctionData(door.call as "cancel", args);
      await expect(stranger.sendTransaction({ to: escrow, data, value: 1n })).to.be.revertedWithoutReason(ethers);
    });
  });
}
