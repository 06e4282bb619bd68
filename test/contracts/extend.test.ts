// Escrow.extend: who lengthens which window, by how much, and that every other call keeps to the longer one (I4, I11).
import { expect } from "chai";
import { ZeroAddress, ZeroHash, encodeBytes32String } from "ethers";
import {
  DAY,
  INSPECTION_WINDOW,
  MONEY,
  RULING_WINDOW,
  SHIP_WINDOW,
  Status,
  type Trade,
  createStage,
} from "./support/trade.ts";

const { load, at } = await createStage();
const CAP = 180n * DAY;
const FIELD = encodeBytes32String("extension");
/** The stage, its window, who may lengthen it. */
const WINDOWS = [
  { stage: "funded", window: SHIP_WINDOW, who: "buyer", status: Status.Funded },
  { stage: "shipped", window: INSPECTION_WINDOW, who: "seller", status: Status.Shipped },
] as const;
type Role = "buyer" | "seller" | "arbitrator" | "second" | "referrer" | "stranger";

for (const { stage, window, who, status } of WINDOWS) {
  describe(`extend a ${stage} order`, () => {
    it(`should lengthen the window by the ${who}'s call, and change nothing else`, async () => {
      const { escrow, token, reach, since, ...people } = await load();
      const deal = await reach(stage, "token");
      const entered = await since(deal);
      const held = await token.balanceOf(escrow);
      await expect(escrow.connect(people[who]).extend(deal.order, DAY))
        .to.emit(escrow, "Extended")
        .withArgs(deal.id, DAY);
      expect(await escrow.state(deal.id)).to.deep.equal([status, entered, false, DAY]);
      expect(await token.balanceOf(escrow)).to.equal(held);
    });

    for (const other of ["buyer", "seller", "arbitrator", "second", "referrer", "stranger"] as Role[]) {
      if (other === who) continue;
      it(`should refuse the ${other}, naming the ${who}`, async () => {
        const { escrow, reach, ...people } = await load();
        const deal = await reach(stage, "coin", { referrer: people.referrer.address });
        await expect(escrow.connect(people[other]).extend(deal.order, DAY))
          .to.be.revertedWithCustomError(escrow, "Unauthorized")
          .withArgs(people[other], people[who]);
      });
    }

    it("should take the total, again and again, up to 180 days", async () => {
      const { escrow, reach, ...people } = await load();
      const deal = await reach(stage, "coin");
      const party = escrow.connect(people[who]);
      for (const extension of [1n, 2n, 100n * DAY, CAP - 1n, CAP]) {
        await party.extend(deal.order, extension);
        expect((await escrow.state(deal.id)).extension).to.equal(extension);
      }
      for (const extension of [CAP, CAP + 1n, 2n ** 32n - 1n]) {
        await expect(party.extend(deal.order, extension))
          .to.be.revertedWithCustomError(escrow, "OutOfRange")
          .withArgs(FIELD, extension, CAP + 1n, CAP);
      }
    });

    it("should take 180 days at once and no second more", async () => {
      const { escrow, reach, ...people } = await load();
      const deal = await reach(stage, "coin");
      const party = escrow.connect(people[who]);
      await expect(party.extend(deal.order, CAP + 1n))
        .to.be.revertedWithCustomError(escrow, "OutOfRange")
        .withArgs(FIELD, CAP + 1n, 1n, CAP);
      await party.extend(deal.order, CAP);
    });

    it("should never shorten: nothing, less and the same are refused", async () => {
      const { escrow, reach, ...people } = await load();
      const deal = await reach(stage, "coin");
      const party = escrow.connect(people[who]);
      await expect(party.extend(deal.order, 0n))
        .to.be.revertedWithCustomError(escrow, "OutOfRange")
        .withArgs(FIELD, 0n, 1n, CAP);
      await party.extend(deal.order, DAY);
      for (const extension of [0n, DAY - 1n, DAY]) {
        await expect(party.extend(deal.order, extension))
          .to.be.revertedWithCustomError(escrow, "OutOfRange")
          .withArgs(FIELD, extension, DAY + 1n, CAP);
      }
      expect((await escrow.state(deal.id)).extension).to.equal(DAY);
    });

    it("should be possible up to the window's last second, also when it was lengthened before", async () => {
      const { escrow, reach, since, ...people } = await load();
      const deal = await reach(stage, "coin");
      const party = escrow.connect(people[who]);
      const end = (await since(deal)) + window;
      await at(end);
      await party.extend(deal.order, DAY);
      await at(end + DAY);
      await party.extend(deal.order, 2n * DAY);
      await at(end + 2n * DAY + 1n);
      await expect(party.extend(deal.order, 3n * DAY))
        .to.be.revertedWithCustomError(escrow, "TooLate")
        .withArgs(end + 2n * DAY, end + 2n * DAY + 1n);
    });

    it("should be too late one second after the offer's own window", async () => {
      const { escrow, reach, since, ...people } = await load();
      const deal = await reach(stage, "coin");
      const end = (await since(deal)) + window;
      await at(end + 1n);
      await expect(escrow.connect(people[who]).extend(deal.order, DAY))
        .to.be.revertedWithCustomError(escrow, "TooLate")
        .withArgs(end, end + 1n);
    });
  });
}

