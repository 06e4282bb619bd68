// What every adapter of the port OwnEntries must do: one content per sequence, for ever.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { OwnEntries } from "../../node/core/ports/journals.ts";
import { headCid } from "../support/store-rows.ts";
import type { Factory } from "./store-operations-suite.ts";

const bytes = (...values: number[]) => new Uint8Array(values);

export function acceptOwnEntries(name: string, factory: Factory<OwnEntries>): void {
  describe(`OwnEntries of ${name}`, () => {
    afterEach(factory.end);

    it("gives entries back in order, above a sequence", () => {
      const entries = factory.create();
      assert.deepEqual(entries.after(0), []);
      for (const sequence of [1, 2, 3]) entries.commit(sequence, headCid(sequence), bytes(sequence, 255));
      assert.deepEqual(
        entries.after(1).map(({ sequence, cid, bytes: held }) => [sequence, cid, ...held]),
        [
          [2, headCid(2), 2, 255],
          [3, headCid(3), 3, 255],
        ],
      );
      assert.deepEqual(entries.after(3), []);
    });

    it("sets what is void aside, so that others may take its place", () => {
      const entries = factory.create();
      for (const sequence of [1, 2, 3]) entries.commit(sequence, headCid(sequence), bytes(sequence));
      entries.discard(2);
      assert.deepEqual(
        entries.after(0).map(({ sequence }) => sequence),
        [1],
      );
      entries.commit(2, headCid(9), bytes(9));
      entries.discard(2);
      entries.commit(2, headCid(2), bytes(2));
      assert.equal(entries.after(1)[0]?.cid, headCid(2));
    });

    it("keeps up to where entries are void, the highest that was heard", () => {
      const entries = factory.create();
      assert.equal(entries.voidUpTo(), 0);
      for (const sequence of [4, 9, 6]) entries.noteVoid(sequence);
      assert.equal(entries.voidUpTo(), 9);
    });

    it("is in doubt until it is trusted", () => {
      const entries = factory.create();
      assert.equal(entries.inDoubt(), true);
      entries.trust();
      assert.equal(entries.inDoubt(), false);
    });

    it("takes the same bytes again", () => {
      const entries = factory.create();
      entries.commit(1, headCid(1), bytes(1));
      entries.commit(1, headCid(1), bytes(1));
      assert.equal(entries.after(0).length, 1);
    });

    it("refuses another entry at a stored sequence, and keeps the first", () => {
      const entries = factory.create();
      entries.commit(1, headCid(1), bytes(1));
      assert.throws(() => entries.commit(1, headCid(2), bytes(2)));
      assert.deepEqual([...entries.after(0)[0]!.bytes], [1]);
    });
  });
}
