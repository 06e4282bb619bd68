// EscrowLens.viewOrder: what it says of an order is what the escrow then does, to the second and the last unit.
import { expect } from "chai";
import { type ContractTransactionResponse, ZeroAddress, ZeroHash } from "ethers";
import { createPeripheryStage } from "../support/periphery.ts";
import {
  DAY,
  type Deal,
  INSPECTION_WINDOW,
  MONEY,
  RULING_WINDOW,
  SHIP_WINDOW,
  type Stage,
  Status,
  type Wish,
} from "../support/trade.ts";

const { load, at, networkHelpers, expectFrom } = await createPeripheryStage();
const Closing = { None: 0n, Cancel: 1n, Claim: 2n, Expire: 3n };
const LONGEST = 180n * DAY;

type Trade = Awaited<ReturnType<typeof load>>;

/** How the order is closed when nobody acts. */
const CLOSINGS: Record<string, { call: "cancel" | "claim" | "expire"; closing: bigint; share: bigint }> = {
  funded: { call: "cancel", closing: Closing.Cancel, share: 10_000n },
  shipped: { call: "claim", closing: Closing.Claim, share: 0n },
  disputed: { call: "expire", closing: Closing.Expire, share: 4_000n },
  passed: { call: "expire", closing: Closing.Expire, share: 4_000n },
};
const ORDERS: [what: string, stage: Stage, wish: Wish, window: bigint][] = [
  ["funded", "funded", {}, SHIP_WINDOW],
  ["shipped", "shipped", {}, INSPECTION_WINDOW],
  [
    "shipped, without arbitrator",
    "shipped",
    { arbitrator: ZeroAddress, fallbackArbitrator: ZeroAddress },
    INSPECTION_WINDOW,
  ],
  ["disputed", "disputed", {}, 2n * RULING_WINDOW],
  ["disputed, without fallback", "disputed", { fallbackArbitrator: ZeroAddress }, RULING_WINDOW],
  ["disputed and passed", "passed", {}, RULING_WINDOW],
];

/** The four shares of the close. */
const closedOf = async ({ escrow }: Trade, { id }: Deal) => {
  const [event] = await escrow.queryFilter(escrow.filters.Closed(id));
  return event!.args.slice(2);
};

for (const money of MONEY) {
  for (const [what, stage, wish, window] of ORDERS) {
    const { call, closing, share } = CLOSINGS[stage]!;
    describe(`viewOrder, of an order in ${money} that is ${what}`, () => {
      const given = async () => {
        const trade = await load();
        const deal = await trade.reach(stage, money, { ...wish, referrer: trade.referrer.address });
        return { trade, deal, view: () => trade.lens.viewOrder(deal.order) };
      };

      it(`should say that anyone may ${call} from a second on, and who gets what: so it is`, async () => {
        const { trade, deal, view } = await given();
        const seen = await view();
        const from = (await trade.since(deal)) + window + 1n;
        expect([seen.closing, seen.closingFrom]).to.deep.equal([closing, from]);
        await expectFrom(
          from,
          () => trade.escrow.connect(trade.stranger)[call](deal.order),
          (early) =>
            expect(early)
              .to.be.revertedWithCustomError(trade.escrow, "TooEarly")
              .withArgs(from, from - 1n),
        );
        expect(await closedOf(trade, deal)).to.deep.equal([...seen.closingPayout]);
        expect(seen.closingPayout.toBuyer).to.equal((deal.total * share) / 10_000n);
      });

      it("should say id, status and since as the escrow does", async () => {
        const { trade, deal, view } = await given();
        const { id, status, since } = await view();
        const state = await trade.escrow.state(deal.id);
        expect([id, status, since]).to.deep.equal([deal.id, state.status, state.since]);
      });
    });
  }
}

