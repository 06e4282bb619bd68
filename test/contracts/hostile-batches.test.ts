// Sellers, buyers and wallets that misbehave within a batch: the others are paid, and what one can burn is capped (I5).
import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";
import type { ReleaseStruct, SettlementStruct } from "../../types/ethers-contracts/Escrow.ts";
import { FOREVER, signRelease, signSettlement } from "./support/consent.ts";
import { type Deal, MONEY, type Money, Status, type Trade, createStage } from "./support/trade.ts";
import { boughtBy } from "./support/wallet.ts";

const { load, ethers } = await createStage();
const MANNERS = { Accept: 0, Revert: 1, BurnGas: 2, ReturnBomb: 3, Reenter: 4, NeedGas: 5 };
const GUARDED = ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10);

/** Three orders in the coin or in a token that calls its receivers; the hostile contract is the seller or the buyer of the second. */
async function threesome(money: Money, role: "seller" | "buyer") {
  const trade = await load();
  const { escrow, buyer } = trade;
  const hostile = await ethers.deployContract("Hostile");
  const self = hostile.target as string;
  const token = await ethers.deployContract("OddToken");
  await token.become(8); // Hook
  const approve = token.interface.encodeFunctionData("approve", [escrow.target as string, MaxUint256]);
  await token.mint(buyer, 10n ** 12n);
  await token.mint(self, 10n ** 12n);
  await token.connect(buyer).approve(escrow, MaxUint256);
  await hostile.execute(token, 0n, approve);
  const currency = money === "coin" ? ZeroAddress : (token.target as string);

  const first = await trade.deal(money, { currency });
  const last = await trade.deal(money, { currency });
  await trade.open(first);
  await trade.open(last);
  let odd: Deal;
  if (role === "seller") {
    odd = await trade.deal(money, { currency, seller: self, signature: "0x" });
    await trade.open(odd);
  } else {
    odd = await boughtBy(trade, await trade.deal(money, { currency }), self);
    const data = escrow.interface.encodeFunctionData("open", [odd.purchase]);
    const { value } = trade.valueOf(odd);
    await hostile.execute(escrow, value, data, { value });
  }
  const wealth = async (account: string): Promise<bigint> =>
    money === "coin" ? ethers.provider.getBalance(account) : token.balanceOf(account);
  return { ...trade, trade: trade as Trade, hostile, self, currency, wealth, deals: [first, odd, last] as const };
}

type Threesome = Awaited<ReturnType<typeof threesome>>;

/** Everybody's release; a hostile buyer takes anything for its own signature. */
const releasesOf = ({ trade, deals }: Threesome): Promise<ReleaseStruct[]> =>
  Promise.all(deals.map((deal) => signRelease(trade, trade.buyer, deal)));

