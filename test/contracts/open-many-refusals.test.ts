// Escrow.openMany: all or nothing. What is wrong with one item is told with its index, as the error that open gives.
import { expect } from "chai";
import { ZeroAddress, encodeBytes32String, id as keccakText } from "ethers";
import { coinOf, openCart, purchasesOf } from "./support/cart.ts";
import { publish } from "./support/catalogue.ts";
import { DAY, type Deal, HOUR, Status, type Trade, type Wish, createStage } from "./support/trade.ts";

const { load, now, at } = await createStage();
const MAX_TOTAL = 2n ** 128n - 1n;
const SKU = keccakText("a product");

interface Refusal {
  what: string;
  /** The item, made wrong. */
  wish?: Wish | ((trade: Trade) => Wish);
  make?: (trade: Trade) => Promise<Deal>;
  error: string;
  args: (trade: Trade, deal: Deal) => unknown[] | Promise<unknown[]>;
}

const range = (what: string, wish: Wish, field: string, value: bigint, min: bigint, max: bigint): Refusal => ({
  what,
  wish,
  error: "OutOfRange",
  args: () => [encodeBytes32String(field), value, min, max],
});
const conflict = (what: string, wish: (trade: Trade) => Wish, account: (trade: Trade) => string): Refusal => ({
  what,
  wish,
  error: "RoleConflict",
  args: (trade) => [account(trade)],
});

const REFUSALS: Refusal[] = [
  range("no units", { units: 0n }, "units", 0n, 1n, 2n ** 32n - 1n),
  range("a price too high", { unitPrice: MAX_TOTAL + 1n }, "unitPrice", MAX_TOTAL + 1n, 0n, MAX_TOTAL),
  range("shipping too high", { shipping: MAX_TOTAL + 1n }, "shipping", MAX_TOTAL + 1n, 0n, MAX_TOTAL),
  range("a total of nothing", { unitPrice: 0n, shipping: 0n }, "total", 0n, 1n, MAX_TOTAL),
  range("a ship window too short", { shipWindow: HOUR - 1n }, "shipWindow", HOUR - 1n, HOUR, 180n * DAY),
  range(
    "an inspection window too long",
    { inspectionWindow: 180n * DAY + 1n },
    "inspectionWindow",
    180n * DAY + 1n,
    HOUR,
    180n * DAY,
  ),
  range("a ruling window too short", { rulingWindow: DAY - 1n }, "rulingWindow", DAY - 1n, DAY, 180n * DAY),
  range("an arbitrator's fee too high", { arbitratorFeeBps: 1_001n }, "arbitratorFeeBps", 1_001n, 0n, 1_000n),
  range("a referrer's share too high", { referrerBps: 1_001n }, "referrerBps", 1_001n, 0n, 1_000n),
  range("a default share too high", { defaultBuyerBps: 10_001n }, "defaultBuyerBps", 10_001n, 0n, 10_000n),
  {
    what: "an expired offer",
    wish: { validUntil: 1n },
    error: "TooLate",
    args: async () => [1n, (value: bigint) => value],
  },
  conflict(
    "a seller who is the buyer",
    ({ buyer }) => ({ seller: buyer.address }),
    ({ buyer }) => buyer.address,
  ),
  conflict(
    "the escrow as referrer",
    ({ escrow }) => ({ referrer: escrow.target as string }),
    ({ escrow }) => escrow.target as string,
  ),
  {
    what: "a fallback without arbitrator",
    wish: { arbitrator: ZeroAddress },
    error: "FallbackWithoutArbitrator",
    args: ({ second }) => [second.address],
  },
  {
    what: "an order that is open",
    make: ({ reach }) => reach("funded", "coin"),
    error: "WrongStatus",
    args: (_, { id }) => [id, Status.Funded, Status.None, Status.None],
  },
  {
    what: "a forged signature",
    wish: { signature: "0x" },
    error: "InvalidSignature",
    args: ({ seller }, { digest }) => [seller.address, digest],
  },
  {
    what: "an offer below the floor",
    async make({ escrow, seller, deal }) {
      await escrow.connect(seller).raiseFloor(9n);
      return deal("coin", { counter: 8n });
    },
    error: "OfferVoid",
    args: () => [8n, 9n],
  },
  {
    what: "a catalogue below the floor",
    async make(trade) {
      await trade.escrow.connect(trade.seller).raiseFloor(9n);
      return (
        await publish(trade, [await trade.deal("coin", { counter: 100n, signature: "0x" })], { sequence: 8n })
      )[0]!;
    },
    error: "OfferVoid",
    args: () => [8n, 9n],
  },
  {
    what: "a proof too deep",
    make: async (trade) => (await publish(trade, [await trade.deal("coin", { signature: "0x" })], { depth: 33 }))[0]!,
    error: "OutOfRange",
    args: () => [encodeBytes32String("depth"), 33n, 0n, 32n],
  },
  {
    what: "a ceiling without sku",
    wish: { sku: `0x${"00".repeat(32)}`, maxUnits: 5n },
    error: "StockWithoutSku",
    args: () => [5n],
  },
  {
    what: "a retired sku",
    async make({ escrow, seller, deal }) {
      await escrow.connect(seller).retire(keccakText("retired"));
      return deal("coin", { sku: keccakText("retired") });
    },
    error: "SkuRetired",
    args: ({ seller }) => [seller.address, keccakText("retired")],
  },
  {
    what: "more than the stock",
    wish: { sku: keccakText("scarce"), units: 6n, maxUnits: 5n },
    error: "SoldOut",
    args: () => [keccakText("scarce"), 0n, 6n, 5n],
  },
];

