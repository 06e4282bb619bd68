// Escrow.settleMany: a batch of signed splits by one party, with the rules of confirmMany.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import type { SettlementStruct } from "../../types/ethers-contracts/Escrow.ts";
import { signSettlement } from "./support/consent.ts";
import { eventsOf, payouts } from "./support/receipt.ts";
import { DAY, type Deal, MONEY, type Money, Status, type Trade, type Wish, createStage } from "./support/trade.ts";
import { boughtBy, openWallet } from "./support/wallet.ts";

const { load, at, now, ethers } = await createStage();

async function funded(trade: Trade, money: Money, wish: Wish = {}, seller?: HardhatEthersSigner): Promise<Deal> {
  const made = await trade.deal(money, wish, seller);
  await trade.open(made);
  return made;
}

for (const money of MONEY) {
  describe(`settleMany, in ${money}`, () => {
    it("should pay the buyer at each order and each run of one seller once: A A B A", async () => {
      const trade = await load();
      const { escrow, buyer, seller, statusOf } = trade;
      const other = (await ethers.getSigners())[9]!;
      const deals: Deal[] = [];
      const settlements: SettlementStruct[] = [];
      for (const [i, who] of [seller, seller, other, seller].entries()) {
        deals.push(await funded(trade, money, { unitPrice: 10n ** BigInt(i + 3) }, who));
        settlements.push(await signSettlement(trade, who, deals[i]!, { buyerBps: 1_000n }));
      }
      const toBuyer = deals.map(({ total }) => total / 10n);
      const toSeller = deals.map(({ total }, i) => total - toBuyer[i]!);
      const sent = await escrow.connect(buyer).settleMany(settlements);
      for (const deal of deals) expect(await statusOf(deal)).to.equal(Status.Split);
      expect(await payouts(trade, money, sent)).to.deep.equal([
        [buyer.address, toBuyer[0]],
        [buyer.address, toBuyer[1]],
        [buyer.address, toBuyer[2]],
        [seller.address, toSeller[0]! + toSeller[1]!],
        [buyer.address, toBuyer[3]],
        [other.address, toSeller[2]],
        [seller.address, toSeller[3]],
      ]);
    });

    it("should credit referrers, and pay no zero: shares of nothing and of everything", async () => {
      const trade = await load();
      const { escrow, buyer, seller, referrer, currencyOf } = trade;
      const all = await funded(trade, money, { referrer: referrer.address });
      const nothing = await funded(trade, money, { referrer: referrer.address });
      const sent = await escrow
        .connect(seller)
        .settleMany([
          await signSettlement(trade, buyer, all, { buyerBps: 10_000n }),
          await signSettlement(trade, buyer, nothing, { buyerBps: 0n }),
        ]);
      const share = (nothing.total * 250n) / 10_000n;
      expect(await payouts(trade, money, sent)).to.deep.equal([
        [buyer.address, all.total],
        [seller.address, nothing.total - share],
      ]);
      expect(await escrow.credit(referrer, currencyOf(money))).to.equal(share);
    });
  });
}

describe("settleMany: the caller", () => {
  it("should be the buyer of some and the seller of others", async () => {
    const trade = await load();
    const { escrow, buyer, seller, statusOf } = trade;
    // the seller is the buyer of this one
    const made = await boughtBy(trade, await trade.deal("coin", {}, (await ethers.getSigners())[9]!), seller.address);
    await trade.open(made, seller);
    const sold = await funded(trade, "coin");
    const settlements = [
      await signSettlement(trade, (await ethers.getSigners())[9]!, made),
      await signSettlement(trade, buyer, sold),
    ];
    await escrow.connect(seller).settleMany(settlements);
    for (const deal of [made, sold]) expect(await statusOf(deal)).to.equal(Status.Split);
  });

  it("should do nothing for an empty batch", async () => {
    const { escrow } = await load();
    expect(await eventsOf(escrow, await escrow.settleMany([]))).to.deep.equal([]);
  });
});