for (const money of MONEY) {
  describe(`confirmMany with a hostile seller, in ${money}`, () => {
    for (const manner of ["Revert", "BurnGas", "ReturnBomb"] as const) {
      it(`should credit the one that answers with ${manner}, and pay the others`, async () => {
        const scene = await threesome(money, "seller");
        const { escrow, seller, stranger, hostile, self, currency, wealth, deals, statusOf } = scene;
        const [first, odd, last] = deals;
        await hostile.behave(MANNERS[manner], ZeroAddress, "0x");
        const releases = await releasesOf(scene);
        const before = [await wealth(seller.address), await wealth(self)];
        const sent = await escrow.connect(stranger).confirmMany(releases);
        for (const deal of deals) expect(await statusOf(deal)).to.equal(Status.Released);
        expect((await wealth(seller.address)) - before[0]!).to.equal(first.total + last.total);
        expect((await wealth(self)) - before[1]!).to.equal(0n);
        expect(await escrow.credit(self, currency)).to.equal(odd.total);
        await expect(sent).to.emit(escrow, "Credited").withArgs(self, currency, odd.total);
        const { gasUsed } = (await sent.wait())!;
        expect(gasUsed, "what it can burn is capped").to.be.below(money === "coin" ? 300_000n : 600_000n);
      });
    }

    it("should meet the guard if it calls back into the batch, and be paid once", async () => {
      const scene = await threesome(money, "seller");
      const { escrow, stranger, hostile, self, wealth, deals } = scene;
      const releases = await releasesOf(scene);
      // an empty batch: the coin's 50,000 gas would not reach further
      await hostile.behave(MANNERS.Reenter, escrow, escrow.interface.encodeFunctionData("confirmMany", [[]]));
      const before = await wealth(self);
      await escrow.connect(stranger).confirmMany(releases);
      expect((await wealth(self)) - before).to.equal(deals[1].total);
      expect(await hostile.succeeded()).to.equal(false);
      expect(await hostile.result()).to.equal(GUARDED);
      expect(await wealth(escrow.target as string)).to.equal(0n);
    });
  });

  describe(`settleMany with a hostile buyer, in ${money}`, () => {
    for (const manner of ["Revert", "BurnGas", "ReturnBomb"] as const) {
      it(`should credit the one that answers with ${manner}, and pay the others and the seller's run`, async () => {
        const scene = await threesome(money, "buyer");
        const { trade, escrow, buyer, seller, hostile, self, currency, wealth, deals, statusOf } = scene;
        await hostile.behave(MANNERS[manner], ZeroAddress, "0x");
        const settlements: SettlementStruct[] = [];
        for (const deal of deals) settlements.push(await signSettlement(trade, buyer, deal, { buyerBps: 4_000n }));
        const share = (deals[0].total * 4_000n) / 10_000n;
        const before = [await wealth(buyer.address), await wealth(seller.address), await wealth(self)];
        const sent = await escrow.connect(seller).settleMany(settlements);
        const { gasUsed, gasPrice } = (await sent.wait())!;
        const fee = money === "coin" ? gasUsed * gasPrice : 0n;
        for (const deal of deals) expect(await statusOf(deal)).to.equal(Status.Split);
        expect((await wealth(buyer.address)) - before[0]!).to.equal(2n * share);
        expect((await wealth(seller.address)) - before[1]! + fee).to.equal(3n * (deals[0].total - share));
        expect((await wealth(self)) - before[2]!).to.equal(0n);
        expect(await escrow.credit(self, currency)).to.equal(share);
      });
    }
  });
}

describe("a batch with a wallet that misbehaves when it is asked for its signature", () => {
  for (const manner of ["Revert", "BurnGas", "ReturnBomb"] as const) {
    it(`should skip the one that answers with ${manner}, at 500,000 gas at most: confirmMany`, async () => {
      const scene = await threesome("coin", "buyer");
      const { escrow, stranger, hostile, deals, statusOf } = scene;
      const [first, odd, last] = deals;
      const releases = await releasesOf(scene);
      const snapshot = await ethers.provider.send("evm_snapshot", []);
      const gasOf = async (): Promise<bigint> => {
        const sent = await escrow.connect(stranger).confirmMany(releases);
        return (await sent.wait())!.gasUsed;
      };
      const honest = await gasOf();
      await ethers.provider.send("evm_revert", [snapshot]);
      await hostile.answerWith(MANNERS[manner]);
      const cost = (await gasOf()) - honest;
      expect(cost, "beyond an item that closes").to.be.below(500_000n);
      const [skipped, ...more] = await escrow.queryFilter(escrow.filters.Skipped());
      expect(more).to.deep.equal([]);
      expect(skipped!.args.slice()).to.deep.equal([odd.id, escrow.interface.getError("InvalidSignature")!.selector]);
      expect(await statusOf(odd)).to.equal(Status.Funded);
      for (const deal of [first, last]) expect(await statusOf(deal)).to.equal(Status.Released);
    });

    it(`should skip the one that answers with ${manner}: settleMany`, async () => {
      const scene = await threesome("coin", "buyer");
      const { trade, escrow, buyer, seller, hostile, deals, statusOf } = scene;
      const [first, odd, last] = deals;
      await hostile.answerWith(MANNERS[manner]);
      const settlements = await Promise.all(deals.map((deal) => signSettlement(trade, buyer, deal)));
      const sent = await escrow.connect(seller).settleMany(settlements);
      await expect(sent)
        .to.emit(escrow, "Skipped")
        .withArgs(odd.id, escrow.interface.getError("InvalidSignature")!.selector);
      expect((await sent.wait())!.gasUsed).to.be.below(900_000n);
      expect(await statusOf(odd)).to.equal(Status.Funded);
      for (const deal of [first, last]) expect(await statusOf(deal)).to.equal(Status.Split);
    });
  }

  it("should take the release of an honest one that needs 450,000 gas to answer", async () => {
    const scene = await threesome("coin", "buyer");
    const { escrow, hostile, deals, statusOf } = scene;
    await hostile.answerWith(MANNERS.NeedGas);
    await escrow.confirmMany(await releasesOf(scene));
    for (const deal of deals) expect(await statusOf(deal)).to.equal(Status.Released);
  });

  it("should let nothing out of it: a wallet that says no is refused alone, with all gas at its disposal", async () => {
    const scene = await threesome("coin", "buyer");
    const { escrow, hostile, self, deals } = scene;
    await hostile.answerWith(MANNERS.Revert);
    const release = (await releasesOf(scene))[1]!;
    await expect(escrow.confirmBySignature(release))
      .to.be.revertedWithCustomError(escrow, "InvalidSignature")
      .withArgs(self, await escrow.releaseDigest(deals[1].id, release.review, release.rating, FOREVER));
  });
});

