// Letters that wait by the thousand, as a seller's to buyers who are gone: few are under way, and one order's news wakes its own alone.
import assert from "node:assert/strict";
import { type TestContext, afterEach, describe, it } from "node:test";
import { createMailDelivery } from "../../node/commands/orders/mail-delivery.ts";
import type { StoredMessage } from "../../node/core/ports/own.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { silent } from "../support/goods.ts";
import { BUYER, SELLER } from "../support/sample.ts";
import { createStoreFolders } from "../support/store-folder.ts";
import { chainBlock, closed, hex32, idOf, ingest, opened, orderOf } from "../support/store-rows.ts";

const folders = createStoreFolders();
const [first, second, over] = [orderOf(1), orderOf(2), orderOf(3)];
const later = () => new Promise((resolve) => setImmediate(resolve));

function createSender(t: TestContext) {
  const folder = folders.create();
  const { readModel, orders } = folder.read();
  const { mailbox } = folder.own();
  readModel.transaction((rows) => {
    void ingest(rows, chainBlock(1, [opened(first), opened(second), opened(over), closed(over)]));
  });
  let number = 0;
  function write(order: Hex32): Hex32 {
    const id = hex32(++number);
    const letter: StoredMessage = {
      id,
      order,
      kind: "delivery",
      author: BUYER,
      recipient: SELLER,
      digest: hex32(9),
      envelope: Buffer.from(id),
      copy: null,
      state: "waiting",
    };
    mailbox.put(letter);
    return id;
  }
  /** What was tried, and what ends it. */
  const tried: { id: string; end: PromiseWithResolvers<void> }[] = [];
  const looked: Hex32[] = [];
  const mail = createMailDelivery({
    mailbox,
    messages: {
      send(_recipient, envelope, signal) {
        const end = Promise.withResolvers<void>();
        signal.addEventListener("abort", () => end.reject(signal.reason));
        tried.push({ id: Buffer.from(envelope).toString(), end });
        return end.promise;
      },
      onMessage() {},
    },
    orders: {
      get(id) {
        looked.push(id);
        return orders.get(id);
      },
    },
    logger: silent,
  });
  t.after(mail.stop);
  return { mail, write, tried, looked, mailbox };
}

describe("letters that wait", () => {
  afterEach(folders.end);

  it("are few at a time, and those that have not failed yet come first", async (t) => {
    const { mail, write, tried, mailbox } = createSender(t);
    for (let i = 0; i < 100; i++) write(idOf(first));
    mail.start();
    assert.equal(tried.length, 64);
    for (const { end } of tried.splice(0, 63)) end.reject(new Error("nobody there"));
    await later();
    const fresh = write(idOf(second));
    mail.poke(idOf(second));
    // The 36 that were not tried are older than this one.
    assert.deepEqual([tried.length, tried.at(-1)!.id], [1 + 36 + 1, fresh]);
    tried.at(-1)!.end.resolve();
    await later();
    assert.equal(mailbox.find(fresh)!.state, "delivered");
  });

  it("are tried again when something happens to their order, and no others", async (t) => {
    const { mail, write, tried } = createSender(t);
    const one = write(idOf(first));
    write(idOf(second));
    mail.start();
    for (const { end } of tried.splice(0)) end.reject(new Error("nobody there"));
    await later();
    mail.poke(idOf(first));
    assert.deepEqual(
      tried.map(({ id }) => id),
      [one],
    );
  });

  it("are not looked at each time when their order cannot take them any more", async (t) => {
    const { mail, write, looked, tried } = createSender(t);
    for (let i = 0; i < 10; i++) write(idOf(over));
    mail.start();
    await later();
    assert.deepEqual([looked.length, tried.length], [10, 0]);
    write(idOf(first));
    mail.poke(idOf(first));
    assert.deepEqual([looked.length, tried.length], [11, 1]);
  });
});
