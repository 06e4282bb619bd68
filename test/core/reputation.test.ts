// A seller's record from its orders, and rings among made-up markets: found when closed, not when honest.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { OrderRow } from "../../node/core/order.ts";
import { purchaseRecord, rulingRecord, salesRecord } from "../../node/core/reputation.ts";
import { type Trade, findRing } from "../../node/core/rings.ts";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import type { OrderStatus, Split } from "../../protocol/order.ts";
import { sampleOrder } from "../support/sample.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const OPENED = 1_900_000_000;
const who = (name: string): Address => `0x${Buffer.from(name).toString("hex").padStart(40, "0")}` as Address;
const split = (buyer: bigint, seller: bigint, arbitrator = 0n): Split => ({ buyer, seller, arbitrator, referrer: 0n });

function row(status: OrderStatus, changes: Partial<OrderRow> & { buyer?: string; currency?: Address } = {}): OrderRow {
  const { buyer = "ana", currency, ...rest } = changes;
  const base = sampleOrder({ buyer: who(buyer) });
  return {
    id: `0x${"11".repeat(32)}` as Hex32,
    order: { ...base, offer: { ...base.offer, currency: currency ?? base.offer.currency } },
    status,
    openedAt: OPENED,
    openedBlock: 1,
    shippedAt: null,
    disputedAt: null,
    passedAt: null,
    extension: 0,
    closedAt: null,
    payout: null,
    review: null,
    tracking: null,
    evidence: [],
    ...rest,
  };
}

describe("a seller's record", () => {
  it("is nothing for who has sold nothing", () => {
    const { orders, medianShipSeconds, settled, buyers } = salesRecord([]);
    assert.deepEqual([orders, medianShipSeconds, settled, buyers], [0, null, [], 0]);
  });

  it("tells what was shipped in time from what was never shipped, extensions included", () => {
    const window = row("funded").order.offer.shipWindow;
    const refunded = (after: number, extension = 0) =>
      row("refunded", { closedAt: OPENED + after, extension, payout: split(10n, 0n) });
    const record = salesRecord([
      row("released", { shippedAt: OPENED + 2 * HOUR, closedAt: OPENED + DAY, payout: split(0n, 10n) }),
      row("shipped", { shippedAt: OPENED + 4 * HOUR }),
      row("shipped", { shippedAt: OPENED + 30 * HOUR }),
      refunded(window), // the seller gave it back within the window
      refunded(window + 1),
      refunded(window + 1, DAY),
      row("funded"),
    ]);
    assert.deepEqual([record.shipped, record.expired, record.refunded, record.open], [3, 1, 3, 3]);
    assert.equal(record.medianShipSeconds, 4 * HOUR);
    assert.equal(
      salesRecord([row("shipped", { shippedAt: OPENED + 3 }), row("shipped", { shippedAt: OPENED + 6 })])
        .medianShipSeconds,
      4,
    );
  });

  it("counts disputes by who got more, for either side, and those that are open for nobody", () => {
    const disputed = (payout: Split | null, status: OrderStatus = "split") =>
      row(status, { disputedAt: OPENED, payout });
    const rows = [
      disputed(split(40n, 55n, 5n)),
      disputed(split(0n, 100n), "released"),
      disputed(split(100n, 0n), "refunded"),
      disputed(split(50n, 50n)),
      disputed(null, "disputed"),
      row("split", { payout: split(90n, 10n) }), // agreed without a dispute
    ];
    assert.deepEqual(salesRecord(rows).disputes, { opened: 5, won: 2, lost: 1, even: 1 });
    assert.deepEqual(purchaseRecord(rows).disputes, { opened: 5, won: 1, lost: 2, even: 1 });
  });

  it("sums each currency by itself, and different buyers", () => {
    const coin = who("coin");
    const paid = (buyer: string, amount: bigint, currency?: Address) =>
      row("released", { buyer, payout: split(0n, amount), ...(currency ? { currency } : {}) });
    const { settled, buyers, completed } = salesRecord([
      paid("ana", 5n),
      paid("ana", 6n),
      paid("ben", 7n, coin),
      row("split", { payout: split(1n, 2n) }),
    ]);
    assert.deepEqual(settled.map(({ amount }) => amount).toSorted(), [13n, 7n].toSorted());
    assert.deepEqual([buyers, completed], [2, 3]);
  });
});

/** `ana>ben` is an order that ana bought of ben. */
const market = (...orders: string[]): Trade[] =>
  orders.flatMap((text) => {
    const [, buyer, seller, times = "1", value = "10"] = /^(\w+)>(\w+)(?:\*(\d+))?(?:@(\d+))?$/.exec(text)!;
    const trade = { buyer: who(buyer!), seller: who(seller!), currency: who("usd"), value: Number(value) };
    return Array.from({ length: Number(times) }, () => trade);
  });
const ringIn = (trades: Trade[], of = "ana"): string[] | null => {
  const ring = findRing(who(of), (one) => trades.filter(({ seller, buyer }) => seller === one || buyer === one));
  return ring && ring.members.map((one) => Buffer.from(one.slice(2), "hex").toString().replaceAll("\0", ""));
};

