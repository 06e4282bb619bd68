// Escrow.settle: a party splits the order as the other one signed.
import { expect } from "chai";
import { ZeroAddress, encodeBytes32String } from "ethers";
import { FOREVER, signSettlement } from "./support/consent.ts";
import { DAY, type Deal, MONEY, type Stage, Status, type Trade, createStage } from "./support/trade.ts";
import { boughtBy, delegate, openWallet } from "./support/wallet.ts";

const { load, at, now, ethers } = await createStage();
const OPEN_STAGES = ["funded", "shipped", "disputed", "passed"] as const;
/** Who submits, and who signed. */
const SIDES = [
  ["buyer", "seller"],
  ["seller", "buyer"],
] as const;

for (const money of MONEY) {
  describe(`settle, in ${money}`, () => {
    for (const stage of OPEN_STAGES) {
      for (const [submitter, signer] of SIDES) {
        it(`should split a ${stage} order by the ${submitter}'s call with the ${signer}'s signature`, async () => {
          const trade = await load();
          const { escrow, reach, expectPayout, statusOf } = trade;
          const deal = await reach(stage, money);
          const settlement = await signSettlement(trade, trade[signer], deal, { buyerBps: 3_333n });
          const toBuyer = (deal.total * 3_333n) / 10_000n;
          const call = () => escrow.connect(trade[submitter]).settle(settlement);
          await expectPayout(deal, call, { buyer: toBuyer, seller: deal.total - toBuyer });
          expect(await statusOf(deal)).to.equal(Status.Split);
        });
      }
    }

    for (const buyerBps of [0n, 1n, 9_999n, 10_000n]) {
      it(`should give the buyer ${buyerBps} bps of the whole, the arbitrator nothing, the referrer their share of the rest`, async () => {
        const trade = await load();
        const { escrow, buyer, seller, referrer, reach, expectPayout } = trade;
        const deal = await reach("disputed", money, { referrer: referrer.address });
        const settlement = await signSettlement(trade, seller, deal, { buyerBps });
        const toBuyer = (deal.total * buyerBps) / 10_000n;
        const share = ((deal.total - toBuyer) * 250n) / 10_000n;
        const toSeller = deal.total - toBuyer - share;
        const call = () => escrow.connect(buyer).settle(settlement);
        await expectPayout(deal, call, { buyer: toBuyer, seller: toSeller, referrer: share });
        const [event] = await escrow.queryFilter(escrow.filters.Closed(deal.id));
        expect(event!.args.slice(1)).to.deep.equal([Status.Split, toBuyer, toSeller, 0n, share]);
      });
    }

    it("should split an order without arbitrator", async () => {
      const trade = await load();
      const { escrow, buyer, seller, reach, expectPayout } = trade;
      const deal = await reach("shipped", money, { arbitrator: ZeroAddress, fallbackArbitrator: ZeroAddress });
      const settlement = await signSettlement(trade, buyer, deal, { buyerBps: 5_000n });
      const half = deal.total / 2n;
      const call = () => escrow.connect(seller).settle(settlement);
      await expectPayout(deal, call, { buyer: half, seller: deal.total - half });
    });
  });
}

