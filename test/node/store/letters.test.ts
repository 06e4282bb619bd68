// Letters of an operation leave in the transaction that notes it as said, and what waits for a commit runs after it.
import assert from "node:assert/strict";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { openDatabase } from "../../../node/store/database.ts";
import type { StoredMessage } from "../../../node/core/ports/own.ts";
import { BUYER, SELLER } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { hex32 } from "../../support/store-rows.ts";

const letter: StoredMessage = {
  id: hex32(9),
  order: hex32(1),
  kind: "settlement",
  author: SELLER,
  recipient: BUYER,
  digest: hex32(3),
  envelope: Uint8Array.of(1, 2, 3),
  copy: null,
  state: "waiting",
};
const asked = { kind: "proposeSettlement", subject: hex32(1), transaction: false, records: null, messages: [] };

describe("letters", () => {
  const folders = createStoreFolders();
  afterEach(folders.end);

  it("wait with their operation over a restart, and leave once", () => {
    const folder = folders.create();
    let own = folder.own();
    own.operations.create({ ...asked, id: "a", letters: [letter] });
    assert.deepEqual(own.mailbox.waiting(), []);
    own.close();
    own = folder.own();
    assert.deepEqual(own.operations.get("a")!.letters, [letter]);
    own.operations.appended("a", 0);
    assert.deepEqual([own.mailbox.waiting(), own.operations.get("a")!.letters], [[letter], []]);
    own.mailbox.delivered(letter.id);
    own.operations.appended("a", 0);
    assert.deepEqual(own.mailbox.waiting(), []);
  });

  it("do not leave for an operation that was discarded", () => {
    const own = folders.create().own();
    own.operations.create({ ...asked, id: "a", letters: [letter] });
    own.operations.discard("a");
    assert.deepEqual([own.operations.get("a"), own.mailbox.waiting()], [undefined, []]);
  });
});

describe("a transaction", () => {
  const folders = createStoreFolders();
  afterEach(folders.end);

  it("takes in the ones inside it, and what waits for its commit runs if there is one", () => {
    const db = openDatabase(path.join(folders.create().directory, "some.db"), "PRAGMA journal_mode = WAL");
    db.exec("CREATE TABLE said (word TEXT)");
    const insert = db.query("INSERT INTO said VALUES (?)");
    const words = () =>
      db
        .query<{ word: string }>("SELECT word FROM said")
        .all()
        .map(({ word }) => word);
    const after: string[][] = [];
    const say = (word: string) =>
      db.transaction(() => {
        insert.run(word);
        db.afterCommit(() => void after.push(words()));
      });
    assert.throws(() =>
      db.transaction(() => {
        say("lost");
        throw new Error("undone");
      }),
    );
    db.transaction(() => {
      say("one");
      say("two");
      assert.deepEqual(after, []);
    });
    assert.deepEqual(
      [words(), after],
      [
        ["one", "two"],
        [
          ["one", "two"],
          ["one", "two"],
        ],
      ],
    );
    db.afterCommit(() => void after.push([]));
    assert.equal(after.length, 3, "where none is open, at once");
    db.close();
  });
});
