// Erased means erased: what was an address is in no byte of the files, the write-ahead log included.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, it } from "node:test";
import { createErasure } from "../../../node/commands/orders/erasure.ts";
import { createSealing } from "../../../node/p2p/sealing.ts";
import { createAddressCommands } from "../../../node/commands/buying/addresses.ts";
import { type OrderRow, type RecordedEvent, foldOrder } from "../../../node/core/order.ts";
import { mayErase } from "../../../node/core/erasure.ts";
import type { StoredMessage } from "../../../node/core/ports/own.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import { BUYER, SELLER, sampleOrder } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { hex32 } from "../../support/store-rows.ts";

/** No two of them share bytes. */
const noise = (seed: string, bytes: number): Uint8Array => {
  const parts = Array.from({ length: Math.ceil(bytes / 32) }, (_, index) =>
    createHash("sha256").update(`${seed} ${index}`).digest(),
  );
  return new Uint8Array(Buffer.concat(parts).subarray(0, bytes));
};
const message = (number: number, kind: StoredMessage["kind"] = "delivery"): StoredMessage => ({
  id: hex32(number),
  order: hex32(Math.floor(number / 2)),
  kind,
  author: BUYER,
  recipient: SELLER,
  envelope: noise(`envelope ${number}`, 700),
  // Some do not fit into one page.
  copy: noise(`copy ${number}`, number % 3 === 0 ? 6_000 : 300),
  digest: hex32(number + 10_000),
  state: "waiting",
});
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** How many 24-byte pieces of these bytes stand in the store's files. */
function traces(directory: string, bytes: Uint8Array): number {
  const files = ["own.db", "own.db-wal", "own.db-shm"].map((name) => path.join(directory, name)).filter(existsSync);
  const all = Buffer.concat(files.map((file) => readFileSync(file)));
  let found = 0;
  for (let at = 0; at + 24 <= bytes.length; at += 24)
    if (all.includes(Buffer.from(bytes.subarray(at, at + 24)))) found++;
  return found;
}

