// Which calls of an order an account may make, as every command is told before anything is sent.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createCallable } from "../../../node/commands/orders/callable.ts";
import type { OrderRow } from "../../../node/core/order.ts";
import { type Address, type Hex32, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { ARBITRATOR, BUYER, SELLER, sampleOrder } from "../../support/sample.ts";

const ID = `0x${"11".repeat(32)}` as Hex32;
const OTHER = `0x${"22".repeat(32)}` as Hex32;

function callableOf(self: Address, arbitrator = ARBITRATOR, status: OrderRow["status"] = "shipped") {
  const { offer, ...order } = sampleOrder();
  const times = { openedAt: 1_000, shippedAt: 2_000, disputedAt: null, passedAt: null, extension: 0 };
  const row = { ...times, status, order: { ...order, offer: { ...offer, arbitrator } } } as OrderRow;
  return createCallable({ self, orders: { get: (id) => (id === ID ? row : undefined) }, now: () => 3_000 });
}

describe("a call of an order", () => {
  it("is for those whom the table names, in the state that it names", () => {
    assert.equal(callableOf(BUYER)(ID, "dispute").status, "shipped");
    assert.throws(() => callableOf(SELLER)(ID, "confirm"), { code: "order.wrong-party", message: /Only the buyer/ });
    assert.throws(() => callableOf(SELLER)(ID, "ship"), { code: "order.not-allowed", message: /is shipped/ });
    assert.throws(() => callableOf(BUYER)(OTHER, "dispute"), { code: "order.unknown" });
  });

  it("is no dispute where nobody could decide", () => {
    const refusal = { code: "order.not-allowed", message: /names no arbitrator.*ask the seller/ };
    assert.throws(() => callableOf(BUYER, ZERO_ADDRESS)(ID, "dispute"), refusal);
    assert.equal(callableOf(BUYER, ZERO_ADDRESS)(ID, "confirm").status, "shipped");
    const closed = () => callableOf(BUYER, ZERO_ADDRESS, "released")(ID, "dispute");
    assert.throws(closed, { code: "order.not-allowed", message: /is released/ });
  });
});