describe("a ring", () => {
  it("is two or three who only sell to each other", () => {
    assert.deepEqual(ringIn(market("ben>ana*4", "ana>ben*3")), ["ana", "ben"]);
    assert.deepEqual(ringIn(market("ben>ana*3", "cat>ben*3", "ana>cat*3")), ["ana", "ben", "cat"]);
  });

  it("is found though its members trade a little with others, to whichever member one looks", () => {
    const trades = market("ben>ana*6", "ana>ben*6", "dan>ana", "ben>eve", "eve>dan*9", "dan>eve*2", "fay>eve*9");
    assert.deepEqual(ringIn(trades), ["ana", "ben"]);
    assert.deepEqual(ringIn(trades, "ben"), ["ana", "ben"]);
  });

  it("is none where a seller's customers just buy, however faithful they are", () => {
    assert.equal(ringIn(market("ben>ana*9", "cat>ana*9", "dan>ana*9")), null);
  });

  it("is none among traders of an open market, nor where too little was traded", () => {
    const open = ["ben", "cat", "dan", "eve", "fay", "gus", "hal", "ida", "jon", "kim", "leo"];
    const all = ["ana", ...open];
    const each = all.flatMap((buyer, index) => [1, 3, 5].map((step) => `${buyer}>${all[(index + step) % all.length]}`));
    for (const name of all) assert.equal(ringIn(market(...each), name), null, name);
    assert.equal(ringIn(market("ben>ana", "ana>ben")), null);
  });

  it("is not hidden by many small orders with others, nor by a single large one", () => {
    const ring = ["ben>ana*20@1000", "ana>ben*20@1000"];
    assert.deepEqual(ringIn(market(...ring, "cat>ana*5@1")), ["ana", "ben"]);
    assert.equal(ringIn(market(...ring, "cat>ana*30@1")), null, "that many real buyers are no ring");
    assert.equal(ringIn(market(...ring, "cat>ana@90000")), null, "nor is most of the money somebody else's");
  });

  it("of nine is beyond what is looked for", () => {
    const names = ["ana", "ben", "cat", "dan", "eve", "fay", "gus", "hal", "ida"];
    const round = (size: number) =>
      market(...names.slice(0, size).map((name, index) => `${name}>${names[(index + 1) % size]}*3`));
    assert.equal(ringIn(round(8))?.length, 8);
    assert.equal(ringIn(round(9)), null);
  });
});

describe("an arbitrator's record", () => {
  const FIRST = who("first");
  const SECOND = who("second");
  const WEEK = 7 * DAY;
  const disputed = (changes: Partial<OrderRow>): OrderRow => {
    const base = row("disputed", { disputedAt: OPENED, ...changes });
    const offer = { ...base.order.offer, arbitrator: FIRST, fallbackArbitrator: SECOND, rulingWindow: WEEK };
    return { ...base, order: { ...base.order, offer } };
  };
  const closed = (after: number, payout: Split, changes: Partial<OrderRow> = {}) =>
    disputed({ status: "split", closedAt: OPENED + after, payout, ...changes });
  const NONE = { cases: 0, ruled: 0, passed: 0, missed: 0, open: 0, other: 0 };
  /** Of the first and of the one after them. */
  const both = (one: OrderRow, after = 0) => [FIRST, SECOND].map((name) => rulingRecord([one], name, OPENED + after));

  it("has no case of an order without a dispute", () => {
    assert.deepEqual(both(disputed({ disputedAt: null, status: "shipped" })), [NONE, NONE]);
  });

  it("tells who ruled in time; a case that never came to somebody is not theirs", () => {
    const ruled = { ...NONE, cases: 1, ruled: 1 };
    const missed = { ...NONE, cases: 1, missed: 1 };
    assert.deepEqual(both(closed(WEEK, split(5n, 4n, 1n))), [ruled, NONE]);
    assert.deepEqual(both(closed(WEEK + 1, split(5n, 4n, 1n))), [missed, ruled]);
    assert.deepEqual(both(closed(2 * WEEK + 1, split(5n, 5n))), [missed, missed]);
    const passed = { ...NONE, cases: 1, passed: 1 };
    assert.deepEqual(both(closed(2 * DAY, split(5n, 4n, 1n), { passedAt: OPENED + DAY })), [passed, ruled]);
    assert.deepEqual(both(closed(9 * DAY, split(5n, 5n), { passedAt: OPENED + DAY })), [passed, missed]);
  });

  it("tells what is open at the moment, and what ended without them", () => {
    const open = { ...NONE, cases: 1, open: 1 };
    const missed = { ...NONE, cases: 1, missed: 1 };
    assert.deepEqual(both(disputed({}), WEEK), [open, NONE]);
    assert.deepEqual(both(disputed({}), WEEK + 1), [missed, open]);
    assert.deepEqual(both(disputed({}), 2 * WEEK + 1), [missed, missed]);
    assert.deepEqual(both(closed(DAY, split(5n, 5n))), [{ ...NONE, cases: 1, other: 1 }, NONE]);
  });
});
