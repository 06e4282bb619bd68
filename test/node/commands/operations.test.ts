// Operations whose words cannot be said at once: nothing is told to have failed that goes on, and nothing is said twice.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { type Intent, createOperations } from "../../../node/commands/operations.ts";
import { SoukError } from "../../../node/core/errors.ts";
import type { EscrowWallet } from "../../../node/core/ports/chain.ts";
import { createFakeJournals } from "../../support/fake-journals.ts";
import { silent } from "../../support/goods.ts";
import { SELLER } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { hex32, orderOf, profileRow } from "../../support/store-rows.ts";

const folders = createStoreFolders();
const full = () => new SoukError("storage.full", "the disk is full", { retryable: true });

function createNode() {
  const own = folders.create().own();
  const journals = createFakeJournals(SELLER);
  const broken = { journal: false, note: false };
  const wallet = {
    address: SELLER,
    submit: async (name, call) => own.transactions.intend(name, call as never),
    state: (name) => own.transactions.get(name),
  } as Pick<EscrowWallet, "address" | "submit" | "state"> as EscrowWallet;
  const operations = createOperations({
    store: {
      ...own.operations,
      appended(id, sequence) {
        if (broken.note) throw full();
        own.operations.appended(id, sequence);
      },
    },
    wallet,
    journals: {
      ...journals,
      async append(records) {
        if (broken.journal) throw new SoukError("journal.not-writable", "no certificate yet", { retryable: true });
        return journals.append(records);
      },
    },
    position: { block: () => 0, journal: () => journals.head(SELLER)?.sequence ?? 0 },
    logger: silent,
    sayAgainMs: 0,
  });
  return { operations, transactions: own.transactions, broken, said: () => journals.head(SELLER)?.sequence ?? 0 };
}

const block = new Uint8Array(profileRow().block);
const words: Intent = { kind: "publishProfile", subject: SELLER, records: [{ kind: "profile", block }] };
const { id: _, ...confirm } = { ...words, id: "", kind: "confirm", subject: hex32(1) };
const call = { call: "claim", order: orderOf(1) } as const;

describe("an operation", () => {
  afterEach(folders.end);

  it("that is on its way to the chain goes on while its words cannot be said, and says them later", async () => {
    const { operations, broken, said } = createNode();
    broken.journal = true;
    const { id, status } = await operations.run({ ...confirm, call });
    assert.deepEqual([status, said()], ["pending", 0]);
    operations.settle();
    await new Promise((resolve) => setImmediate(resolve));
    broken.journal = false;
    operations.settle();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([said(), operations.get(id).appended], [1, 1]);
  });

  it("that has nothing but words is refused with them, and leaves nothing", async () => {
    const { operations, broken, said } = createNode();
    broken.journal = true;
    await assert.rejects(operations.run(words), { code: "journal.not-writable" });
    broken.journal = false;
    operations.settle();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([operations.pending(), said()], [[], 0]);
  });

  it("whose words are in the journal goes on, and does not say them again, if that cannot be noted", async () => {
    const { operations, broken, said } = createNode();
    broken.note = true;
    const { id, status } = await operations.run(words);
    assert.deepEqual([status, said()], ["pending", 1]);
    operations.settle();
    await new Promise((resolve) => setImmediate(resolve));
    broken.note = false;
    operations.settle();
    operations.settle();
    assert.deepEqual([said(), operations.get(id).status], [1, "done"]);
  });

  it("that was told to be done has failed when a reorganisation takes it away and the next block refuses it", async () => {
    const { operations, transactions } = createNode();
    const told: string[] = [];
    operations.onChange(({ status }) => told.push(status));
    const { id } = await operations.run({ kind: "collect", subject: hex32(1), call });
    const inclusion = { hash: hex32(2), block: 0, fee: null };
    const error = { code: "chain.reverted", message: "the order is closed" };
    transactions.signed(id, { hash: inclusion.hash, nonce: 0, raw: "0x", block: 0 });
    transactions.sent(id);
    transactions.mined(id, inclusion);
    operations.settle(transactions.get(id));
    assert.equal(operations.get(id).status, "done");

    transactions.unmined(id);
    operations.settle(transactions.get(id));
    transactions.mined(id, inclusion, error);
    operations.settle(transactions.get(id));
    assert.equal(operations.get(id).status, "done", "another reorganisation may still bring it back");
    transactions.failed(id, error);
    operations.settle(transactions.get(id));
    assert.deepEqual([operations.get(id).status, operations.get(id).problem], ["failed", error]);
    assert.deepEqual(told, ["done", "failed"]);
  });
});