describe("viewOrder: the running window", () => {
  const acts = {
    funded: ({ escrow, seller }: Trade, { order }: Deal) => escrow.connect(seller).ship(order, ZeroHash),
    shipped: ({ escrow, buyer }: Trade, { order }: Deal) => escrow.connect(buyer).dispute(order, ZeroHash),
  };
  for (const [stage, extender, extension] of [
    ["funded", "buyer", 0n],
    ["funded", "buyer", 5n * DAY],
    ["shipped", "seller", 0n],
    ["shipped", "seller", LONGEST],
  ] as const) {
    it(`should end a ${stage} order's at its last second, with an extension of ${extension / DAY} days`, async () => {
      const trade = await load();
      const deal = await trade.reach(stage, "coin");
      if (extension !== 0n) await trade.escrow.connect(trade[extender]).extend(deal.order, extension);
      const { deadline, closingFrom } = await trade.lens.viewOrder(deal.order);
      expect(closingFrom).to.equal(deadline + 1n);
      const snapshot = await networkHelpers.takeSnapshot();
      await at(deadline + 1n);
      await expect(acts[stage](trade, deal))
        .to.be.revertedWithCustomError(trade.escrow, "TooLate")
        .withArgs(deadline, deadline + 1n);
      await snapshot.restore();
      await at(deadline);
      await acts[stage](trade, deal);
    });
  }

  it("should be the first ruling window, then the fallback's, and stay at the last one's end", async () => {
    const { lens, reach, since } = await load();
    const deal = await reach("disputed", "coin");
    const start = await since(deal);
    for (const [time, deadline] of [
      [start + RULING_WINDOW, start + RULING_WINDOW],
      [start + RULING_WINDOW + 1n, start + 2n * RULING_WINDOW],
      [start + 2n * RULING_WINDOW, start + 2n * RULING_WINDOW],
      [start + 2n * RULING_WINDOW + 1n, start + 2n * RULING_WINDOW],
    ] as const) {
      await networkHelpers.time.increaseTo(time);
      expect((await lens.viewOrder(deal.order)).deadline, `at ${time - start}`).to.equal(deadline);
    }
  });
});

describe("viewOrder: who may rule", () => {
  /** At this second: whom the lens names, and whom of the two the escrow lets rule. */
  async function expectRuler(trade: Trade, deal: Deal, time: bigint, ruler: "arbitrator" | "second" | undefined) {
    await networkHelpers.time.increaseTo(time);
    const seen = await trade.lens.viewOrder(deal.order);
    expect(seen.ruler).to.equal(ruler ? trade[ruler].address : ZeroAddress);
    expect(seen.rulerUntil).to.equal(ruler ? seen.deadline : 0n);
    for (const who of ["arbitrator", "second"] as const) {
      const allowed = await trade.escrow
        .connect(trade[who])
        .rule.staticCall(deal.order, 0)
        .then(
          () => true,
          () => false,
        );
      expect(allowed, `${who} at ${time}`).to.equal(who === ruler);
    }
  }

  it("should be the arbitrator, then the fallback, then nobody", async () => {
    const trade = await load();
    const deal = await trade.reach("disputed", "coin");
    const start = await trade.since(deal);
    await expectRuler(trade, deal, start + 1n, "arbitrator");
    await expectRuler(trade, deal, start + RULING_WINDOW, "arbitrator");
    await expectRuler(trade, deal, start + RULING_WINDOW + 1n, "second");
    await expectRuler(trade, deal, start + 2n * RULING_WINDOW, "second");
    await expectRuler(trade, deal, start + 2n * RULING_WINDOW + 1n, undefined);
  });

  it("should be the arbitrator, then nobody, where there is no fallback", async () => {
    const trade = await load();
    const deal = await trade.reach("disputed", "coin", { fallbackArbitrator: ZeroAddress });
    const start = await trade.since(deal);
    await expectRuler(trade, deal, start + RULING_WINDOW, "arbitrator");
    await expectRuler(trade, deal, start + RULING_WINDOW + 1n, undefined);
  });

  it("should be the fallback for one window after a pass", async () => {
    const trade = await load();
    const deal = await trade.reach("passed", "coin");
    const start = await trade.since(deal);
    await expectRuler(trade, deal, start + RULING_WINDOW, "second");
    await expectRuler(trade, deal, start + RULING_WINDOW + 1n, undefined);
  });

  for (const stage of ["funded", "shipped", "released"] as Stage[]) {
    it(`should be nobody for an order that is ${stage}`, async () => {
      const { lens, reach } = await load();
      const { ruler, rulerUntil } = await lens.viewOrder((await reach(stage, "coin")).order);
      expect([ruler, rulerUntil]).to.deep.equal([ZeroAddress, 0n]);
    });
  }
});

