// Escrow.confirmBySignature: anyone submits the buyer's release, and can change nothing of it.
import { expect } from "chai";
import { ZeroHash, encodeBytes32String, id as keccakText } from "ethers";
import { FOREVER, signRelease } from "./support/consent.ts";
import { DAY, MONEY, Status, type Trade, createStage } from "./support/trade.ts";
import { boughtBy, delegate, openWallet } from "./support/wallet.ts";

const { load, at, now, ethers } = await createStage();
const REVIEW = keccakText("a review");

for (const money of MONEY) {
  describe(`confirmBySignature, in ${money}`, () => {
    for (const stage of ["funded", "shipped"] as const) {
      it(`should pay the seller of a ${stage} order the whole total, by a stranger's hand`, async () => {
        const trade = await load();
        const { escrow, buyer, stranger, reach, expectPayout, statusOf } = trade;
        const deal = await reach(stage, money);
        const release = await signRelease(trade, buyer, deal);
        const call = () => escrow.connect(stranger).confirmBySignature(release);
        await expectPayout(deal, call, { seller: deal.total });
        expect(await statusOf(deal)).to.equal(Status.Released);
      });
    }

    it("should credit the order's referrer and nobody else", async () => {
      const trade = await load();
      const { escrow, buyer, stranger, referrer, reach, expectPayout } = trade;
      const deal = await reach("shipped", money, { referrer: referrer.address });
      const share = (deal.total * 250n) / 10_000n;
      const release = await signRelease(trade, buyer, deal);
      const call = () => escrow.connect(stranger).confirmBySignature(release);
      await expectPayout(deal, call, { seller: deal.total - share, referrer: share });
      const [event] = await escrow.queryFilter(escrow.filters.Closed(deal.id));
      expect(event!.args.slice(1)).to.deep.equal([Status.Released, 0n, deal.total - share, 0n, share]);
    });
  });
}

describe("confirmBySignature: the review", () => {
  for (const [review, rating] of [
    [REVIEW, 5n],
    [REVIEW, 0n],
    [ZeroHash, 1n],
  ] as const) {
    it(`should be in the log with ${review === ZeroHash ? "no" : "a"} digest and rating ${rating}, before Closed`, async () => {
      const trade = await load();
      const { escrow, buyer, stranger, reach } = trade;
      const deal = await reach("shipped", "coin");
      const release = await signRelease(trade, buyer, deal, { review, rating });
      const receipt = (await (await escrow.connect(stranger).confirmBySignature(release)).wait())!;
      const events = receipt.logs.map((log) => escrow.interface.parseLog(log)!);
      expect(events.map(({ name }) => name)).to.deep.equal(["Reviewed", "Closed"]);
      expect(events[0]!.args.toArray()).to.deep.equal([deal.id, review, rating]);
    });
  }

  it("should not be in the log if there is none", async () => {
    const trade = await load();
    const { escrow, buyer, reach } = trade;
    const release = await signRelease(trade, buyer, await reach("shipped", "coin"));
    await expect(escrow.confirmBySignature(release)).not.to.emit(escrow, "Reviewed");
  });

  it("should refuse a rating above 5, though it is signed", async () => {
    const trade = await load();
    const { escrow, buyer, reach } = trade;
    const release = await signRelease(trade, buyer, await reach("shipped", "coin"), { rating: 6n });
    await expect(escrow.confirmBySignature(release))
      .to.be.revertedWithCustomError(escrow, "OutOfRange")
      .withArgs(encodeBytes32String("rating"), 6n, 0n, 5n);
  });
});

describe("confirmBySignature: what the signature covers", () => {
  const signed = { review: REVIEW, rating: 2n, deadline: 4_000_000_000n };
  for (const [what, change] of [
    ["the review stripped", { review: ZeroHash }],
    ["another review", { review: keccakText("a better review") }],
    ["the rating stripped", { rating: 0n }],
    ["another rating", { rating: 5n }],
    ["a later deadline", { deadline: signed.deadline + 1n }],
    ["no deadline", { deadline: FOREVER }],
  ] as const) {
    it(`should refuse ${what}`, async () => {
      const trade = await load();
      const { escrow, buyer, reach, statusOf } = trade;
      const deal = await reach("shipped", "coin");
      const release = { ...(await signRelease(trade, buyer, deal, signed)), ...change };
      const digest = await escrow.releaseDigest(deal.id, release.review, release.rating, release.deadline);
      await expect(escrow.confirmBySignature(release))
        .to.be.revertedWithCustomError(escrow, "InvalidSignature")
        .withArgs(buyer, digest);
      expect(await statusOf(deal)).to.equal(Status.Shipped);
    });
  }

  it("should refuse it for another order of the same buyer", async () => {
    const trade = await load();
    const { escrow, buyer, reach } = trade;
    const [meant, other] = [await reach("shipped", "coin"), await reach("shipped", "coin")];
    const release = { ...(await signRelease(trade, buyer, meant)), order: other.order };
    await expect(escrow.confirmBySignature(release))
      .to.be.revertedWithCustomError(escrow, "InvalidSignature")
      .withArgs(buyer, await escrow.releaseDigest(other.id, ZeroHash, 0, FOREVER));
  });

  for (const who of ["seller", "arbitrator", "second", "referrer", "stranger"] as const) {
    it(`should refuse the ${who}'s signature, also by the ${who}'s or the buyer's hand`, async () => {
      const trade = await load();
      const { escrow, buyer, referrer, reach } = trade;
      const deal = await reach("shipped", "coin", { referrer: referrer.address });
      const release = await signRelease(trade, trade[who], deal);
      for (const submitter of [trade[who], buyer]) {
        await expect(escrow.connect(submitter).confirmBySignature(release))
          .to.be.revertedWithCustomError(escrow, "InvalidSignature")
          .withArgs(buyer, await escrow.releaseDigest(deal.id, ZeroHash, 0, FOREVER));
      }
    });
  }
});

