// How long the copy of a file that was encrypted for one order is kept.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isCopyOver } from "../../node/core/goods.ts";

const DAY = 86_400;
const CLOSED = 1_900_000_000;
const told = { state: "delivered" } as const;

test("a copy is over ninety days after its order, never while that is open", () => {
  const order = { status: "released", closedAt: CLOSED } as const;
  assert.equal(isCopyOver(order, told, CLOSED + 90 * DAY), false);
  assert.equal(isCopyOver(order, told, CLOSED + 90 * DAY + 1), true);
  assert.equal(isCopyOver({ status: "disputed", closedAt: null }, told, CLOSED + 900 * DAY), false);
});

test("who paid and was not told yet may come late; who got the money back is told no more", () => {
  const late = CLOSED + 900 * DAY;
  assert.equal(isCopyOver({ status: "released", closedAt: CLOSED }, { state: "waiting" }, late), false);
  assert.equal(isCopyOver({ status: "split", closedAt: CLOSED }, { state: "waiting" }, late), false);
  assert.equal(isCopyOver({ status: "refunded", closedAt: CLOSED }, { state: "waiting" }, late), true);
});
