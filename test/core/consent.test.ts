// Signed releases and settlements: good for one order, one signer, one content, in time; anything else is refused by a code.
import assert from "node:assert/strict";
import { test } from "node:test";
import { recover } from "../../node/chain/recover.ts";
import { judgeRelease, judgeSettlement } from "../../node/core/consent.ts";
import { type OrderRow, type RecordedEvent, foldOrder } from "../../node/core/order.ts";
import { releaseDigest, settlementDigest } from "../../protocol/consent.ts";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import type { Words } from "../../protocol/message.ts";
import { orderId, totalOf } from "../../protocol/order.ts";
import { ARBITRATOR, BUYER, DOMAIN, SELLER, SELLER_KEY, sampleOrder, signWith } from "../support/sample.ts";

const BUYER_KEY = 12;
const NOW = 1_000_000;
const REVIEW = `0x${"4e".repeat(32)}` as Hex32;
const order = sampleOrder();
const id = orderId(DOMAIN, order);
const opened = { name: "Opened", orderId: id, order, block: 1, time: 1_000 } as RecordedEvent;
const row = (changes: Partial<OrderRow> = {}): OrderRow => ({ ...foldOrder([opened])!, ...changes });
const facts = { domain: DOMAIN, recover, now: NOW };

const terms = { review: REVIEW, rating: 4, deadline: NOW };
const release = (changes: Partial<typeof terms> = {}, key = BUYER_KEY, of = id): Words<"release"> => {
  const signed = { ...terms, ...changes };
  return { ...signed, signature: signWith(key, releaseDigest(DOMAIN, { orderId: of, ...signed })) };
};
const split = { buyerBps: 3_000, deadline: NOW };
const settlement = (key: number, of = id): Words<"settlement"> => ({
  ...split,
  signature: signWith(key, settlementDigest(DOMAIN, { orderId: of, ...split })),
});

function code(of: OrderRow, author: Address, words: Words<"release">, now = NOW): string {
  const verdict = judgeRelease(of, author, words, { ...facts, now });
  return verdict.ok ? "ok" : verdict.code;
}

test("a release is the buyer's word for this order, and the escrow is given exactly what was signed", () => {
  const words = release();
  const verdict = judgeRelease(row(), BUYER, words, facts);
  assert.ok(verdict.ok);
  assert.deepEqual(verdict.value, { order, ...words });
  assert.equal(code(row({ status: "shipped" }), BUYER, words), "ok");
});

test("a release is void after a dispute or a close, late by a second, and by anybody else's hand", () => {
  assert.equal(code(row({ status: "disputed" }), BUYER, release()), "release.void");
  assert.equal(code(row({ status: "released" }), BUYER, release()), "release.void");
  assert.equal(code(row(), BUYER, release(), NOW + 1), "release.expired");
  assert.equal(code(row(), SELLER, release()), "release.party");
  assert.equal(code(row(), BUYER, release({}, SELLER_KEY)), "release.signature");
  assert.equal(code(row(), BUYER, release({}, BUYER_KEY, REVIEW)), "release.signature", "another order's");
});

test("nobody can change what a release says: review, rating and deadline are signed", () => {
  const words = release();
  assert.equal(code(row(), BUYER, { ...words, review: id }), "release.signature");
  assert.equal(code(row(), BUYER, { ...words, rating: 5 }), "release.signature");
  assert.equal(code(row(), BUYER, { ...words, deadline: NOW + 9 }), "release.signature");
  assert.equal(code(row(), BUYER, { ...words, signature: "0x12" }), "release.signature");
});

test("a settlement names its author, and its amounts are exactly what the escrow will pay", () => {
  for (const [author, key] of [
    [BUYER, BUYER_KEY],
    [SELLER, SELLER_KEY],
  ] as const) {
    const verdict = judgeSettlement(row({ status: "disputed" }), author, settlement(key), facts);
    assert.ok(verdict.ok);
    const { amounts } = verdict.value;
    assert.equal(amounts.buyer, (totalOf(order) * 3_000n) / 10_000n);
    assert.equal(amounts.arbitrator, 0n);
    assert.equal(amounts.buyer + amounts.seller + amounts.referrer, totalOf(order));
  }
});

test("a settlement's referrer takes a share only where there is one", () => {
  const offer = { ...order.offer, referrerBps: 1_000 };
  const referred = { ...order, offer, referrer: ARBITRATOR };
  const sharesOf = (of: typeof order) => {
    const theirs = orderId(DOMAIN, of);
    const words = settlement(BUYER_KEY, theirs);
    const verdict = judgeSettlement(row({ id: theirs, order: of }), BUYER, words, facts);
    assert.ok(verdict.ok);
    return verdict.value.amounts;
  };
  assert.ok(sharesOf(referred).referrer > 0n);
  assert.equal(sharesOf({ ...order, offer }).referrer, 0n);
});

test("a settlement is refused once closed or late, and by whoever is not its signer or a party", () => {
  const judge = (of: OrderRow, author: Address, words: Words<"settlement">, now = NOW) => {
    const verdict = judgeSettlement(of, author, words, { ...facts, now });
    return verdict.ok ? "ok" : verdict.code;
  };
  assert.equal(judge(row({ status: "split" }), BUYER, settlement(BUYER_KEY)), "settlement.void");
  assert.equal(judge(row(), BUYER, settlement(BUYER_KEY), NOW + 1), "settlement.expired");
  assert.equal(judge(row(), ARBITRATOR, settlement(BUYER_KEY)), "settlement.party");
  assert.equal(judge(row(), SELLER, settlement(BUYER_KEY)), "settlement.signature");
  assert.equal(judge(row(), BUYER, { ...settlement(BUYER_KEY), buyerBps: 3_001 }), "settlement.signature");
  assert.equal(judge(row(), BUYER, settlement(BUYER_KEY, REVIEW)), "settlement.signature", "another order's");
});