describe("settle: whose signature", () => {
  /** Refused for a signature that is not `signer`'s over these terms. */
  async function expectForged(
    trade: Trade,
    deal: Deal,
    submitter: "buyer" | "seller",
    signer: string,
    settlement: object,
  ) {
    const { buyerBps, deadline } = settlement as { buyerBps: bigint; deadline: bigint };
    await expect(trade.escrow.connect(trade[submitter]).settle(settlement as never))
      .to.be.revertedWithCustomError(trade.escrow, "InvalidSignature")
      .withArgs(signer, await trade.escrow.settlementDigest(deal.id, buyerBps, deadline));
  }

  for (const [submitter, other] of SIDES) {
    it(`should refuse the ${submitter}'s own, by the ${submitter}'s call`, async () => {
      const trade = await load();
      const deal = await trade.reach("shipped", "coin");
      const settlement = await signSettlement(trade, trade[submitter], deal);
      await expectForged(trade, deal, submitter, trade[other].address, settlement);
    });

    it(`should refuse the arbitrator's, by the ${submitter}'s call`, async () => {
      const trade = await load();
      const deal = await trade.reach("disputed", "coin");
      const settlement = await signSettlement(trade, trade.arbitrator, deal);
      await expectForged(trade, deal, submitter, trade[other].address, settlement);
    });

    for (const [what, change] of [
      ["share", { buyerBps: 5_001n }],
      ["deadline", { deadline: FOREVER }],
    ] as const) {
      it(`should refuse another ${what} than the ${other} signed`, async () => {
        const trade = await load();
        const deal = await trade.reach("shipped", "coin");
        const settlement = await signSettlement(trade, trade[other], deal, { deadline: 4_000_000_000n });
        await expectForged(trade, deal, submitter, trade[other].address, { ...settlement, ...change });
      });
    }

    it(`should refuse what the ${other} signed for another order`, async () => {
      const trade = await load();
      const [meant, deal] = [await trade.reach("shipped", "coin"), await trade.reach("shipped", "coin")];
      const settlement = { ...(await signSettlement(trade, trade[other], meant)), order: deal.order };
      await expectForged(trade, deal, submitter, trade[other].address, settlement);
    });
  }

  for (const who of ["arbitrator", "second", "referrer", "stranger"] as const) {
    it(`should refuse the ${who} as submitter, whoever signed`, async () => {
      const trade = await load();
      const { escrow, buyer, seller, referrer, reach } = trade;
      const deal = await reach("disputed", "coin", { referrer: referrer.address });
      for (const signer of [buyer, seller, trade[who]]) {
        await expect(escrow.connect(trade[who]).settle(await signSettlement(trade, signer, deal)))
          .to.be.revertedWithCustomError(escrow, "NotAParty")
          .withArgs(deal.id, trade[who]);
      }
    });
  }
});

describe("settle: share and time", () => {
  it("should give no share above everything, though it is signed", async () => {
    const trade = await load();
    const { escrow, buyer, seller, reach } = trade;
    const deal = await reach("shipped", "coin");
    await expect(escrow.connect(buyer).settle(await signSettlement(trade, seller, deal, { buyerBps: 10_001n })))
      .to.be.revertedWithCustomError(escrow, "OutOfRange")
      .withArgs(encodeBytes32String("buyerBps"), 10_001n, 0n, 10_000n);
  });

  it("should be taken up to the deadline's last second", async () => {
    const trade = await load();
    const { escrow, buyer, seller, reach, statusOf } = trade;
    const [inTime, late] = [await reach("shipped", "coin"), await reach("shipped", "coin")];
    const deadline = (await now()) + DAY;
    const [first, second] = [
      await signSettlement(trade, seller, inTime, { deadline }),
      await signSettlement(trade, seller, late, { deadline }),
    ];
    await at(deadline);
    await escrow.connect(buyer).settle(first);
    expect(await statusOf(inTime)).to.equal(Status.Split);
    await at(deadline + 1n);
    await expect(escrow.connect(buyer).settle(second))
      .to.be.revertedWithCustomError(escrow, "TooLate")
      .withArgs(deadline, deadline + 1n);
  });

  it("should be taken when every window of the order is over", async () => {
    const trade = await load();
    const { escrow, buyer, seller, reach, statusOf } = trade;
    const deal = await reach("disputed", "coin");
    const settlement = await signSettlement(trade, seller, deal);
    await at((await now()) + 1_000n * DAY);
    await escrow.connect(buyer).settle(settlement);
    expect(await statusOf(deal)).to.equal(Status.Split);
  });
});