describe("confirmBySignature: time", () => {
  it("should be taken up to the deadline's last second", async () => {
    const trade = await load();
    const { escrow, buyer, reach, statusOf } = trade;
    const [inTime, late] = [await reach("shipped", "coin"), await reach("shipped", "coin")];
    const deadline = (await now()) + DAY;
    const [first, second] = [
      await signRelease(trade, buyer, inTime, { deadline }),
      await signRelease(trade, buyer, late, { deadline }),
    ];
    await at(deadline);
    await escrow.confirmBySignature(first);
    expect(await statusOf(inTime)).to.equal(Status.Released);
    await at(deadline + 1n);
    await expect(escrow.confirmBySignature(second))
      .to.be.revertedWithCustomError(escrow, "TooLate")
      .withArgs(deadline, deadline + 1n);
  });

  it("should be taken when the inspection window is over and nobody claimed", async () => {
    const trade = await load();
    const { escrow, buyer, reach, statusOf } = trade;
    const deal = await reach("shipped", "coin");
    const release = await signRelease(trade, buyer, deal, { review: REVIEW, rating: 5n });
    await at((await now()) + 400n * DAY);
    await escrow.confirmBySignature(release);
    expect(await statusOf(deal)).to.equal(Status.Released);
  });
});

describe("confirmBySignature: the order's state", () => {
  const refused: [Parameters<Trade["reach"]>[0], bigint][] = [
    ["disputed", Status.Disputed],
    ["passed", Status.Disputed],
    ["released", Status.Released],
    ["refunded", Status.Refunded],
  ];
  for (const [stage, status] of refused) {
    it(`should refuse a ${stage} order`, async () => {
      const trade = await load();
      const { escrow, buyer, reach } = trade;
      const deal = await reach(stage, "coin");
      await expect(escrow.confirmBySignature(await signRelease(trade, buyer, deal)))
        .to.be.revertedWithCustomError(escrow, "WrongStatus")
        .withArgs(deal.id, status, Status.Funded, Status.Shipped);
    });
  }

  it("should refuse an order that was never opened", async () => {
    const trade = await load();
    const { escrow, buyer, deal } = trade;
    const wanted = await deal("coin");
    await expect(escrow.confirmBySignature(await signRelease(trade, buyer, wanted)))
      .to.be.revertedWithCustomError(escrow, "WrongStatus")
      .withArgs(wanted.id, Status.None, Status.Funded, Status.Shipped);
  });

  it("should be voided by a dispute, though it was signed before", async () => {
    const trade = await load();
    const { escrow, buyer, reach } = trade;
    const deal = await reach("shipped", "token");
    const release = await signRelease(trade, buyer, deal);
    await escrow.connect(buyer).dispute(deal.order, ZeroHash);
    await expect(escrow.confirmBySignature(release))
      .to.be.revertedWithCustomError(escrow, "WrongStatus")
      .withArgs(deal.id, Status.Disputed, Status.Funded, Status.Shipped);
  });

  it("should pay once: the same release again is refused", async () => {
    const trade = await load();
    const { escrow, token, buyer, reach } = trade;
    const [deal] = [await reach("shipped", "token"), await reach("shipped", "token")];
    const release = await signRelease(trade, buyer, deal);
    await escrow.confirmBySignature(release);
    const left = await token.balanceOf(escrow);
    await expect(escrow.confirmBySignature(release))
      .to.be.revertedWithCustomError(escrow, "WrongStatus")
      .withArgs(deal.id, Status.Released, Status.Funded, Status.Shipped);
    expect(await token.balanceOf(escrow)).to.equal(left);
  });
});

describe("confirmBySignature: a buyer that is not a plain key", () => {
  it("should ask a contract wallet (ERC-1271)", async () => {
    const trade = await load();
    const { escrow, buyer, stranger, deal, statusOf } = trade;
    const wallet = await openWallet(ethers, trade, buyer);
    const bought = await boughtBy(trade, await deal("coin"), wallet.address);
    await wallet.call("open", [bought.purchase], bought.total);
    await expect(escrow.confirmBySignature(await signRelease(trade, stranger, bought)))
      .to.be.revertedWithCustomError(escrow, "InvalidSignature")
      .withArgs(wallet.address, await escrow.releaseDigest(bought.id, ZeroHash, 0, FOREVER));
    await escrow.confirmBySignature(await signRelease(trade, buyer, bought));
    expect(await statusOf(bought)).to.equal(Status.Released);
  });

  it("should take a delegating key's own signature (EIP-7702), and what its code accepts", async () => {
    const trade = await load();
    const { escrow, seller, stranger, deal, valueOf, statusOf } = trade;
    const key = await delegate(ethers, trade, stranger);
    for (const signer of [key, stranger]) {
      const bought = await boughtBy(trade, await deal("coin"), key.address);
      await escrow.connect(key).open(bought.purchase, valueOf(bought));
      await expect(escrow.confirmBySignature(await signRelease(trade, seller, bought))).to.be.revertedWithCustomError(
        escrow,
        "InvalidSignature",
      );
      await escrow.confirmBySignature(await signRelease(trade, signer, bought));
      expect(await statusOf(bought)).to.equal(Status.Released);
    }
  });
});
