// Letters of an operation leave in the transaction that notes it as said, and what waits for a commit runs after it.
import assert from "node:assert/strict";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { openDatabase } from "../../../node/store/database.ts";
import type { StoredMessage } from "../../../node/core/ports/own.ts";
import { createMailbox } from "../../../node/store/own/mailbox.ts";
import { createOperationStore } from "../../../node/store/own/operations.ts";
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
    assert.deepEqual([own.mailbox.waiting(), own.operations.get("a")!.letters], [[letter.id], []]);
    own.mailbox.delivered(letter.id);
    own.operations.appended("a", 0);
    assert.deepEqual(own.mailbox.waiting(), []);
  });

  it("stay with their operation if the disk takes them and not the commit", () => {
    const folder = folders.create();
    folder.own().close();
    const db = openDatabase(path.join(folder.directory, "own.db"), "PRAGMA foreign_keys = ON");
    db.exec("CREATE TABLE a (id INTEGER PRIMARY KEY)");
    db.exec("CREATE TABLE b (id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)");
    const mailbox = createMailbox(db);
    let isFull = true;
    const operations = createOperationStore(db, {
      changeShelf: () => {},
      post(one) {
        mailbox.put(one);
        if (isFull) db.exec("INSERT INTO b VALUES (1)");
      },
    });
    operations.create({ ...asked, id: "a", letters: [letter] });
    assert.throws(() => operations.appended("a", 0), /constraint/);
    const { letters, appended } = operations.get("a")!;
    assert.deepEqual([letters, appended, operations.pending().length, mailbox.waiting()], [[letter], null, 1, []]);
    isFull = false;
    operations.appended("a", 0);
    assert.deepEqual([operations.get("a")!.letters, mailbox.waiting()], [[], [letter.id]]);
    db.close();
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
