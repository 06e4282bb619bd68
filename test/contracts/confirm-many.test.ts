// Escrow.confirmMany: a batch of signed releases. What one item is worth to the others: nothing.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { id as keccakText } from "ethers";
import type { ReleaseStruct } from "../../types/ethers-contracts/Escrow.ts";
import { signRelease } from "./support/consent.ts";
import { eventsOf, payouts } from "./support/receipt.ts";
import { DAY, type Deal, MONEY, type Money, Status, type Trade, type Wish, createStage } from "./support/trade.ts";
import { openWallet, boughtBy } from "./support/wallet.ts";

const { load, at, now, ethers } = await createStage();
const REVIEW = keccakText("a review");

async function funded(trade: Trade, money: Money, wish: Wish = {}, seller?: HardhatEthersSigner): Promise<Deal> {
  const made = await trade.deal(money, wish, seller);
  await trade.open(made);
  return made;
}

const wealthOf = ({ token }: Trade, money: Money, account: string): Promise<bigint> =>
  money === "coin" ? ethers.provider.getBalance(account) : token.balanceOf(account);

const signAll = (trade: Trade, deals: Deal[]): Promise<ReleaseStruct[]> =>
  Promise.all(deals.map((deal) => signRelease(trade, trade.buyer, deal)));

for (const money of MONEY) {
  describe(`confirmMany, in ${money}`, () => {
    it("should close all and pay each run of one seller once: A A B A", async () => {
      const trade = await load();
      const { escrow, seller, stranger, statusOf } = trade;
      const other = (await ethers.getSigners())[9]!;
      const sellers = [seller, seller, other, seller];
      const deals = [];
      for (const [i, who] of sellers.entries())
        deals.push(await funded(trade, money, { unitPrice: 10n ** BigInt(i) }, who));
      const [a1, a2, b, a3] = deals.map(({ total }) => total) as [bigint, bigint, bigint, bigint];
      const releases = await signAll(trade, deals);
      const sent = await escrow.connect(stranger).confirmMany(releases);
      for (const deal of deals) expect(await statusOf(deal)).to.equal(Status.Released);
      expect(await payouts(trade, money, sent)).to.deep.equal([
        [seller.address, a1 + a2],
        [other.address, b],
        [seller.address, a3],
      ]);
      await expect(sent).not.to.emit(escrow, "Credited");
      expect(await wealthOf(trade, money, escrow.target as string)).to.equal(0n);
    });

    it("should credit each order's referrer", async () => {
      const trade = await load();
      const { escrow, referrer, seller, stranger, currencyOf } = trade;
      const wishes = [{ referrer: referrer.address }, {}, { referrer: stranger.address, referrerBps: 1_000n }];
      const deals = [];
      for (const wish of wishes) deals.push(await funded(trade, money, wish));
      const [total] = deals.map((deal) => deal.total);
      const paid = await payouts(trade, money, await escrow.confirmMany(await signAll(trade, deals)));
      const [first, third] = [(total! * 250n) / 10_000n, (total! * 1_000n) / 10_000n];
      expect(await escrow.credit(referrer, currencyOf(money))).to.equal(first);
      expect(await escrow.credit(stranger, currencyOf(money))).to.equal(third);
      expect(paid).to.deep.equal([[seller.address, 3n * total! - first - third]]);
    });
  });
}

describe("confirmMany: runs", () => {
  it("should not mix currencies of one seller", async () => {
    const trade = await load();
    const { escrow, seller } = trade;
    const deals = [];
    for (const money of ["coin", "token", "token", "coin"] as const) deals.push(await funded(trade, money));
    const [{ total }] = deals as [Deal];
    const sent = await escrow.confirmMany(await signAll(trade, deals));
    expect(await payouts(trade, "token", sent)).to.deep.equal([[seller.address, 2n * total]]);
    const coin = (await payouts(trade, "coin", sent)).filter(([, amount]) => amount !== 0n);
    expect(coin).to.deep.equal([
      [seller.address, total],
      [seller.address, total],
    ]);
  });

  it("should say each order's review and closing in the order of the batch, and pay after", async () => {
    const trade = await load();
    const { escrow, buyer } = trade;
    const deals = [await funded(trade, "coin"), await funded(trade, "coin"), await funded(trade, "coin")];
    const ids = deals.map(({ id }) => id);
    const releases = [
      await signRelease(trade, buyer, deals[0]!, { review: REVIEW, rating: 4n }),
      { ...(await signRelease(trade, buyer, deals[1]!)), signature: "0x" },
      await signRelease(trade, buyer, deals[2]!, { rating: 1n }),
    ];
    const events = await eventsOf(escrow, await escrow.confirmMany(releases));
    expect(events.map(({ name, args }) => [name, args[0]])).to.deep.equal([
      ["Reviewed", ids[0]],
      ["Closed", ids[0]],
      ["Skipped", ids[1]],
      ["Reviewed", ids[2]],
      ["Closed", ids[2]],
    ]);
    expect(events[0]!.args.toArray()).to.deep.equal([ids[0], REVIEW, 4n]);
  });

  it("should do nothing for an empty batch", async () => {
    const { escrow } = await load();
    expect(await eventsOf(escrow, await escrow.confirmMany([]))).to.deep.equal([]);
  });

  it("should close nothing at all if a payee could not get its gas", async () => {
    const trade = await load();
    const { escrow, statusOf } = trade;
    const deals = [await funded(trade, "coin"), await funded(trade, "coin")];
    const releases = await signAll(trade, deals);
    await expect(escrow.confirmMany(releases, { gasLimit: 150_000 })).to.be.revertedWithCustomError(escrow, "LowGas");
    for (const deal of deals) expect(await statusOf(deal)).to.equal(Status.Funded);
  });
});

