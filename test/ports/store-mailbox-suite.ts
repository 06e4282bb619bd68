// What every adapter of the port Mailbox must do.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Mailbox, StoredMessage } from "../../node/core/ports/own.ts";
import { BUYER, SELLER } from "../support/sample.ts";
import { hex32 } from "../support/store-rows.ts";
import type { Factory } from "./store-operations-suite.ts";

const message = (number: number, changes: Partial<StoredMessage> = {}): StoredMessage => ({
  id: hex32(number),
  order: hex32(100),
  kind: "delivery",
  author: BUYER,
  recipient: SELLER,
  envelope: new Uint8Array([number, 255]),
  digest: hex32(number + 1_000),
  copy: new Uint8Array([9]),
  state: "waiting",
  ...changes,
});

export function acceptMailbox(name: string, factory: Factory<Mailbox>): void {
  describe(`Mailbox of ${name}`, () => {
    afterEach(factory.end);

    it("keeps messages as they are, per order, oldest first", () => {
      const mailbox = factory.create();
      const received = message(2, { state: "received", copy: null, kind: "statement" });
      mailbox.put(message(1));
      mailbox.put(received);
      mailbox.put(message(3, { order: hex32(101) }));
      assert.deepEqual(mailbox.of(hex32(100)), [message(1), received]);
      assert.deepEqual(mailbox.of(hex32(102)), []);
    });

    it("keeps the first when a message comes twice", () => {
      const mailbox = factory.create();
      mailbox.put(message(1));
      mailbox.delivered(hex32(1));
      mailbox.put(message(1));
      assert.deepEqual(mailbox.of(hex32(100)), [message(1, { state: "delivered" })]);
    });

    it("gives those that wait, until they are delivered or discarded", () => {
      const mailbox = factory.create();
      for (const number of [1, 2, 3]) mailbox.put(message(number));
      mailbox.put(message(4, { state: "received" }));
      mailbox.delivered(hex32(2));
      mailbox.discard(hex32(3));
      mailbox.delivered(hex32(99));
      assert.deepEqual(mailbox.waiting(), [hex32(1)]);
      assert.deepEqual(
        [1, 2, 3].map((number) => mailbox.find(hex32(number))?.state),
        ["waiting", "delivered", undefined],
      );
      assert.deepEqual(
        mailbox.of(hex32(100)).map(({ state }) => state),
        ["waiting", "delivered", "received"],
      );
    });

    it("never turns a received message into a delivered one", () => {
      const mailbox = factory.create();
      mailbox.put(message(1, { state: "received" }));
      mailbox.delivered(hex32(1));
      assert.equal(mailbox.of(hex32(100))[0]!.state, "received");
    });
  });
}