describe("extend: any other state", () => {
  const refused = [
    ["disputed", Status.Disputed],
    ["passed", Status.Disputed],
    ["released", Status.Released],
    ["refunded", Status.Refunded],
  ] as const;
  for (const [stage, status] of refused) {
    it(`should refuse a ${stage} order, to both parties`, async () => {
      const { escrow, buyer, seller, reach } = await load();
      const deal = await reach(stage, "coin");
      for (const party of [buyer, seller]) {
        await expect(escrow.connect(party).extend(deal.order, DAY))
          .to.be.revertedWithCustomError(escrow, "WrongStatus")
          .withArgs(deal.id, status, Status.Funded, Status.Shipped);
      }
    });
  }

  it("should refuse an order that was never opened", async () => {
    const { escrow, buyer, deal } = await load();
    const wanted = await deal("coin");
    await expect(escrow.connect(buyer).extend(wanted.order, DAY))
      .to.be.revertedWithCustomError(escrow, "WrongStatus")
      .withArgs(wanted.id, Status.None, Status.Funded, Status.Shipped);
  });
});

describe("an extended ship window", () => {
  async function extended(money: (typeof MONEY)[number] = "coin") {
    const trade = await load();
    const deal = await trade.reach("funded", money);
    await trade.escrow.connect(trade.buyer).extend(deal.order, 5n * DAY);
    return { ...trade, deal, end: (await trade.since(deal)) + SHIP_WINDOW + 5n * DAY };
  }

  it("should let the seller ship at its last second, and start an inspection window of the offer's length", async () => {
    const { escrow, seller, stranger, deal, end } = await extended();
    await at(end);
    await escrow.connect(seller).ship(deal.order, ZeroHash);
    expect(await escrow.state(deal.id)).to.deep.equal([Status.Shipped, end, false, 0n]);
    await at(end + INSPECTION_WINDOW);
    await expect(escrow.connect(stranger).claim(deal.order))
      .to.be.revertedWithCustomError(escrow, "TooEarly")
      .withArgs(end + INSPECTION_WINDOW + 1n, end + INSPECTION_WINDOW);
    await at(end + INSPECTION_WINDOW + 1n);
    await escrow.connect(stranger).claim(deal.order);
  });

  it("should not let the seller ship a second later", async () => {
    const { escrow, seller, deal, end } = await extended();
    await at(end + 1n);
    await expect(escrow.connect(seller).ship(deal.order, ZeroHash))
      .to.be.revertedWithCustomError(escrow, "TooLate")
      .withArgs(end, end + 1n);
  });

  for (const money of MONEY) {
    it(`should let anyone refund only a second later, in ${money}`, async () => {
      const { escrow, stranger, deal, end, expectPayout } = await extended(money);
      await at(end);
      await expect(escrow.connect(stranger).cancel(deal.order))
        .to.be.revertedWithCustomError(escrow, "TooEarly")
        .withArgs(end + 1n, end);
      await at(end + 1n);
      await expectPayout(deal, () => escrow.connect(stranger).cancel(deal.order), { buyer: deal.total });
    });
  }
});