describe("a batch with too little gas for a wallet that needs 450,000 to answer", () => {
  it("should take its release or revert, whatever the gas limit, and never skip it", async () => {
    const trade = await load();
    const { escrow, buyer, deal, statusOf } = trade;
    const wallet = await ethers.deployContract("Hostile");
    await wallet.answerWith(MANNERS.NeedGas);
    const bought = await boughtBy(trade, await deal("coin"), wallet.target as string);
    const data = escrow.interface.encodeFunctionData("open", [bought.purchase]);
    await wallet.execute(escrow, bought.total, data, { value: bought.total });
    const release = await signRelease(trade, buyer, bought);
    const outcomes = new Set<string>();
    for (let gasLimit = 100_000; gasLimit <= 900_000; gasLimit += 40_000) {
      const snapshot = await ethers.provider.send("evm_snapshot", []);
      const went = await escrow.confirmMany([release], { gasLimit }).then(
        () => true,
        () => false,
      );
      expect((await statusOf(bought)) === Status.Released, `at ${gasLimit}`).to.equal(went);
      outcomes.add(went ? "released" : "reverted");
      await ethers.provider.send("evm_revert", [snapshot]);
    }
    expect([...outcomes].toSorted()).to.deep.equal(["released", "reverted"]);
    await expect(escrow.confirmMany([release], { gasLimit: 500_000 }))
      .to.be.revertedWithCustomError(escrow, "LowGas")
      .withArgs(527_936n, (left: bigint) => left < 527_936n);
  });
});

describe("a cart with a wallet that burns what it gets when it is asked for its signature", () => {
  it("should name it at a bounded cost, and leave the others their gas", async () => {
    const trade = await load();
    const { escrow, buyer } = trade;
    const hostile = await ethers.deployContract("Hostile");
    await hostile.answerWith(MANNERS.BurnGas);
    const items = [await trade.deal("coin"), await trade.deal("coin", { seller: hostile.target as string })];
    const cart = items.map(({ purchase }) => purchase);
    const value = items[0]!.total + items[1]!.total;
    await expect(escrow.connect(buyer).openMany(cart, { value, gasLimit: 5_000_000n }))
      .to.be.revertedWithCustomError(escrow, "CartItem")
      .withArgs(1n, (reason: string) => escrow.interface.parseError(reason)?.name === "InvalidSignature");
    expect((await ethers.provider.getBlock("latest"))!.gasUsed).to.be.lessThan(800_000n);
    await hostile.answerWith(MANNERS.NeedGas);
    await escrow.connect(buyer).openMany(cart, { value });
    expect(await trade.statusOf(items[1]!)).to.equal(Status.Funded);
  });
});