describe("openMany: one item that cannot be opened", () => {
  for (const { what, wish = {}, make, error, args } of REFUSALS) {
    it(`should stop the cart, naming index and reason: ${what}`, async () => {
      const trade = await load();
      const { escrow, token, buyer, deal, valueOf, statusOf } = trade;
      const bad = make ? await make(trade) : await deal("coin", typeof wish === "function" ? wish(trade) : wish);
      // a counter above any floor of these cases
      const good = [await deal("coin", { counter: 100n }), await deal("token", { counter: 100n })];
      const cart = [good[0]!, bad, good[1]!];
      const time = (await now()) + 1_000n;
      await at(time);
      const expected = (await args(trade, bad)).map((arg) => (typeof arg === "function" ? time : arg));
      const reason = escrow.interface.encodeErrorResult(error as "OutOfRange", expected as never);
      const held = await token.balanceOf(escrow);
      // the coin that it would cost is not what stops it
      const value = bad.total > MAX_TOTAL ? 0n : coinOf(cart);
      await expect(escrow.connect(buyer).openMany(purchasesOf(cart), { value }))
        .to.be.revertedWithCustomError(escrow, "CartItem")
        .withArgs(1n, reason);
      await expect(escrow.connect(buyer).open(bad.purchase, bad.total > MAX_TOTAL ? {} : valueOf(bad)))
        .to.be.revertedWithCustomError(escrow, error)
        .withArgs(...expected);
      for (const wanted of good) expect(await statusOf(wanted)).to.equal(Status.None);
      expect(await token.balanceOf(escrow)).to.equal(held);
      // as the error says: leave it out and retry
      await openCart(trade, good);
      for (const wanted of good) expect(await statusOf(wanted)).to.equal(Status.Funded);
    });
  }

  it("should name the first of several", async () => {
    const trade = await load();
    const { escrow, deal } = trade;
    const cart = [
      await deal("coin"),
      await deal("coin"),
      await deal("coin", { units: 0n }),
      await deal("coin", { signature: "0x" }),
    ];
    const reason = escrow.interface.encodeErrorResult("OutOfRange", [
      encodeBytes32String("units"),
      0n,
      1n,
      2n ** 32n - 1n,
    ]);
    await expect(openCart(trade, cart)).to.be.revertedWithCustomError(escrow, "CartItem").withArgs(2n, reason);
  });
});

describe("openMany: items that belong to each other", () => {
  it("should refuse one purchase twice in a cart", async () => {
    const trade = await load();
    const { escrow, deal, statusOf } = trade;
    const wanted = await deal("token");
    const reason = escrow.interface.encodeErrorResult("WrongStatus", [
      wanted.id,
      Status.Funded,
      Status.None,
      Status.None,
    ]);
    await expect(openCart(trade, [wanted, wanted]))
      .to.be.revertedWithCustomError(escrow, "CartItem")
      .withArgs(1n, reason);
    expect(await statusOf(wanted)).to.equal(Status.None);
  });

  it("should count the stock of one sku across the items", async () => {
    const trade = await load();
    const { escrow, seller, deal } = trade;
    const wish = { units: 3n, maxUnits: 8n };
    const cart = [await deal("coin", wish), await deal("token", wish), await deal("coin", wish)];
    const reason = escrow.interface.encodeErrorResult("SoldOut", [SKU, 6n, 3n, 8n]);
    await expect(openCart(trade, cart)).to.be.revertedWithCustomError(escrow, "CartItem").withArgs(2n, reason);
    expect(await escrow.stock(seller, SKU)).to.deep.equal([0n, false]);
    await openCart(trade, cart.slice(0, 2));
    expect(await escrow.stock(seller, SKU)).to.deep.equal([6n, false]);
  });

  it("should open two equal purchases of different salt", async () => {
    const trade = await load();
    const cart = [await trade.deal("coin"), await trade.deal("coin")];
    expect(cart[0]!.digest).to.equal(cart[1]!.digest);
    await openCart(trade, cart);
    for (const wanted of cart) expect(await trade.statusOf(wanted)).to.equal(Status.Funded);
  });
});
