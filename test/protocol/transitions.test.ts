// protocol/order's table against every row of vectors/transitions.json: what it allows, and nothing else, at each window's edge.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Address, ZERO_ADDRESS } from "../../protocol/ids.ts";
import {
  ORDER_CALLS,
  type OrderCall,
  type OrderState,
  type OrderStatus,
  TRANSITIONS,
  allowedCalls,
  rolesOf,
} from "../../protocol/order.ts";
import { ARBITRATOR, BUYER, FALLBACK, SELLER, sampleOrder } from "../support/sample.ts";

interface Row {
  from: OrderStatus;
  arbitrator: boolean;
  fallback: boolean;
  passed: boolean;
  extended?: number;
  elapsed: number;
  call: OrderCall;
  who: "buyer" | "seller" | "arbitrator" | "fallback" | "stranger";
  to: OrderStatus | null;
}

const file = new URL("../../protocol/vectors/transitions.json", import.meta.url);
const { windows, cases } = JSON.parse(readFileSync(file, "utf8")) as { windows: object; cases: Row[] };
const CALLERS: Record<Row["who"], Address> = {
  buyer: BUYER,
  seller: SELLER,
  arbitrator: ARBITRATOR,
  fallback: FALLBACK,
  stranger: "0x00000000000000000000000000000000000000aa" as Address,
};
const ENTERED = 1_000_000;

function stateOf(row: Row): OrderState {
  const { offer, ...rest } = sampleOrder();
  const named = (is: boolean, who: Address) => (is ? who : ZERO_ADDRESS);
  const parties = {
    arbitrator: named(row.arbitrator, ARBITRATOR),
    fallbackArbitrator: named(row.fallback, FALLBACK),
  };
  return {
    order: { ...rest, offer: { ...offer, ...windows, ...parties } },
    status: row.from,
    openedAt: ENTERED,
    shippedAt: ENTERED,
    disputedAt: row.passed ? ENTERED - 100 : ENTERED,
    passedAt: row.passed ? ENTERED : null,
    extension: row.extended ?? 0,
  };
}

const scenes = Map.groupBy(cases, ({ call: _c, who: _w, to: _t, ...scene }) => JSON.stringify({ ...scene, error: 0 }));

test("the table allows exactly what the vectors allow", () => {
  for (const [scene, rows] of scenes) {
    for (const [who, calls] of Map.groupBy(rows, (row) => row.who)) {
      const state = stateOf(calls[0]!);
      const expected = calls.filter(({ to }) => to !== null).map(({ call }) => call);
      const allowed = allowedCalls(state, CALLERS[who], ENTERED + calls[0]!.elapsed);
      assert.deepEqual(allowed.toSorted(), expected.toSorted(), `${who}: ${scene}`);
    }
  }
});

test("each call leads where the vectors say", () => {
  for (const row of cases) {
    if (row.to === null) continue;
    const roles = rolesOf(stateOf(row).order, CALLERS[row.who]);
    const rows = TRANSITIONS.filter(
      ({ call, from, who }) => call === row.call && from === row.from && roles.includes(who),
    );
    assert.deepEqual([...new Set(rows.map(({ to }) => to))], [row.to], `${row.call} from ${row.from}`);
  }
});

test("the vectors try every call of the table by everybody", () => {
  assert.deepEqual([...new Set(cases.map(({ call }) => call))].toSorted(), [...ORDER_CALLS].toSorted());
  for (const [scene, rows] of scenes) {
    assert.equal(rows.length, ORDER_CALLS.length * Object.keys(CALLERS).length, scene);
  }
});
