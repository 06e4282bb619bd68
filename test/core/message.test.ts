// Private messages: who may say what to whom, and when words may leave their author's node.
import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeMessage, mayTravel } from "../../node/core/message.ts";
import { type OrderRow, foldOrder } from "../../node/core/order.ts";
import type { RecordedEvent } from "../../node/core/order.ts";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { MESSAGE_KINDS, type MessageKind, encodeMessage } from "../../protocol/message.ts";
import { orderId } from "../../protocol/order.ts";
import { ARBITRATOR, BUYER, DOMAIN, FALLBACK, SELLER, sampleOrder } from "../support/sample.ts";

const plain = sampleOrder();
const order = { ...plain, offer: { ...plain.offer, fallbackArbitrator: FALLBACK } };
const id = orderId(DOMAIN, order);
const STRANGER = "0x00000000000000000000000000000000000000aa" as Address;
const hash = (n: number) => `0x${n.toString(16).padStart(64, "0")}` as Hex32;
const opened = { name: "Opened", orderId: id, order, block: 1, time: 1_000 } as RecordedEvent;
const row = (changes: Partial<OrderRow> = {}): OrderRow => ({ ...foldOrder([opened])!, ...changes });
const sealed = { enc: new Uint8Array(32), ciphertext: new Uint8Array(40) };

function judge(kind: MessageKind, author: Address, self: Address, known: OrderRow | undefined = row()): string {
  const payload = encodeMessage({ v: 1, kind, order: id, sealed });
  const verdict = judgeMessage(
    { v: 1, author, recipient: self, payload, signature: "0x" },
    self,
    () => known,
    () => [],
  );
  return verdict.ok ? "ok" : verdict.code;
}

test("each kind goes its ways, and no other", () => {
  const parties = { BUYER, SELLER, ARBITRATOR, FALLBACK, STRANGER };
  const insiders = ["BUYER", "SELLER", "ARBITRATOR", "FALLBACK"];
  const ways: Record<MessageKind, string[]> = {
    delivery: ["BUYER SELLER"],
    release: ["BUYER SELLER"],
    tracking: ["SELLER BUYER"],
    goods: ["SELLER BUYER"],
    settlement: ["BUYER SELLER", "SELLER BUYER"],
    statement: insiders.flatMap((from) => insiders.filter((to) => to !== from).map((to) => `${from} ${to}`)),
  };
  for (const kind of MESSAGE_KINDS) {
    for (const [from, author] of Object.entries(parties)) {
      for (const [to, self] of Object.entries(parties)) {
        const expected = ways[kind].includes(`${from} ${to}`) ? "ok" : "message.party";
        assert.equal(judge(kind, author, self), expected, `${kind} from ${from} to ${to}`);
      }
    }
  }
});

test("nothing is kept of an order that is closed or unknown, or for somebody else", () => {
  assert.equal(judge("delivery", BUYER, SELLER, row({ status: "refunded" })), "message.order-closed");
  assert.equal(judge("tracking", SELLER, BUYER, row({ status: "released" })), "message.order-closed");
  assert.equal(judge("goods", SELLER, BUYER, row({ status: "released" })), "ok", "it was paid for");
  const payload = encodeMessage({ v: 1, kind: "delivery", order: id, sealed });
  const envelope = { v: 1 as const, author: BUYER, recipient: SELLER, payload, signature: "0x" };
  const unknown = judgeMessage(
    envelope,
    SELLER,
    () => undefined,
    () => [],
  );
  assert.equal(unknown.ok ? "" : unknown.code, "message.order-unknown");
  const misled = judgeMessage(
    envelope,
    ARBITRATOR,
    () => row(),
    () => [],
  );
  assert.equal(misled.ok ? "" : misled.code, "message.recipient");
});

test("words leave once the event that names them is on the chain, and while they mean anything", () => {
  const message = (kind: MessageKind, digest: Hex32 = hash(7)) =>
    ({ id: hash(1), order: id, kind, author: BUYER, recipient: SELLER, digest, state: "waiting" }) as never;
  const may = (kind: MessageKind, changes: Partial<OrderRow> = {}) => mayTravel(message(kind), row(changes));
  assert.ok(may("delivery"));
  assert.ok(!may("tracking"));
  assert.ok(!may("tracking", { status: "shipped", shippedAt: 5, tracking: hash(8) }), "another tracking is on chain");
  assert.ok(may("tracking", { status: "shipped", shippedAt: 5, tracking: hash(7) }));
  assert.ok(!may("statement", { status: "disputed", disputedAt: 5 }));
  assert.ok(!may("statement", { evidence: [{ by: SELLER, digest: hash(7) }] }), "somebody else's evidence");
  assert.ok(may("statement", { evidence: [{ by: BUYER, digest: hash(7) }] }));
  const delivered = { shippedAt: 5, tracking: hash(7) };
  assert.ok(!may("goods"), "not shipped yet");
  assert.ok(!may("goods", { status: "released", shippedAt: 5, tracking: hash(8) }), "other words are on chain");
  assert.ok(may("goods", { ...delivered, status: "released" }), "the buyer was away until the seller was paid");
  assert.ok(!may("goods", { ...delivered, status: "refunded" }));
  assert.ok(may("release", { status: "shipped" }));
  assert.ok(!may("release", { status: "disputed" }), "a dispute voids it");
  assert.ok(may("settlement", { status: "disputed" }));
  for (const kind of MESSAGE_KINDS) assert.ok(!may(kind, { status: "split" }), kind);
});
