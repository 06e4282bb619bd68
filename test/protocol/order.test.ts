// Orders: deadlines, who may do what when, and a split that never loses a unit.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Address, ZERO_ADDRESS } from "../../protocol/ids.ts";
import { type OrderCall, type OrderState, allowedCalls, deadlineOf, rulerAt, splitOf } from "../../protocol/order.ts";
import { checkOffer } from "../../protocol/offer.ts";
import { ARBITRATOR, BUYER, DOMAIN, FALLBACK, SELLER, TUSD, sampleOrder } from "../support/sample.ts";

const DAY = 86_400;
const STRANGER = "0x00000000000000000000000000000000000000aa" as Address;
const order = sampleOrder();
const funded: OrderState = {
  order,
  status: "funded",
  openedAt: 1_000,
  shippedAt: null,
  disputedAt: null,
  passedAt: null,
  extension: 0,
};
/** The calls that need nobody's signature; evidence is always welcome. */
const alone = (state: OrderState, who: Address, now: number): OrderCall[] =>
  allowedCalls(state, who, now).filter((call) => !["settle", "confirmBySignature", "submitEvidence"].includes(call));

const shipped: OrderState = { ...funded, status: "shipped", shippedAt: 2_000 };
const disputed: OrderState = { ...shipped, status: "disputed", disputedAt: 3_000 };

test("funded: the seller ships up to the last second, then anyone returns the money", () => {
  const last = 1_000 + 5 * DAY;
  assert.equal(deadlineOf(funded), last);
  assert.deepEqual(alone(funded, SELLER, last), ["ship", "cancel"]);
  assert.deepEqual(alone(funded, STRANGER, last), []);
  assert.deepEqual(alone(funded, SELLER, last + 1), ["cancel"]);
  assert.deepEqual(alone(funded, STRANGER, last + 1), ["cancel"]);
  assert.deepEqual(alone(funded, BUYER, last), ["extend", "confirm"]);
});

test("shipped: the buyer disputes up to the last second, then anyone pays the seller", () => {
  const last = 2_000 + 14 * DAY;
  assert.deepEqual(alone(shipped, BUYER, last), ["confirm", "dispute"]);
  assert.deepEqual(alone(shipped, BUYER, last + 1), ["confirm", "claim"]);
  assert.deepEqual(alone(shipped, STRANGER, last), []);
  assert.deepEqual(alone(shipped, STRANGER, last + 1), ["claim"]);
});

test("a lengthened window ends later, and cannot be lengthened for ever", () => {
  const later = { ...funded, extension: DAY };
  assert.equal(deadlineOf(later), 1_000 + 6 * DAY);
  assert.deepEqual(alone(later, SELLER, 1_000 + 6 * DAY), ["ship", "cancel"]);
  assert.equal(deadlineOf({ ...shipped, extension: 180 * DAY }), 2_000 + 194 * DAY);
  assert.ok(!allowedCalls({ ...shipped, extension: 180 * DAY }, SELLER, 2_001).includes("extend"));
  assert.equal(deadlineOf(disputed), 3_000 + 7 * DAY);
});

test("shipped without an arbitrator: no dispute", () => {
  const plain = { ...shipped, order: { ...order, offer: { ...order.offer, arbitrator: ZERO_ADDRESS } } };
  assert.deepEqual(alone(plain, BUYER, 2_001), ["confirm"]);
});

test("disputed: the arbitrator, then the fallback, then the agreed split", () => {
  const offer = { ...order.offer, fallbackArbitrator: FALLBACK };
  const state = { ...disputed, order: { ...order, offer } };
  const first = 3_000 + 7 * DAY;
  const second = first + 7 * DAY;
  assert.deepEqual(rulerAt(state, first), { who: "arbitrator", until: first });
  assert.deepEqual(rulerAt(state, first + 1), { who: "fallback", until: second });
  assert.equal(rulerAt(state, second + 1), null);
  assert.deepEqual(alone(state, ARBITRATOR, first), ["rule", "pass"]);
  assert.deepEqual(alone(state, FALLBACK, first), []);
  assert.deepEqual(alone(state, FALLBACK, second), ["rule"]);
  assert.deepEqual(alone(state, STRANGER, second + 1), ["expire"]);
});

test("disputed without a fallback: one window, and nothing to pass to", () => {
  const last = 3_000 + 7 * DAY;
  assert.deepEqual(alone(disputed, ARBITRATOR, last), ["rule"]);
  assert.deepEqual(alone(disputed, STRANGER, last + 1), ["expire"]);
});

test("every unit of a split goes to somebody", () => {
  const bps = (max: number) => fc.integer({ min: 0, max });
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: (1n << 128n) - 1n }),
      bps(1_000),
      bps(10_000),
      bps(1_000),
      (total, fee, buyer, referrer) => {
        const split = splitOf(total, fee, buyer, referrer);
        assert.equal(split.buyer + split.seller + split.arbitrator + split.referrer, total);
        assert.ok(Object.values(split).every((share) => share >= 0n));
      },
    ),
  );
});

test("an offer that the escrow would refuse is refused before anybody signs", () => {
  const { offer } = order;
  const code = (changes: Partial<typeof offer>) => {
    const verdict = checkOffer({ ...offer, ...changes }, DOMAIN.escrow);
    return verdict.ok ? "ok" : verdict.code;
  };
  assert.equal(code({}), "ok");
  assert.equal(code({ shipWindow: 3_599 }), "offer.window");
  assert.equal(code({ inspectionWindow: 180 * DAY + 1 }), "offer.window");
  assert.equal(code({ rulingWindow: DAY - 1 }), "offer.window");
  assert.equal(code({ arbitrator: ZERO_ADDRESS, rulingWindow: 0 }), "ok");
  assert.equal(code({ arbitratorFeeBps: 1_001 }), "offer.fee");
  assert.equal(code({ defaultBuyerBps: 10_001 }), "offer.share");
  assert.equal(code({ unitPrice: 0n, shipping: 0n }), "offer.amount");
  assert.equal(code({ unitPrice: 1n << 128n }), "offer.amount");
  assert.equal(code({ arbitrator: SELLER }), "offer.role");
  assert.equal(code({ fallbackArbitrator: ARBITRATOR }), "offer.role");
  assert.equal(code({ arbitrator: ZERO_ADDRESS, fallbackArbitrator: FALLBACK }), "offer.role");
  assert.equal(code({ arbitrator: DOMAIN.escrow }), "offer.role");
  assert.equal(code({ arbitrator: TUSD }), "offer.role");
});
