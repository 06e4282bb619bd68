// What every adapter of the port TransactionJournal must do: allowed steps are kept, forbidden ones change nothing.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { TransactionStatus } from "../../node/core/ports/chain.ts";
import type { TransactionJournal } from "../../node/core/ports/transactions.ts";
import { hex32 } from "../support/store-rows.ts";
import type { Factory } from "./store-operations-suite.ts";

const CALL = '{"call":"withdraw"}';
const ERROR = { code: "chain.reverted", message: "no" };
const signed = (nonce: number, hash: number) => ({
  nonce,
  hash: hex32(hash),
  raw: `0x02${hash}`,
  block: 3,
});
const FIRST = signed(4, 9);
const SECOND = signed(4, 10);
const INCLUSION = { hash: FIRST.hash, block: 12, fee: "21000000000000" };

/** Brings a new transaction into a state. */
function reach(journal: TransactionJournal, id: string, status: TransactionStatus, block = 12): void {
  journal.intend(id, CALL);
  if (status === "failed") return journal.failed(id, ERROR);
  if (status === "intended") return;
  journal.signed(id, FIRST);
  if (status === "signed") return;
  journal.sent(id);
  if (status === "sent") return;
  journal.mined(id, { ...INCLUSION, block });
  if (status === "final") journal.final(id);
}

type Step = {
  from: TransactionStatus[];
  to: TransactionStatus;
  run: (journal: TransactionJournal, id: string) => void;
};
const STEPS: Record<string, Step> = {
  signed: { from: ["intended"], to: "signed", run: (journal, id) => journal.signed(id, SECOND) },
  replaced: { from: ["signed", "sent"], to: "signed", run: (journal, id) => journal.replaced(id, SECOND) },
  sent: { from: ["signed"], to: "sent", run: (journal, id) => journal.sent(id) },
  mined: { from: ["sent"], to: "mined", run: (journal, id) => journal.mined(id, INCLUSION) },
  final: { from: ["mined"], to: "final", run: (journal, id) => journal.final(id) },
  displaced: { from: ["signed", "sent"], to: "intended", run: (journal, id) => journal.displaced(id) },
  failed: {
    from: ["intended", "signed", "sent", "mined"],
    to: "failed",
    run: (journal, id) => journal.failed(id, ERROR),
  },
  unmined: { from: ["mined", "final"], to: "sent", run: (journal, id) => journal.unmined(id) },
};
const STATES: TransactionStatus[] = ["intended", "signed", "sent", "mined", "final", "failed"];

