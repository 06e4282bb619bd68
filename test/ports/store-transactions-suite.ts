// What every adapter of the port TransactionJournal must do: allowed steps are kept, forbidden ones change nothing.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { TransactionJournal, TransactionStatus } from "../../node/core/ports/chain.ts";
import { hex32 } from "../support/store-rows.ts";
import type { Factory } from "./store-operations-suite.ts";

const CALL = '{"call":"withdraw"}';
const ERROR = { code: "chain.reverted", message: "no" };

/** Brings a new transaction into a state. */
function reach(journal: TransactionJournal, id: string, status: TransactionStatus): void {
  journal.intend(id, CALL);
  if (status === "failed") return journal.failed(id, ERROR);
  if (status === "intended") return;
  journal.signed(id, 4, hex32(9), "0x02ff");
  if (status === "signed") return;
  journal.sent(id);
  if (status === "mined") journal.mined(id, 12);
}

const STEPS: Record<string, { from: TransactionStatus[]; run: (journal: TransactionJournal, id: string) => void }> = {
  signed: { from: ["intended"], run: (journal, id) => journal.signed(id, 5, hex32(10), "0x03") },
  sent: { from: ["signed"], run: (journal, id) => journal.sent(id) },
  mined: { from: ["sent"], run: (journal, id) => journal.mined(id, 13) },
  failed: { from: ["intended", "signed", "sent"], run: (journal, id) => journal.failed(id, ERROR) },
  unmined: { from: ["mined"], run: (journal, id) => journal.unmined(id) },
};
const STATES: TransactionStatus[] = ["intended", "signed", "sent", "mined", "failed"];

export function acceptTransactionJournal(name: string, factory: Factory<TransactionJournal>): void {
  describe(`TransactionJournal of ${name}`, () => {
    afterEach(factory.end);

    it("keeps each step of one transaction", () => {
      const journal = factory.create();
      journal.intend("t", CALL);
      const intended = { id: "t", call: CALL, status: "intended", nonce: null, hash: null, raw: null };
      assert.deepEqual(journal.get("t"), { ...intended, block: null, error: null });
      journal.signed("t", 4, hex32(9), "0x02ff");
      const signed = {
        ...intended,
        status: "signed",
        nonce: 4,
        hash: hex32(9),
        raw: "0x02ff",
        block: null,
        error: null,
      };
      assert.deepEqual(journal.get("t"), signed);
      journal.sent("t");
      journal.mined("t", 12);
      assert.deepEqual(journal.get("t"), { ...signed, status: "mined", block: 12 });
      journal.unmined("t");
      assert.deepEqual(journal.get("t"), { ...signed, status: "sent" });
    });

    it("takes an intent once", () => {
      const journal = factory.create();
      reach(journal, "t", "signed");
      journal.intend("t", "another call");
      assert.deepEqual([journal.get("t")!.call, journal.get("t")!.status], [CALL, "signed"]);
      assert.equal(journal.open().length, 1);
    });

    it("gives the open ones in the order they were meant", () => {
      const journal = factory.create();
      STATES.forEach((status, index) => reach(journal, `t${5 - index}`, status));
      assert.deepEqual(
        journal.open().map(({ id, status }) => `${id} ${status}`),
        ["t5 intended", "t4 signed", "t3 sent"],
      );
    });

    it("gives the mined ones above a block", () => {
      const journal = factory.create();
      for (const [id, block] of [
        ["a", 5],
        ["b", 9],
        ["c", 7],
      ] as const) {
        reach(journal, id, "sent");
        journal.mined(id, block);
      }
      const above = (block: number) =>
        journal.minedAbove!(block)
          .map(({ id }) => id)
          .toSorted();
      assert.deepEqual([above(0), above(5), above(9)], [["a", "b", "c"], ["b", "c"], []]);
    });

    it("knows nothing of an id it was never given", () => {
      const journal = factory.create();
      assert.equal(journal.get("t"), undefined);
      for (const { run } of Object.values(STEPS)) assert.throws(() => run(journal, "t"));
    });

    for (const [step, { from, run }] of Object.entries(STEPS)) {
      for (const status of STATES) {
        const allowed = from.includes(status);
        it(`${allowed ? "takes" : "refuses"} ${step} when ${status}`, () => {
          const journal = factory.create();
          reach(journal, "t", status);
          const before = journal.get("t");
          if (allowed) {
            run(journal, "t");
            assert.equal(journal.get("t")!.status, step === "unmined" ? "sent" : step);
          } else {
            assert.throws(() => run(journal, "t"));
            assert.deepEqual(journal.get("t"), before);
          }
        });
      }
    }
  });
}