describe("confirmMany: an item that the single call refuses", () => {
  type Bad = (trade: Trade) => Promise<ReleaseStruct>;
  const reasons: [string, string, Bad][] = [
    ["was never opened", "WrongStatus", async (trade) => signRelease(trade, trade.buyer, await trade.deal("coin"))],
    [
      "is disputed",
      "WrongStatus",
      async (trade) => signRelease(trade, trade.buyer, await trade.reach("disputed", "coin")),
    ],
    [
      "is closed",
      "WrongStatus",
      async (trade) => signRelease(trade, trade.buyer, await trade.reach("refunded", "coin")),
    ],
    [
      "is rated 6",
      "OutOfRange",
      async (trade) => signRelease(trade, trade.buyer, await funded(trade, "coin"), { rating: 6n }),
    ],
    [
      "is late",
      "TooLate",
      async (trade) => signRelease(trade, trade.buyer, await funded(trade, "coin"), { deadline: 1n }),
    ],
    [
      "the seller signed",
      "InvalidSignature",
      async (trade) => signRelease(trade, trade.seller, await funded(trade, "coin")),
    ],
    [
      "was changed",
      "InvalidSignature",
      async (trade) => ({ ...(await signRelease(trade, trade.buyer, await funded(trade, "coin"))), rating: 5 }),
    ],
  ];
  for (const [what, error, make] of reasons) {
    it(`should be skipped, with the reason, and the others go through: ${what}`, async () => {
      const trade = await load();
      const { escrow, seller, statusOf } = trade;
      const good = [await funded(trade, "coin"), await funded(trade, "coin")];
      const [first, last] = await signAll(trade, good);
      const bad = await make(trade);
      const id = await escrow.orderId(bad.order);
      const before = await escrow.state(id);
      await expect(escrow.confirmBySignature(bad)).to.be.revertedWithCustomError(escrow, error);
      const sent = await escrow.confirmMany([first!, bad, last!]);
      await expect(sent).to.emit(escrow, "Skipped").withArgs(id, escrow.interface.getError(error)!.selector);
      expect(await escrow.state(id)).to.deep.equal(before);
      for (const deal of good) expect(await statusOf(deal)).to.equal(Status.Released);
      // a skipped item does not end a run
      expect(await payouts(trade, "coin", sent)).to.deep.equal([[seller.address, good[0]!.total + good[1]!.total]]);
    });
  }

  it("should be skipped the second time it is in a batch, and pay once", async () => {
    const trade = await load();
    const { escrow, seller } = trade;
    const deal = await funded(trade, "token");
    await funded(trade, "token");
    const [release] = await signAll(trade, [deal]);
    const sent = await escrow.confirmMany([release!, release!]);
    await expect(sent).to.emit(escrow, "Skipped").withArgs(deal.id, escrow.interface.getError("WrongStatus")!.selector);
    expect(await payouts(trade, "token", sent)).to.deep.equal([[seller.address, deal.total]]);
  });

  it("should be skipped a second after its deadline, and taken at it", async () => {
    const trade = await load();
    const { escrow, buyer, statusOf } = trade;
    const [inTime, late] = [await funded(trade, "coin"), await funded(trade, "coin")];
    const deadline = (await now()) + DAY;
    const releases = [
      await signRelease(trade, buyer, inTime, { deadline }),
      await signRelease(trade, buyer, late, { deadline: deadline - 1n }),
    ];
    await at(deadline);
    await escrow.confirmMany(releases);
    expect(await statusOf(inTime)).to.equal(Status.Released);
    expect(await statusOf(late)).to.equal(Status.Funded);
  });

  it("should all be skipped: then nobody is paid", async () => {
    const trade = await load();
    const { escrow, seller } = trade;
    const deal = await funded(trade, "token");
    const sent = await escrow.confirmMany([await signRelease(trade, seller, deal)]);
    expect(await payouts(trade, "token", sent)).to.deep.equal([]);
  });
});

describe("confirmMany: a buyer that is a contract wallet", () => {
  it("should be asked for its signature", async () => {
    const trade = await load();
    const { escrow, buyer, stranger, deal, statusOf } = trade;
    const wallet = await openWallet(ethers, trade, buyer);
    const bought = [];
    for (let i = 0; i < 2; i++) {
      bought.push(await boughtBy(trade, await deal("token"), wallet.address));
      await wallet.call("open", [bought[i]!.purchase]);
    }
    await escrow.confirmMany([
      await signRelease(trade, buyer, bought[0]!),
      await signRelease(trade, stranger, bought[1]!),
    ]);
    expect(await statusOf(bought[0]!)).to.equal(Status.Released);
    expect(await statusOf(bought[1]!)).to.equal(Status.Funded);
  });
});
