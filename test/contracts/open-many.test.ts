// Escrow.openMany: a cart of any sellers and currencies, one pull per run of one token.
import { expect } from "chai";
import { MaxUint256, ZeroAddress, ZeroHash, encodeBytes32String, id as keccakText } from "ethers";
import type { TestDollar } from "../../types/ethers-contracts/index.ts";
import { coinOf, openCart, purchasesOf } from "./support/cart.ts";
import { publish } from "./support/catalogue.ts";
import { eventsOf } from "./support/receipt.ts";
import { type Deal, MONEY, Status, type Trade, createStage } from "./support/trade.ts";
import { boughtBy, openWallet } from "./support/wallet.ts";

const { load, ethers } = await createStage();

/** A second token of the buyer's, with an allowance. */
async function withEuro() {
  const trade = await load();
  const euro = await ethers.deployContract("TestDollar", trade.deployer);
  await euro.mint(trade.buyer, 10n ** 12n);
  await euro.connect(trade.buyer).approve(trade.escrow, MaxUint256);
  const inEuro = (wish = {}) => trade.deal("token", { currency: euro.target as string, ...wish });
  return { ...trade, euro, inEuro };
}

/** What the escrow pulled of a token, transfer by transfer. */
async function pulls(token: TestDollar, { escrow }: Trade): Promise<bigint[]> {
  const block = await ethers.provider.getBlockNumber();
  const moved = await token.queryFilter(token.filters.Transfer(undefined, escrow), block, block);
  return moved.map(({ args }) => args.value);
}

describe("openMany: a cart of several sellers and currencies", () => {
  async function mixed() {
    const trade = await withEuro();
    const other = (await ethers.getSigners())[9]!;
    const cart = [
      await trade.deal("coin"),
      await trade.deal("coin", { unitPrice: 1n }, other),
      await trade.deal("token", { unitPrice: 2n }),
      await trade.deal("token", { unitPrice: 3n }, other),
      await trade.inEuro({ unitPrice: 4n }),
    ];
    return { ...trade, cart, other };
  }

  it("should open all for exactly their totals", async () => {
    const trade = await mixed();
    const { escrow, token, euro, buyer, cart, statusOf } = trade;
    const snapshot = await ethers.provider.send("evm_snapshot", []);
    const coin = coinOf(cart);
    await expect(() => openCart(trade, cart)).to.changeEtherBalances(ethers, [buyer, escrow], [-coin, coin]);
    for (const deal of cart) expect(await statusOf(deal)).to.equal(Status.Funded);
    expect(await token.balanceOf(escrow)).to.equal(cart[2]!.total + cart[3]!.total);
    expect(await euro.balanceOf(escrow)).to.equal(cart[4]!.total);
    await ethers.provider.send("evm_revert", [snapshot]);
  });

  it("should return the ids, and say each order in its own event, in the cart's order", async () => {
    const trade = await mixed();
    const { escrow, buyer, seller, other, cart } = trade;
    const ids = cart.map(({ id }) => id);
    const value = coinOf(cart);
    expect(await escrow.connect(buyer).openMany.staticCall(purchasesOf(cart), { value })).to.deep.equal(ids);
    const events = await eventsOf(escrow, await openCart(trade, cart));
    expect(events.map(({ name }) => name)).to.deep.equal(cart.map(() => "Opened"));
    const sellers = [seller, other, seller, other, seller];
    for (const [i, { args }] of events.entries()) {
      const { offer, units, salt, referrer } = cart[i]!.order;
      expect(args.orderId).to.equal(ids[i]);
      expect([args.seller, args.buyer]).to.deep.equal([sellers[i]!.address, buyer.address]);
      expect(args.offer.toArray()).to.deep.equal(Object.values(offer));
      expect([args.units, args.salt, args.referrer]).to.deep.equal([units, salt, referrer]);
    }
  });

  it("should be orders like any other afterwards, each on its own", async () => {
    const trade = await mixed();
    const { escrow, token, buyer, seller, cart, statusOf } = trade;
    await openCart(trade, cart);
    await escrow.connect(seller).cancel(cart[0]!.order);
    await expect(() => escrow.connect(buyer).confirm(cart[2]!.order, ZeroHash, 0)).to.changeTokenBalances(
      ethers,
      token,
      [seller, escrow],
      [cart[2]!.total, -cart[2]!.total],
    );
    const left = [Status.Refunded, Status.Funded, Status.Released, Status.Funded, Status.Funded];
    for (const [i, deal] of cart.entries()) expect(await statusOf(deal)).to.equal(left[i]);
  });
});