describe("an extended inspection window", () => {
  async function extended(money: (typeof MONEY)[number] = "coin") {
    const trade = await load();
    const deal = await trade.reach("shipped", money);
    await trade.escrow.connect(trade.seller).extend(deal.order, 9n * DAY);
    return { ...trade, deal, end: (await trade.since(deal)) + INSPECTION_WINDOW + 9n * DAY };
  }

  it("should let the buyer dispute at its last second, and start a ruling window of the offer's length", async () => {
    const { escrow, buyer, arbitrator, deal, end } = await extended();
    await at(end);
    await escrow.connect(buyer).dispute(deal.order, ZeroHash);
    expect(await escrow.state(deal.id)).to.deep.equal([Status.Disputed, end, false, 0n]);
    await at(end + RULING_WINDOW + 1n);
    await expect(escrow.connect(arbitrator).rule(deal.order, 0)).to.be.revertedWithCustomError(escrow, "Unauthorized");
  });

  it("should not let the buyer dispute a second later", async () => {
    const { escrow, buyer, deal, end } = await extended();
    await at(end + 1n);
    await expect(escrow.connect(buyer).dispute(deal.order, ZeroHash))
      .to.be.revertedWithCustomError(escrow, "TooLate")
      .withArgs(end, end + 1n);
  });

  for (const money of MONEY) {
    it(`should let anyone release only a second later, in ${money}`, async () => {
      const { escrow, stranger, deal, end, expectPayout } = await extended(money);
      await at(end);
      await expect(escrow.connect(stranger).claim(deal.order))
        .to.be.revertedWithCustomError(escrow, "TooEarly")
        .withArgs(end + 1n, end);
      await at(end + 1n);
      await expectPayout(deal, () => escrow.connect(stranger).claim(deal.order), { seller: deal.total });
    });
  }
});

describe("the longest life of an order (I11)", () => {
  const longest = { shipWindow: CAP, inspectionWindow: CAP, rulingWindow: CAP };

  /** Every party waits for the last second of the longest window. */
  async function slowest(trade: Trade, wish: object) {
    const { escrow, buyer, seller, reach, since } = trade;
    const deal = await reach("funded", "coin", { ...longest, validUntil: 2n ** 40n - 1n, ...wish });
    const opened = await since(deal);
    await escrow.connect(buyer).extend(deal.order, CAP);
    await at(opened + 2n * CAP);
    await escrow.connect(seller).ship(deal.order, ZeroHash);
    await escrow.connect(seller).extend(deal.order, CAP);
    await at(opened + 4n * CAP);
    await escrow.connect(buyer).dispute(deal.order, ZeroHash);
    return { deal, opened };
  }

  for (const [what, wish, rulings] of [
    ["with a fallback", {}, 2n],
    ["without a fallback", { fallbackArbitrator: ZeroAddress }, 1n],
  ] as const) {
    it(`should end by anyone's hand a second after ship + 180 d + inspection + 180 d + ${rulings} × ruling, ${what}`, async () => {
      const trade = await load();
      const { escrow, stranger, statusOf } = trade;
      const { deal, opened } = await slowest(trade, wish);
      const end = opened + (4n + rulings) * CAP;
      await at(end);
      await expect(escrow.connect(stranger).expire(deal.order))
        .to.be.revertedWithCustomError(escrow, "TooEarly")
        .withArgs(end + 1n, end);
      await at(end + 1n);
      await escrow.connect(stranger).expire(deal.order);
      expect(await statusOf(deal)).to.equal(Status.Split);
    });
  }

  it("should be no longer when the arbitrator passes at their last second", async () => {
    const trade = await load();
    const { escrow, arbitrator, stranger, statusOf } = trade;
    const { deal, opened } = await slowest(trade, {});
    await at(opened + 5n * CAP);
    await escrow.connect(arbitrator).pass(deal.order);
    await at(opened + 6n * CAP + 1n);
    await escrow.connect(stranger).expire(deal.order);
    expect(await statusOf(deal)).to.equal(Status.Split);
  });
});
