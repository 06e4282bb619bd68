// What a seller sees of orders, drafts and shipping profiles: nothing is left out that tells them apart, and numbers have units.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { plain } from "../../cli/terminal/style.ts";
import type { Facts } from "../../cli/views/facts.ts";
import { show } from "../../cli/views/views.ts";

const CURRENCY = `0x${"e7".repeat(20)}`;
const facts: Facts = {
  width: Infinity,
  style: plain,
  full: false,
  now: new Date("2026-11-25T12:00:00Z"),
  currencies: [{ address: CURRENCY, symbol: "tUSD", decimals: 6 }] as unknown as Facts["currencies"],
};

describe("orders in tables", () => {
  it("say which variant was bought", () => {
    const order = {
      id: `0x${"ab".repeat(32)}`,
      status: "funded",
      units: 2,
      total: "1",
      currency: CURRENCY,
      roles: [],
      address: null,
    };
    const rows = [{ title: "Cup", variant: "Red" }, { title: "Bowl", variant: "" }, null];
    const orders = rows.map((listing) => ({ ...order, listing, deadline: "2026-11-26T12:00:00Z", next: "ship" }));
    for (const name of ["toShip", "orders"] as const) {
      const [, ...lines] = show(name, orders, facts).split("\n");
      assert.deepEqual(
        lines.map((line) => /2 × (\w+ ?\w*)/.exec(line)![1]!.trim()),
        ["Cup Red", "Bowl", "unknown"],
        name,
      );
    }
  });
});
