// An order was shown with a timeline of another moment: its row was read, its words were opened, and a reorg came in between.
import assert from "node:assert/strict";
import { it } from "node:test";
import { type RecordedEvent, foldOrder } from "../../node/core/order.ts";
import { createOrderViews } from "../../node/http/views/order.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { sampleOrder } from "../support/sample.ts";

it("an order is read at one moment, whatever happens while its words are opened", async () => {
  const order = sampleOrder();
  const id = `0x${"0d".repeat(32)}` as Hex32;
  const opened = {
    name: "Opened",
    orderId: id,
    order,
    block: 3,
    index: 0,
    time: 100,
    transaction: id,
  } as unknown as RecordedEvent;
  let events: RecordedEvent[] = [opened];
  const views = createOrderViews({
    self: order.buyer,
    orders: {
      get: () => foldOrder([opened]),
      events: () => events,
      list: () => ({ items: [], next: null }),
      paidWith: () => [],
    },
    listings: { edition: () => undefined, listed: () => undefined },
    profiles: { name: () => null },
    reviews: { of: () => undefined },
    heldBy: () => null,
    messagesOf: () => [{ kind: "delivery", state: "received" } as never],
    async readWords() {
      events = []; // the block that held the order is gone
      return null;
    },
    fileOf: () => null,
    consents: { releaseOf: async () => null, proposalsOf: async () => [] } as never,
    now: () => 200,
    head: () => 3,
    finality: 1,
  });
  const { status, timeline } = await views.detail(id);
  assert.deepEqual([status, timeline.length], ["funded", 1]);
});