describe("erased addresses", () => {
  const folders = createStoreFolders();
  afterEach(folders.end);

  it("leave no byte, among hundreds of messages that came, changed and went; the others stay", () => {
    const folder = folders.create();
    const { mailbox } = folder.own();
    for (let number = 0; number < 400; number++) {
      mailbox.put(message(number, number % 2 === 0 ? "delivery" : "tracking"));
      if (number % 5 === 0) mailbox.delivered(hex32(number));
      if (number % 7 === 0 && number > 7) mailbox.discard(hex32(number - 1));
    }
    const held = mailbox.deliveries("", 1_000);
    const erased = new Set(held.filter((_, index) => index % 2 === 0));
    assert.ok(erased.size > 50);
    assert.ok(traces(folder.directory, message(0).envelope) > 20, "the search finds what is there");
    assert.equal(mailbox.eraseDeliveries([...erased]), true);
    for (let number = 0; number < 400; number += 2) {
      const { order, envelope, copy, id } = message(number);
      const kept = mailbox.of(order).some((one) => one.id === id);
      if (!erased.has(order) && !kept) continue; // was discarded
      assert.equal(kept, !erased.has(order));
      const count = traces(folder.directory, envelope) + traces(folder.directory, copy!);
      assert.equal(count > 0, kept, `message ${number}: ${count} pieces`);
    }
    for (const order of erased) assert.ok(!mailbox.of(order).some(({ kind }) => kind === "delivery"));
    assert.ok(!mailbox.deliveries("", 1_000).some((order) => erased.has(order)));
  });

  it("are erased for good only once nobody reads an older state, which is said", () => {
    const folder = folders.create();
    const { mailbox } = folder.own();
    mailbox.put(message(0));
    const reader = new DatabaseSync(path.join(folder.directory, "own.db"), { readOnly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM messages").get();
    assert.equal(mailbox.eraseDeliveries([message(0).order]), false);
    assert.ok(traces(folder.directory, message(0).envelope) > 0);
    reader.close();
    assert.equal(mailbox.eraseDeliveries([]), true);
    assert.equal(traces(folder.directory, message(0).envelope), 0);
  });

  it("of the book leave no byte when they are replaced or removed, and never lie there in plaintext", async () => {
    const folder = folders.create();
    const { addresses } = folder.own();
    const book = createAddressCommands({ addresses, sealing: await createSealing(noise("seed", 32)) });
    const home = { name: "Inês Carvalho", street: "Rua dos Remédios 47", city: "Lisboa", postcode: "1100-442" };
    const whole = { region: "", country: "PT", note: "ring the bell at the back door, twice" };
    (await book.put("home", { ...home, ...whole })).make();
    (await book.put("work", { ...home, ...whole, street: "Rua Augusta 1" })).make();
    assert.deepEqual((await book.deliveryOf({ delivery: null, addressId: "home" }))?.street, home.street);
    assert.equal(traces(folder.directory, Buffer.from(whole.note)), 0);
    const [before, work] = ["home", "work"].map((id) => addresses.get(id)!.ciphertext);
    assert.ok(traces(folder.directory, before!) > 0);
    (await book.put("home", { ...home, ...whole, street: "Rua Nova 2" })).make();
    book.remove("work");
    assert.deepEqual([traces(folder.directory, before!), traces(folder.directory, work!)], [0, 0]);
    assert.deepEqual(
      (await book.list()).map(({ id, address }) => [id, address.street]),
      [["home", "Rua Nova 2"]],
    );
    await assert.rejects(book.deliveryOf({ delivery: null, addressId: "work" }), { code: "address.unknown" });
    await assert.rejects(book.deliveryOf({ delivery: { ...home, ...whole }, addressId: "home" }), {
      code: "input.invalid",
    });
  });

  it("are those of orders that are closed, final, and past the time to inspect or the days that were set", () => {
    const id = hex32(1);
    const order = sampleOrder();
    const happened = (name: string, block: number, time: number, more: object = {}) =>
      ({ name, orderId: id, block, time, order, ...more }) as unknown as RecordedEvent;
    const opened = happened("Opened", 10, 1_000);
    const payout = { toBuyer: 0n, toSeller: 1n, toArbitrator: 0n, toReferrer: 0n };
    const closed = happened("Closed", 20, 5_000, { status: "released", ...payout });
    const judge = (events: RecordedEvent[], changes: object = {}) =>
      mayErase({
        row: foldOrder(events) as OrderRow,
        events,
        head: 32,
        now: 5_000 + order.offer.inspectionWindow + 1,
        finality: 12,
        keepFor: null,
        ...changes,
      });
    assert.equal(judge([opened]), false, "open");
    assert.equal(judge([opened, closed]), true);
    assert.equal(judge([opened, closed], { head: 31 }), false, "may be taken back");
    assert.equal(judge([opened, closed], { now: 5_000 + order.offer.inspectionWindow }), false, "too early");
    assert.equal(judge([opened, closed], { now: 5_001, keepFor: 0 }), true);
    assert.equal(judge([opened, closed], { now: 5_000 + 86_400, keepFor: 86_400 }), false);
  });

  it("are found among many orders, a part in each round", () => {
    const { mailbox } = folders.create().own();
    for (let number = 0; number < 900; number += 2) mailbox.put(message(number));
    const order = sampleOrder();
    const closedAt = 1_000;
    const erasure = createErasure({
      mailbox,
      orders: {
        get: (id) => (Number(id) % 2 === 0 ? ({ id, order, status: "released", closedAt } as OrderRow) : undefined),
        events: () => [{ name: "Closed", block: 1 } as RecordedEvent],
      },
      head: () => 100,
      now: () => closedAt + 1,
      finality: 12,
      keepFor: 0,
      logger: quiet,
    });
    const erased: Hex32[] = [];
    for (let round = 0; round < 4; round++) erased.push(...erasure.run());
    assert.equal(erased.length, 225);
    assert.equal(mailbox.deliveries("", 1_000).length, 225, "of orders that are not known here, nothing is");
  });
});
