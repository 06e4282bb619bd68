// Orders, reviews, messages and purchases: pure decisions on facts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventText, ifNobodyActs, nextStep } from "../../node/core/order-story.ts";
import { type RecordedEvent, foldOrder } from "../../node/core/order.ts";
import { judgeReview, reviewOf } from "../../node/core/review.ts";
import { cidOf, digestOf } from "../../protocol/block.ts";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { orderId, splitOf, totalOf } from "../../protocol/order.ts";
import { encodeReview } from "../../protocol/review.ts";
import { ARBITRATOR, BUYER, DOMAIN, SELLER, sampleOrder } from "../support/sample.ts";

const order = sampleOrder();
const id = orderId(DOMAIN, order);
const hash = (n: number) => `0x${n.toString(16).padStart(64, "0")}` as Hex32;

type Said = Partial<RecordedEvent> & { name: RecordedEvent["name"] };
const events = (...said: Said[]): RecordedEvent[] =>
  said.map(
    (event, index) =>
      ({
        block: index + 1,
        logIndex: 0,
        transaction: hash(index),
        blockHash: hash(index),
        time: 1_000 * (index + 1),
        orderId: id,
        ...event,
      }) as RecordedEvent,
  );

const OPENED = { name: "Opened", order } as Said;
const SHIPPED = { name: "Shipped", tracking: hash(0) } as Said;
const DISPUTED = { name: "Disputed", evidence: hash(9) } as Said;
const closed = (status: "released" | "refunded" | "split") =>
  ({ name: "Closed", status, toBuyer: 0n, toSeller: 1n, toArbitrator: 0n, toReferrer: 0n }) as Said;
const reviewBlock = (rating: number, text = "Good") =>
  encodeReview({
    v: 1,
    kind: "review",
    order: id,
    author: BUYER,
    rating,
    dimensions: { asDescribed: null, shipping: null, communication: null },
    pictures: [],
    title: "",
    text,
  });

test("an order is what its events say", () => {
  assert.equal(foldOrder(events(OPENED))!.status, "funded");
  assert.equal(foldOrder(events(OPENED, SHIPPED))!.shippedAt, 2_000);
  const row = foldOrder(events(OPENED, SHIPPED, DISPUTED, closed("split")))!;
  assert.equal(row.status, "split");
  assert.equal(row.disputedAt, 3_000);
  assert.equal(row.closedAt, 4_000);
  assert.equal(row.payout!.seller, 1n);
});

test("what is said of an order before its opening says nothing: anybody can have a batch skip it", () => {
  const skipped = { name: "Skipped", reason: "WrongStatus" } as Said;
  const row = foldOrder(events(skipped, OPENED, skipped))!;
  assert.equal(row.status, "funded");
  assert.equal(row.openedAt, 2_000);
});

test("an extension ends with the state it lengthened", () => {
  const extended = (extension: number) => ({ name: "Extended", extension }) as Said;
  assert.equal(foldOrder(events(OPENED, extended(60), extended(90)))!.extension, 90);
  assert.equal(foldOrder(events(OPENED, extended(60), SHIPPED))!.extension, 0);
  const row = foldOrder(events(OPENED, SHIPPED, extended(3_600)))!;
  assert.equal(ifNobodyActs(row)!.at, 2_000 + order.offer.inspectionWindow + 3_601);
  assert.equal(foldOrder(events(OPENED, SHIPPED, extended(60), DISPUTED))!.extension, 0);
});

test("evidence is kept once per party and digest, in its order", () => {
  const evidence = (party: Address, digest: Hex32) => ({ name: "Evidence", party, evidence: digest }) as Said;
  const said = [
    evidence(SELLER, hash(8)),
    evidence(BUYER, hash(9)),
    evidence(SELLER, hash(9)),
    evidence(BUYER, hash(0)),
  ];
  const row = foldOrder(events(OPENED, SHIPPED, DISPUTED, ...said))!;
  assert.deepEqual(row.evidence, [
    { by: BUYER, digest: hash(9) },
    { by: SELLER, digest: hash(8) },
    { by: SELLER, digest: hash(9) },
  ]);
  assert.match(eventText(events(evidence(SELLER, hash(8)))[0]!, row), /^The seller pointed/);
});

test("without its opening there is no order", () => {
  assert.equal(foldOrder(events(SHIPPED)), undefined);
  assert.equal(foldOrder([]), undefined);
});

test("every open order says what happens if nobody acts, and a closed one that it is over", () => {
  for (const [said, at] of [
    [[OPENED], 1_000 + order.offer.shipWindow + 1],
    [[OPENED, SHIPPED], 2_000 + order.offer.inspectionWindow + 1],
    [[OPENED, SHIPPED, DISPUTED], 3_000 + order.offer.rulingWindow + 1],
  ] as const) {
    assert.equal(ifNobodyActs(foldOrder(events(...said))!)!.at, at);
  }
  const over = foldOrder(events(OPENED, closed("refunded")))!;
  assert.equal(ifNobodyActs(over), null);
  assert.match(nextStep(over, BUYER, 9_999), /^Closed/);
});