describe("openMany: pulls", () => {
  it("should be one per run of one token", async () => {
    const trade = await withEuro();
    const { token, euro, deal, inEuro } = trade;
    const cart = [await deal("token"), await deal("token"), await deal("token"), await inEuro(), await inEuro()];
    await openCart(trade, cart);
    expect(await pulls(token, trade)).to.deep.equal([3n * cart[0]!.total]);
    expect(await pulls(euro, trade)).to.deep.equal([2n * cart[3]!.total]);
  });

  it("should be two for one token in two runs", async () => {
    const trade = await withEuro();
    const { token, euro, deal, inEuro, statusOf } = trade;
    const cart = [await deal("token", { unitPrice: 1n }), await inEuro(), await deal("token", { unitPrice: 2n })];
    await openCart(trade, cart);
    expect(await pulls(token, trade)).to.deep.equal([cart[0]!.total, cart[2]!.total]);
    expect(await pulls(euro, trade)).to.deep.equal([cart[1]!.total]);
    for (const wanted of cart) expect(await statusOf(wanted)).to.equal(Status.Funded);
  });

  it("should be one for a token that orders in the coin interrupt", async () => {
    const trade = await load();
    const { token, deal } = trade;
    const cart = [await deal("token"), await deal("coin"), await deal("token")];
    await openCart(trade, cart);
    expect(await pulls(token, trade)).to.deep.equal([2n * cart[0]!.total]);
  });

  it("should need an allowance for the whole run, and take nothing without", async () => {
    const trade = await load();
    const { escrow, token, buyer, deal } = trade;
    const cart = [await deal("token"), await deal("token")];
    const sum = 2n * cart[0]!.total;
    await token.connect(buyer).approve(escrow, sum - 1n);
    const reason = token.interface.encodeErrorResult("ERC20InsufficientAllowance", [escrow.target, sum - 1n, sum]);
    await expect(openCart(trade, cart))
      .to.be.revertedWithCustomError(escrow, "PaymentFailed")
      .withArgs(token, buyer, sum, reason);
    expect(await token.balanceOf(escrow)).to.equal(0n);
    await token.connect(buyer).approve(escrow, sum);
    await openCart(trade, cart);
  });

  it("should undo the first run if the second cannot be paid", async () => {
    const trade = await withEuro();
    const { escrow, token, euro, buyer, deal, inEuro, statusOf } = trade;
    const cart = [await deal("token"), await inEuro()];
    await euro.connect(buyer).approve(escrow, 0n);
    const [, { total }] = cart as [Deal, Deal];
    const reason = euro.interface.encodeErrorResult("ERC20InsufficientAllowance", [escrow.target, 0n, total]);
    await expect(openCart(trade, cart))
      .to.be.revertedWithCustomError(escrow, "PaymentFailed")
      .withArgs(euro, buyer, total, reason);
    expect(await token.balanceOf(escrow)).to.equal(0n);
    for (const wanted of cart) expect(await statusOf(wanted)).to.equal(Status.None);
  });

  it("should refuse a run of a currency without code", async () => {
    const trade = await load();
    const { escrow, deal } = trade;
    const currency = ethers.getAddress(`0x${"77".repeat(20)}`);
    await expect(openCart(trade, [await deal("token"), await deal("token", { currency })]))
      .to.be.revertedWithCustomError(escrow, "NotAToken")
      .withArgs(currency);
  });
});

describe("openMany: the coin", () => {
  for (const [what, change] of [
    ["too little", -1n],
    ["too much", 1n],
  ] as const) {
    it(`should refuse ${what}, and keep none`, async () => {
      const trade = await load();
      const { escrow, buyer, deal, statusOf } = trade;
      const cart = [await deal("coin"), await deal("token"), await deal("coin")];
      const due = coinOf(cart);
      await expect(escrow.connect(buyer).openMany(purchasesOf(cart), { value: due + change }))
        .to.be.revertedWithCustomError(escrow, "WrongPayment")
        .withArgs(ZeroAddress, due, due + change);
      for (const wanted of cart) expect(await statusOf(wanted)).to.equal(Status.None);
    });
  }

  it("should not be counted twice: one total does not open two orders", async () => {
    const trade = await load();
    const { escrow, buyer, deal } = trade;
    const cart = [await deal("coin"), await deal("coin")];
    const { total } = cart[0]!;
    await expect(escrow.connect(buyer).openMany(purchasesOf(cart), { value: total }))
      .to.be.revertedWithCustomError(escrow, "WrongPayment")
      .withArgs(ZeroAddress, 2n * total, total);
  });

  it("should be refused with a cart in tokens", async () => {
    const trade = await load();
    const { escrow, buyer, deal } = trade;
    await expect(escrow.connect(buyer).openMany(purchasesOf([await deal("token")]), { value: 1n }))
      .to.be.revertedWithCustomError(escrow, "WrongPayment")
      .withArgs(ZeroAddress, 0n, 1n);
  });
});

describe("openMany: the buyer and the cart", () => {
  for (const money of MONEY) {
    it(`should open a cart of one, in ${money}, to the same id as open`, async () => {
      const trade = await load();
      const wanted = await trade.deal(money);
      await openCart(trade, [wanted]);
      expect(await trade.statusOf(wanted)).to.equal(Status.Funded);
    });
  }

  it("should refuse an empty cart", async () => {
    const { escrow, buyer } = await load();
    await expect(escrow.connect(buyer).openMany([]))
      .to.be.revertedWithCustomError(escrow, "OutOfRange")
      .withArgs(encodeBytes32String("purchases"), 0n, 1n, 2n ** 32n - 1n);
  });

  it("should open lone offers beside catalogues, and one catalogue's offers in one cart", async () => {
    const trade = await load();
    const { deal, statusOf } = trade;
    const leaves = [
      await deal("coin", { signature: "0x" }),
      await deal("token", { signature: "0x", sku: keccakText("another product") }),
    ];
    const cart = [...(await publish(trade, leaves, { depth: 10 })), await deal("coin")];
    await openCart(trade, cart);
    for (const wanted of cart) expect(await statusOf(wanted)).to.equal(Status.Funded);
  });

  it("should be the caller's: a wallet buys as itself (ERC-1271)", async () => {
    const trade = await load();
    const { escrow, buyer, deal, statusOf } = trade;
    const wallet = await openWallet(ethers, trade, buyer);
    const cart = [];
    for (const money of MONEY) cart.push(await boughtBy(trade, await deal(money), wallet.address));
    await wallet.call("openMany", [purchasesOf(cart)], coinOf(cart));
    for (const bought of cart) expect(await statusOf(bought)).to.equal(Status.Funded);
    const opened = await escrow.queryFilter(escrow.filters.Opened(undefined, undefined, wallet.address));
    expect(opened).to.have.length(2);
  });
});