describe("settle: a closed order", () => {
  const closed: [Stage, bigint][] = [
    ["released", Status.Released],
    ["refunded", Status.Refunded],
  ];
  for (const [stage, status] of closed) {
    it(`should refuse one that is ${stage}`, async () => {
      const trade = await load();
      const { escrow, buyer, seller, reach } = trade;
      const deal = await reach(stage, "coin");
      await expect(escrow.connect(buyer).settle(await signSettlement(trade, seller, deal)))
        .to.be.revertedWithCustomError(escrow, "WrongStatus")
        .withArgs(deal.id, status, Status.Funded, Status.Disputed);
    });
  }

  it("should refuse one that was never opened", async () => {
    const trade = await load();
    const { escrow, buyer, seller, deal } = trade;
    const wanted = await deal("coin");
    await expect(escrow.connect(buyer).settle(await signSettlement(trade, seller, wanted)))
      .to.be.revertedWithCustomError(escrow, "WrongStatus")
      .withArgs(wanted.id, Status.None, Status.Funded, Status.Disputed);
  });

  it("should refuse the other side's settlement after the first was carried out", async () => {
    const trade = await load();
    const { escrow, token, buyer, seller, reach } = trade;
    const [deal] = [await reach("shipped", "token"), await reach("shipped", "token")];
    const [mine, theirs] = [
      await signSettlement(trade, seller, deal, { buyerBps: 1_000n }),
      await signSettlement(trade, buyer, deal, { buyerBps: 9_000n }),
    ];
    await escrow.connect(buyer).settle(mine);
    const left = await token.balanceOf(escrow);
    await expect(escrow.connect(seller).settle(theirs))
      .to.be.revertedWithCustomError(escrow, "WrongStatus")
      .withArgs(deal.id, Status.Split, Status.Funded, Status.Disputed);
    expect(await token.balanceOf(escrow)).to.equal(left);
  });

  it("should leave the arbitrator nothing to rule", async () => {
    const trade = await load();
    const { escrow, buyer, seller, arbitrator, reach } = trade;
    const deal = await reach("disputed", "coin");
    await escrow.connect(seller).settle(await signSettlement(trade, buyer, deal));
    await expect(escrow.connect(arbitrator).rule(deal.order, 10_000))
      .to.be.revertedWithCustomError(escrow, "WrongStatus")
      .withArgs(deal.id, Status.Split, Status.Disputed, Status.Disputed);
  });
});

describe("settle: parties that are not plain keys", () => {
  it("should ask the buyer's wallet, and let it submit (ERC-1271)", async () => {
    const trade = await load();
    const { escrow, buyer, seller, stranger, deal, statusOf } = trade;
    const wallet = await openWallet(ethers, trade, buyer);
    const bought = [];
    for (let i = 0; i < 2; i++) {
      bought.push(await boughtBy(trade, await deal("token"), wallet.address));
      await wallet.call("open", [bought[i]!.purchase]);
    }
    const [first, second] = bought as [Deal, Deal];
    await expect(escrow.connect(seller).settle(await signSettlement(trade, stranger, first)))
      .to.be.revertedWithCustomError(escrow, "InvalidSignature")
      .withArgs(wallet.address, await escrow.settlementDigest(first.id, 5_000n, FOREVER));
    await escrow.connect(seller).settle(await signSettlement(trade, buyer, first));
    await wallet.call("settle", [await signSettlement(trade, seller, second)]);
    for (const done of [first, second]) expect(await statusOf(done)).to.equal(Status.Split);
    // the wallet is the party, not its key
    const third = await boughtBy(trade, await deal("token"), wallet.address);
    await wallet.call("open", [third.purchase]);
    await expect(escrow.connect(buyer).settle(await signSettlement(trade, seller, third)))
      .to.be.revertedWithCustomError(escrow, "NotAParty")
      .withArgs(third.id, buyer);
  });

  it("should ask the seller's wallet, and pay it (ERC-1271)", async () => {
    const trade = await load();
    const { escrow, token, buyer, stranger, deal, open } = trade;
    const wallet = await openWallet(ethers, trade, stranger);
    const sold = await deal("token", { seller: wallet.address }, stranger);
    await open(sold);
    await expect(escrow.connect(buyer).settle(await signSettlement(trade, buyer, sold)))
      .to.be.revertedWithCustomError(escrow, "InvalidSignature")
      .withArgs(wallet.address, await escrow.settlementDigest(sold.id, 5_000n, FOREVER));
    const settlement = await signSettlement(trade, stranger, sold, { buyerBps: 0n });
    await expect(() => escrow.connect(buyer).settle(settlement)).to.changeTokenBalances(
      ethers,
      token,
      [wallet.address, escrow],
      [sold.total, -sold.total],
    );
  });

  it("should take a delegating seller's own signature, and what its code accepts (EIP-7702)", async () => {
    const trade = await load();
    const { escrow, buyer, seller, stranger, deal, open, statusOf } = trade;
    const key = await delegate(ethers, trade, stranger);
    for (const signer of [key, stranger]) {
      const sold = await deal("coin", { seller: key.address }, stranger);
      await open(sold);
      await expect(
        escrow.connect(buyer).settle(await signSettlement(trade, seller, sold)),
      ).to.be.revertedWithCustomError(escrow, "InvalidSignature");
      await escrow.connect(buyer).settle(await signSettlement(trade, signer, sold));
      expect(await statusOf(sold)).to.equal(Status.Split);
    }
  });
});