test("a split that the other party proposed is the viewer's to accept, whatever else is awaited", () => {
  const proposed = { proposed: true };
  const disputed = foldOrder(events(OPENED, SHIPPED, DISPUTED))!;
  assert.equal(
    nextStep(disputed, BUYER, 4_000, proposed),
    "The seller proposes a split: accept it if you agree. The arbitrator is to rule.",
  );
  assert.match(nextStep(disputed, SELLER, 4_000, proposed), /^The buyer proposes a split: accept it if you agree\. /);
  const shipped = foldOrder(events(OPENED, SHIPPED))!;
  assert.match(nextStep(shipped, SELLER, 3_000, { signed: true, ...proposed }), /^The buyer signed the release/);
  assert.match(nextStep(shipped, BUYER, 3_000, { signed: true, ...proposed }), /^The seller proposes a split/);
});

test("a review counts once, by the digest on chain, with the chain's rating", () => {
  const block = reviewBlock(5);
  const judged = judgeReview(block, BUYER, 3);
  assert.ok(judged.ok);
  const said = { name: "Reviewed", review: digestOf(cidOf(block)), rating: 4 } as Said;
  const row = foldOrder(events(OPENED, said, closed("released")))!;
  const other = judgeReview(reviewBlock(1, "Another text"), BUYER, 4);
  assert.ok(other.ok);
  const review = reviewOf(row, [judged.value, other.value])!;
  assert.equal(review.rating, 4);
  assert.equal(review.text!.body, "Good");
  assert.equal(reviewOf(row, [])!.text, null);
  assert.equal(reviewOf(row, [other.value])!.text, null);
});

test("a late review counts for its buyer on a closed order, and only there", () => {
  const judged = judgeReview(reviewBlock(3), BUYER, 3);
  assert.ok(judged.ok);
  const done = foldOrder(events(OPENED, closed("released")))!;
  assert.equal(reviewOf(done, [judged.value])!.rating, 3);
  assert.equal(reviewOf(foldOrder(events(OPENED))!, [judged.value]), undefined);
  const stranger = { ...judged.value, review: { ...judged.value.review, author: ARBITRATOR } };
  assert.equal(reviewOf(done, [stranger]), undefined);
  assert.equal(judgeReview(reviewBlock(3), SELLER, 3).ok, false);
});

test("an arbitrator who did not rule in time is told so, not one who passed the case on", () => {
  const fallback = `0x${"f1".repeat(20)}` as Address;
  const told = (who: Address, windows: number, ...more: Said[]) => {
    const offer = { ...order.offer, fallbackArbitrator: fallback };
    const opened = { name: "Opened", order: { ...order, offer } } as Said;
    const row = foldOrder(events(opened, SHIPPED, DISPUTED, ...more))!;
    return nextStep(row, who, 4_001 + windows * order.offer.rulingWindow);
  };
  const passed = { name: "Passed" } as Said;
  assert.match(told(ARBITRATOR, 0), /^Read both sides/);
  assert.match(told(ARBITRATOR, 1), /^You did not rule in time and earn nothing: the fallback arbitrator is to rule/);
  assert.match(told(ARBITRATOR, 2), /^You did not rule in time and earn nothing: anyone can apply/);
  assert.match(told(fallback, 2), /^You did not rule in time/);
  assert.match(told(ARBITRATOR, 1, passed), /^No arbitrator ruled in time/);
  assert.match(told(ARBITRATOR, 0, passed), /^The fallback arbitrator is to rule/);
  assert.match(told(BUYER, 2), /^No arbitrator ruled in time/);
});

test("a split tells how it came about as far as its amounts and its time say it, and does not guess", () => {
  const total = totalOf(order);
  const { offer } = order;
  const tell = (
    feeBps: number,
    buyerBps: number,
    late: boolean,
    before: Said[] = [SHIPPED, DISPUTED],
    paid = feeBps,
  ) => {
    const { buyer, seller, arbitrator } = splitOf(total, paid, buyerBps, 0);
    const opened = { name: "Opened", order: { ...order, offer: { ...offer, arbitratorFeeBps: feeBps } } } as Said;
    const at = { time: late ? 3_001 + offer.rulingWindow : 4_000 };
    const shares = { toBuyer: buyer, toSeller: seller, toArbitrator: arbitrator, toReferrer: 0n };
    const all = events(opened, ...before, { name: "Closed", status: "split", ...shares, ...at } as Said);
    const row = foldOrder(all)!;
    const text = eventText(all.at(-1)!, row);
    assert.equal(nextStep(row, BUYER, 9_999).toLowerCase(), `closed: ${text.toLowerCase()}.`);
    return text;
  };
  assert.equal(tell(300, 6_000, false), "The arbitrator ruled: 60 % to the buyer");
  assert.equal(tell(300, 6_000, false, undefined, 0), "The money was split as both agreed: 60 % to the buyer");
  assert.equal(tell(300, 2_500, false, [SHIPPED]), "The money was split as both agreed: 25 % to the buyer");
  const byDefault = "Nobody ruled in time, so the split agreed at the beginning was paid";
  const { defaultBuyerBps } = offer;
  assert.equal(tell(300, defaultBuyerBps, true, undefined, 0), `${byDefault}: ${defaultBuyerBps / 100} % to the buyer`);
  assert.equal(tell(300, 1_234, true, undefined, 0), "The money was split as both agreed: 12.34 % to the buyer");
  assert.equal(tell(0, 6_000, false), "The money was split: 60 % to the buyer", "ruled or agreed: nobody can tell");
});