export function acceptTransactionJournal(name: string, factory: Factory<TransactionJournal>): void {
  describe(`TransactionJournal of ${name}`, () => {
    afterEach(factory.end);
    const idsOf = (entries: { id: string }[]) => entries.map(({ id }) => id);

    it("fails what a backup brought unsigned, and never signs anew what it brought signed", () => {
      const journal = factory.create();
      for (const status of STATES) reach(journal, status, status);
      journal.restored();
      const now = () => STATES.map((id) => journal.get(id)!);
      assert.deepEqual(
        now().map(({ status, error }) => error?.code ?? status),
        ["backup.since", "signed", "sent", "mined", "final", ERROR.code],
      );
      journal.displaced("signed");
      assert.deepEqual([journal.get("signed")!.status, journal.get("signed")!.error?.code], ["failed", "backup.since"]);
      reach(journal, "new", "sent");
      journal.displaced("new");
      assert.equal(journal.get("new")!.status, "intended");
    });

    it("keeps each step of one transaction, and all that was signed for it", () => {
      const journal = factory.create();
      journal.intend("t", CALL);
      const { createdAt, ...rest } = journal.get("t")!;
      assert.equal(new Date(createdAt).toISOString(), createdAt);
      const intended = { id: "t", call: CALL, status: "intended", nonce: null, hash: null, block: null, error: null };
      assert.deepEqual(rest, { ...intended, transactions: [], fee: null });
      const is = (expected: object) => assert.deepEqual(journal.get("t"), { ...rest, createdAt, ...expected });
      journal.signed("t", FIRST);
      is({ status: "signed", nonce: 4, hash: FIRST.hash, transactions: [FIRST] });
      journal.sent("t");
      journal.replaced("t", SECOND);
      const twice = { nonce: 4, hash: SECOND.hash, transactions: [FIRST, SECOND] };
      is({ status: "signed", ...twice });
      journal.sent("t");
      journal.mined("t", INCLUSION);
      is({ status: "mined", ...twice, ...INCLUSION });
      journal.final("t");
      is({ status: "final", ...twice, ...INCLUSION });
      journal.unmined("t");
      is({ status: "sent", ...twice });
      journal.displaced("t");
      is({ status: "intended", transactions: [FIRST, SECOND] });
      const elsewhere = signed(5, 11);
      journal.signed("t", elsewhere);
      is({ status: "signed", nonce: 5, hash: elsewhere.hash, transactions: [FIRST, SECOND, elsewhere] });
    });

    it("remembers the block and the fee of one that was mined and failed", () => {
      const journal = factory.create();
      reach(journal, "t", "sent");
      journal.mined("t", INCLUSION, ERROR);
      const is = (expected: object) => {
        const { status, error, hash, block, fee } = journal.get("t")!;
        assert.deepEqual({ status, error, hash, block, fee }, expected);
      };
      is({ status: "mined", error: ERROR, ...INCLUSION });
      journal.unmined("t");
      is({ status: "sent", error: null, hash: FIRST.hash, block: null, fee: null });
      journal.mined("t", INCLUSION, ERROR);
      journal.failed("t", ERROR);
      is({ status: "failed", error: ERROR, ...INCLUSION });
    });

    it("replaces a transaction only at its own nonce", () => {
      const journal = factory.create();
      reach(journal, "t", "sent");
      assert.throws(() => journal.replaced("t", signed(5, 11)), /at its nonce 4/);
      assert.deepEqual(journal.get("t")!.transactions, [FIRST]);
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
      STATES.forEach((status, index) => reach(journal, `t${6 - index}`, status));
      assert.deepEqual(
        journal.open().map(({ id, status }) => `${id} ${status}`),
        ["t6 intended", "t5 signed", "t4 sent"],
      );
    });

    it("gives the mined ones above a block, final or not, and those at or below it that are not final", () => {
      const journal = factory.create();
      reach(journal, "a", "mined", 5);
      reach(journal, "b", "final", 9);
      reach(journal, "c", "mined", 7);
      journal.intend("d", CALL);
      journal.failed("d", ERROR);
      assert.deepEqual(
        [0, 5, 9].map((block) => idsOf(journal.minedAbove(block))),
        [["a", "c", "b"], ["c", "b"], []],
      );
      assert.deepEqual(
        [4, 5, 9].map((block) => idsOf(journal.minedUpTo(block))),
        [[], ["a"], ["a", "c"]],
      );
    });

    it("lists newest first, page by page, also while new ones arrive", () => {
      const journal = factory.create();
      for (let i = 0; i < 5; i++) reach(journal, `t${i}`, STATES[i]!);
      const first = journal.list(2, undefined);
      journal.intend("late", CALL);
      const second = journal.list(2, first.next!);
      const third = journal.list(2, second.next!);
      assert.deepEqual(
        [first, second, third].map(({ items }) => idsOf(items)),
        [["t4", "t3"], ["t2", "t1"], ["t0"]],
      );
      assert.equal(third.next, null);
      assert.throws(() => journal.list(2, "x"), { code: "input.invalid", field: "cursor" });
    });

    it("knows nothing of an id it was never given", () => {
      const journal = factory.create();
      assert.equal(journal.get("t"), undefined);
      for (const { run } of Object.values(STEPS)) assert.throws(() => run(journal, "t"));
    });

    for (const [step, { from, to, run }] of Object.entries(STEPS)) {
      for (const status of STATES) {
        const allowed = from.includes(status);
        it(`${allowed ? "takes" : "refuses"} ${step} when ${status}`, () => {
          const journal = factory.create();
          reach(journal, "t", status);
          const before = journal.get("t");
          if (allowed) {
            run(journal, "t");
            assert.equal(journal.get("t")!.status, to);
          } else {
            assert.throws(() => run(journal, "t"));
            assert.deepEqual(journal.get("t"), before);
          }
        });
      }
    }
  });
}
