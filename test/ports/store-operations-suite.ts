// What every adapter of the port Operations must do.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Operations } from "../../node/core/ports/own.ts";
import { hex32 } from "../support/store-rows.ts";

export interface Factory<Port> {
  create(): Port;
  end(): void;
}

const asked = (id: string) => ({
  id,
  kind: "publishListing",
  subject: `0xaa/${id}`,
  transaction: false,
  records: [{ kind: "profile" as const, block: new Uint8Array([1, 2, 255]) }],
  messages: [hex32(5)],
});

export function acceptOperations(name: string, factory: Factory<Operations>): void {
  describe(`Operations of ${name}`, () => {
    afterEach(factory.end);

    it("keeps what was asked, bytes included, as pending", () => {
      const operations = factory.create();
      const created = operations.create(asked("a"));
      const { createdAt, ...rest } = created;
      assert.deepEqual(rest, {
        ...asked("a"),
        shelf: null,
        letters: [],
        job: false,
        status: "pending",
        afterwards: null,
        notice: null,
        appended: null,
        problem: null,
      });
      assert.equal(new Date(createdAt).toISOString(), createdAt);
      assert.deepEqual(operations.get("a"), created);
      assert.deepEqual(operations.pending(), [created]);
      assert.equal(operations.get("b"), undefined);
    });

    it("refuses a second operation under one id, and keeps the first", () => {
      const operations = factory.create();
      const first = operations.create(asked("a"));
      assert.throws(() => operations.create({ ...asked("a"), kind: "buy" }), /exists already/);
      assert.deepEqual(operations.get("a"), first);
    });

    it("finds what one keyed request began, oldest first, done or not", () => {
      const operations = factory.create();
      for (const id of ["a", "b", "c"]) operations.create({ ...asked(id), request: id === "b" ? "other" : "ours" });
      operations.create(asked("d"));
      operations.finish("c", "done");
      const idsOf = (request: string) => operations.ofRequest(request).map(({ id }) => id);
      assert.deepEqual([idsOf("ours"), idsOf("other"), idsOf("")], [["a", "c"], ["b"], []]);
    });

    it("remembers the journal's sequence, and the end with its problem", () => {
      const operations = factory.create();
      for (const id of ["a", "b", "c"]) operations.create(asked(id));
      operations.appended("a", 7);
      operations.finish("a", "done");
      const problem = { code: "chain.reverted", message: "sold out" } as const;
      operations.finish("b", "failed", problem);
      assert.equal(operations.get("a")!.appended, 7);
      assert.deepEqual(operations.get("a")!.records, [], "they are in the journal");
      assert.equal(operations.get("a")!.status, "done");
      assert.deepEqual(operations.get("b")!.problem, problem);
      assert.deepEqual(
        operations.pending().map(({ id }) => id),
        ["c"],
      );
    });

    it("lists newest first, page by page, also while new ones arrive", () => {
      const operations = factory.create();
      for (let i = 0; i < 7; i++) operations.create(asked(`op-${i}`));
      const first = operations.list(3, undefined);
      operations.create(asked("late"));
      const second = operations.list(3, first.next!);
      const third = operations.list(3, second.next!);
      assert.deepEqual(
        [first, second, third].map((page) => page.items.map(({ id }) => id)),
        [["op-6", "op-5", "op-4"], ["op-3", "op-2", "op-1"], ["op-0"]],
      );
      assert.equal(third.next, null);
    });

    it("refuses a cursor that is not its own", () => {
      const operations = factory.create();
      for (const cursor of ["", "x", "-1", "1; DROP TABLE operations", "1.5"]) {
        assert.throws(() => operations.list(3, cursor), { code: "input.invalid", field: "cursor" });
      }
    });

    it("forgets what never began, but not what was said in public", () => {
      const operations = factory.create();
      operations.create(asked("never"));
      operations.create(asked("said"));
      operations.appended("said", 1);
      operations.discard("never");
      operations.discard("said");
      operations.discard("unknown");
      assert.equal(operations.get("never"), undefined);
      assert.equal(operations.get("said")!.appended, 1);
    });

    it("knows no operation to change that was never created", () => {
      const operations = factory.create();
      assert.throws(() => operations.finish("a", "done"), { code: "operation.unknown", subject: "a" });
      assert.throws(() => operations.appended("a", 1), { code: "operation.unknown" });
    });
  });
}
