// Whose turn it is in an order, and until when.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dueOf, isMyTurn } from "../../client/order-turn.ts";
import type { OrderSummary } from "../../protocol/api/order-schemas.ts";

const SOON = "2026-11-21T00:00:00.000Z";
const LATER = "2026-12-02T00:00:00.000Z";
const orderOf = (some: Partial<OrderSummary>) =>
  ({ status: "disputed", roles: ["buyer"], allowed: [], signed: false, proposedUntil: null, ...some }) as OrderSummary;

test("a split that the other party proposed makes it this account's turn, until it can no longer be accepted", () => {
  assert.equal(isMyTurn(orderOf({})), false);
  assert.equal(isMyTurn(orderOf({ proposedUntil: SOON })), true);
  assert.equal(isMyTurn(orderOf({ status: "shipped", roles: ["seller"], proposedUntil: SOON })), true);
  assert.equal(dueOf({ deadline: LATER, proposedUntil: SOON }), SOON);
  assert.equal(dueOf({ deadline: SOON, proposedUntil: LATER }), SOON);
  assert.equal(dueOf({ deadline: LATER, proposedUntil: null }), LATER);
  assert.equal(dueOf({ deadline: null, proposedUntil: null }), null);
});
