// A full disk and a file in use: an error with words and a code, nothing half-written, and work goes on afterwards.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { SoukError } from "../../../node/core/errors.ts";
import { openDatabase } from "../../../node/store/database.ts";
import { openOwnStore, ownFile } from "../../../node/store/own/own-store.ts";
import { createStoreFolders } from "../../support/store-folder.ts";

const folders = createStoreFolders();

describe("failures of the disk", () => {
  afterEach(folders.end);

  it("say that the disk is full, and undo the whole transaction", () => {
    const db = openDatabase(path.join(folders.create().directory, "small.db"), "PRAGMA journal_mode = WAL");
    db.exec("CREATE TABLE blobs (bytes BLOB); PRAGMA max_page_count = 20");
    const insert = db.query("INSERT INTO blobs VALUES (zeroblob(?))");
    const fill = () => {
      insert.run(10);
      for (let i = 0; i < 100; i++) insert.run(4_000);
    };
    assert.throws(
      () => db.transaction(fill),
      (error) => {
        assert.ok(error instanceof SoukError);
        assert.deepEqual([error.code, error.retryable, error.subject], ["storage.full", true, "small.db"]);
        assert.match(error.message, /small\.db .*disk is full.*nothing was changed.*free some space/);
        return true;
      },
    );
    const count = db.query<{ n: number }>("SELECT count(*) AS n FROM blobs");
    assert.equal(count.get()!.n, 0);
    db.transaction(() => insert.run(10));
    assert.equal(count.get()!.n, 1);
    db.close();
  });

  it("say that a file is in use by another program", () => {
    const folder = folders.create();
    folder.own().close();
    const other = new DatabaseSync(ownFile(folder.directory));
    other.exec("BEGIN EXCLUSIVE");
    const own = openOwnStore({ directory: folder.directory });
    assert.throws(() => own.transactions.intend("t", "{}"), { code: "storage.busy", retryable: true });
    other.exec("ROLLBACK");
    own.transactions.intend("t", "{}");
    assert.equal(own.transactions.get("t")!.status, "intended");
    own.close();
    other.close();
  });

  it("say that a folder is not there", () => {
    const missing = path.join(folders.create().directory, "missing", "x.db");
    assert.throws(() => openDatabase(missing, ""), { code: "storage.busy", subject: "x.db" });
  });

  it("let a transaction's own error through, and undo it", () => {
    const db = openDatabase(path.join(folders.create().directory, "x.db"), "");
    db.exec("CREATE TABLE t (x INTEGER)");
    const insert = db.query("INSERT INTO t VALUES (1)");
    assert.throws(
      () =>
        db.transaction(() => {
          insert.run();
          throw new RangeError("ours");
        }),
      RangeError,
    );
    assert.equal(db.query<{ n: number }>("SELECT count(*) AS n FROM t").get()!.n, 0);
    db.close();
  });
});