describe("settleMany: an item that the single call refuses", () => {
  type Bad = (trade: Trade) => Promise<SettlementStruct>;
  const signed =
    (signer: "buyer" | "seller" | "arbitrator", share = {}): Bad =>
    async (trade) =>
      signSettlement(trade, trade[signer], await funded(trade, "coin"), share);
  const reasons: [string, string, Bad][] = [
    ["was never opened", "WrongStatus", async (trade) => signSettlement(trade, trade.buyer, await trade.deal("coin"))],
    [
      "is closed",
      "WrongStatus",
      async (trade) => signSettlement(trade, trade.buyer, await trade.reach("released", "coin")),
    ],
    ["gives more than all", "OutOfRange", signed("buyer", { buyerBps: 10_001n })],
    ["is late", "TooLate", signed("buyer", { deadline: 1n })],
    ["the caller signed", "InvalidSignature", signed("seller")],
    ["the arbitrator signed", "InvalidSignature", signed("arbitrator")],
    ["was changed", "InvalidSignature", async (trade) => ({ ...(await signed("buyer")(trade)), buyerBps: 4_999n })],
    [
      "is of other parties",
      "NotAParty",
      async (trade) => signSettlement(trade, trade.buyer, await funded(trade, "coin", {}, trade.stranger)),
    ],
  ];
  for (const [what, error, make] of reasons) {
    it(`should be skipped, with the reason, and the others go through: ${what}`, async () => {
      const trade = await load();
      const { escrow, buyer, seller, statusOf } = trade;
      const good = [await funded(trade, "coin"), await funded(trade, "coin")];
      const [first, last] = await Promise.all(good.map((deal) => signSettlement(trade, buyer, deal)));
      const bad = await make(trade);
      const id = await escrow.orderId(bad.order);
      const before = await escrow.state(id);
      await expect(escrow.connect(seller).settle(bad)).to.be.revertedWithCustomError(escrow, error);
      const sent = await escrow.connect(seller).settleMany([first!, bad, last!]);
      await expect(sent).to.emit(escrow, "Skipped").withArgs(id, escrow.interface.getError(error)!.selector);
      expect(await escrow.state(id)).to.deep.equal(before);
      for (const deal of good) expect(await statusOf(deal)).to.equal(Status.Split);
      const names = (await eventsOf(escrow, sent)).map(({ name }) => name);
      expect(names).to.deep.equal(["Closed", "Skipped", "Closed"]);
    });
  }

  it("should be skipped for a stranger, item by item", async () => {
    const trade = await load();
    const { escrow, buyer, seller, stranger, statusOf } = trade;
    const deals = [await funded(trade, "coin"), await funded(trade, "coin")];
    const settlements = [await signSettlement(trade, buyer, deals[0]!), await signSettlement(trade, seller, deals[1]!)];
    const events = await eventsOf(escrow, await escrow.connect(stranger).settleMany(settlements));
    const { selector } = escrow.interface.getError("NotAParty")!;
    expect(events.map(({ args }) => args.toArray())).to.deep.equal(deals.map(({ id }) => [id, selector]));
    for (const deal of deals) expect(await statusOf(deal)).to.equal(Status.Funded);
  });

  it("should be skipped the second time it is in a batch, and pay once", async () => {
    const trade = await load();
    const { escrow, buyer, seller } = trade;
    const deal = await funded(trade, "token");
    await funded(trade, "token");
    const settlement = await signSettlement(trade, buyer, deal, { buyerBps: 0n });
    const sent = await escrow.connect(seller).settleMany([settlement, settlement]);
    await expect(sent).to.emit(escrow, "Skipped").withArgs(deal.id, escrow.interface.getError("WrongStatus")!.selector);
    expect(await payouts(trade, "token", sent)).to.deep.equal([[seller.address, deal.total]]);
  });

  it("should be skipped a second after its deadline, and taken at it", async () => {
    const trade = await load();
    const { escrow, buyer, seller, statusOf } = trade;
    const [inTime, late] = [await funded(trade, "coin"), await funded(trade, "coin")];
    const deadline = (await now()) + DAY;
    const settlements = [
      await signSettlement(trade, buyer, inTime, { deadline }),
      await signSettlement(trade, buyer, late, { deadline: deadline - 1n }),
    ];
    await at(deadline);
    await escrow.connect(seller).settleMany(settlements);
    expect(await statusOf(inTime)).to.equal(Status.Split);
    expect(await statusOf(late)).to.equal(Status.Funded);
  });
});

describe("settleMany: a buyer that is a contract wallet", () => {
  it("should be asked for its signature", async () => {
    const trade = await load();
    const { escrow, buyer, seller, stranger, deal, statusOf } = trade;
    const wallet = await openWallet(ethers, trade, buyer);
    const bought: Deal[] = [];
    for (let i = 0; i < 2; i++) {
      bought.push(await boughtBy(trade, await deal("coin"), wallet.address));
      await wallet.call("open", [bought[i]!.purchase], bought[i]!.total);
    }
    const settlements = [
      await signSettlement(trade, buyer, bought[0]!),
      await signSettlement(trade, stranger, bought[1]!),
    ];
    await escrow.connect(seller).settleMany(settlements);
    expect(await statusOf(bought[0]!)).to.equal(Status.Split);
    expect(await statusOf(bought[1]!)).to.equal(Status.Funded);
  });
});