describe("viewOrder: the latest end (I11)", () => {
  /** Makes the other side wait as long as the escrow lets anybody, and returns the first second at which anyone can close. */
  async function drag(trade: Trade, deal: Deal, arbitrated: boolean): Promise<bigint> {
    const { escrow, buyer, seller, arbitrator, lens } = trade;
    const act = async (call: () => Promise<ContractTransactionResponse>) => {
      await at((await lens.viewOrder(deal.order)).deadline);
      await call();
    };
    if ((await trade.statusOf(deal)) === Status.Funded) {
      await escrow.connect(buyer).extend(deal.order, LONGEST);
      await act(() => escrow.connect(seller).ship(deal.order, ZeroHash));
    }
    if ((await trade.statusOf(deal)) === Status.Shipped) {
      await escrow.connect(seller).extend(deal.order, LONGEST);
      if (arbitrated) await act(() => escrow.connect(buyer).dispute(deal.order, ZeroHash));
    }
    const { passed } = await escrow.state(deal.id);
    if (arbitrated && !passed && deal.order.offer.fallbackArbitrator !== ZeroAddress) {
      await act(() => escrow.connect(arbitrator).pass(deal.order));
    }
    return (await lens.viewOrder(deal.order)).closingFrom;
  }

  for (const [what, stage, wish] of ORDERS) {
    it(`should be the last second that anybody can drag an order to that is ${what}`, async () => {
      const trade = await load();
      const deal = await trade.reach(stage, "coin", wish);
      const { latestEnd } = await trade.lens.viewOrder(deal.order);
      const from = await drag(trade, deal, deal.order.offer.arbitrator !== ZeroAddress);
      expect(latestEnd).to.equal(from - 1n);
      const close = (await trade.statusOf(deal)) === Status.Disputed ? "expire" : "claim";
      await expectFrom(
        from,
        () => trade.escrow.connect(trade.stranger)[close](deal.order),
        (early) => expect(early).to.be.revertedWithCustomError(trade.escrow, "TooEarly"),
      );
    });
  }

  it("should be ship + inspection + twice 180 days + two rulings for a funded order", async () => {
    const { lens, reach, since } = await load();
    const deal = await reach("funded", "coin");
    expect((await lens.viewOrder(deal.order)).latestEnd).to.equal(
      (await since(deal)) + SHIP_WINDOW + LONGEST + INSPECTION_WINDOW + LONGEST + 2n * RULING_WINDOW,
    );
  });

  for (const [stage, window] of [
    ["funded", SHIP_WINDOW],
    ["shipped", INSPECTION_WINDOW],
  ] as const) {
    it(`should be the deadline of a ${stage} order as soon as that is over`, async () => {
      const { lens, reach, since } = await load();
      const deal = await reach(stage, "coin");
      const deadline = (await since(deal)) + window;
      await networkHelpers.time.increaseTo(deadline);
      expect((await lens.viewOrder(deal.order)).latestEnd).to.be.above(deadline);
      await networkHelpers.time.increaseTo(deadline + 1n);
      expect((await lens.viewOrder(deal.order)).latestEnd).to.equal(deadline);
    });
  }
});

describe("viewOrder: orders that are not open", () => {
  it("should be empty but for the id if the order was never opened", async () => {
    const { lens, deal } = await load();
    const made = await deal("coin");
    const seen = await lens.viewOrder(made.order);
    expect([...seen]).to.deep.equal([made.id, 0n, 0n, 0n, ZeroAddress, 0n, 0n, 0n, [0n, 0n, 0n, 0n], 0n]);
  });

  for (const stage of ["released", "refunded", "split"] as Stage[]) {
    it(`should say when it was closed if it is ${stage}, and that nothing happens any more`, async () => {
      const { lens, reach, since, statusOf } = await load();
      const made = await reach(stage, "coin");
      const seen = await lens.viewOrder(made.order);
      const time = await since(made);
      const status = await statusOf(made);
      expect([...seen]).to.deep.equal([made.id, status, time, 0n, ZeroAddress, 0n, 0n, 0n, [0n, 0n, 0n, 0n], time]);
    });
  }
});

describe("viewOrders", () => {
  it("should say of each what viewOrder says", async () => {
    const { lens, reach, deal } = await load();
    const orders = [await reach("funded", "coin"), await deal("token"), await reach("passed", "token")].map(
      ({ order }) => order,
    );
    const each = await Promise.all(orders.map((order) => lens.viewOrder(order)));
    expect(await lens.viewOrders(orders)).to.deep.equal(each);
    expect(await lens.viewOrders([])).to.deep.equal([]);
  });
});
