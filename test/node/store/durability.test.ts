// What was acknowledged survives a kill; other versions and damaged files are met as they should be.
import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, it } from "node:test";
import { ownFile } from "../../../node/store/own/own-store.ts";
import { CATALOGUES_SINCE, OWN_MIGRATIONS } from "../../../node/store/own/schema.ts";
import { dropReadStore, readFile } from "../../../node/store/read/read-store.ts";
import { SELLER } from "../../support/sample.ts";
import { dumpTables } from "../../../node/store/read/dump.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { startStoreProcess } from "../../support/store-process.ts";
import { NOW, headCid, hex32, id, listed } from "../../support/store-rows.ts";

const folders = createStoreFolders();

function execute(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

describe("the stores", () => {
  afterEach(folders.end);

  it("keep every acknowledged write through kill -9, at several moments", async () => {
    for (const moment of ["1", "7", "20"]) {
      const folder = folders.create();
      const writer = await startStoreProcess(folder.directory, "write");
      await writer.said(moment);
      const acknowledged = Number(await writer.kill());
      assert.ok(acknowledged >= Number(moment));

      const own = folder.own();
      for (let number = 1; number <= acknowledged; number++) {
        assert.equal(own.operations.get(`op-${number}`)?.status, "pending");
        assert.equal(own.transactions.get(`op-${number}`)?.status, "intended");
      }
      assert.deepEqual(
        own.entries
          .after(0)
          .slice(0, acknowledged)
          .map(({ sequence }) => sequence),
        Array.from({ length: acknowledged }, (_, index) => index + 1),
      );
      assert.ok(own.mailbox.of(hex32(1)).length >= acknowledged);

      // The read model is whole up to some input: its journal position says which.
      const read = folder.read();
      const reached = read.journalSequence(SELLER);
      assert.ok(reached >= acknowledged && reached <= acknowledged + 1);
      assert.equal(read.listings.count().listings, reached);
      assert.equal(read.listings.search({ q: "lantern", sort: "relevance", limit: 100 }, NOW).items.length, reached);
    }
  });

  it("open again with what they held", () => {
    const folder = folders.create();
    const first = folder.read();
    assert.equal(first.fresh, true);
    first.readModel.transaction((rows) => {
      rows.putListing(listed());
      rows.emit({ type: "listing.removed", seller: SELLER, id: id("x") });
    });
    const last = first.events.last();
    first.close();
    const again = folder.read();
    assert.equal(again.fresh, false);
    assert.deepEqual(again.listings.listed(SELLER, id("storm-lantern")), listed());
    assert.equal(again.events.last(), last);
  });

  it("begin read.db anew when it is of another version, damaged, or was dropped", () => {
    const ruin: Record<string, (directory: string) => void> = {
      newer: (directory) => execute(readFile(directory), "PRAGMA user_version = 999"),
      older: (directory) => execute(readFile(directory), "PRAGMA user_version = 0"),
      damaged: (directory) =>
        writeFileSync(readFile(directory), "not a database, but long enough to be looked at".repeat(20)),
      dropped: dropReadStore,
    };
    for (const [name, change] of Object.entries(ruin)) {
      const folder = folders.create();
      const store = folder.read();
      store.readModel.transaction((rows) => rows.setJournal(SELLER, 1, headCid(1)));
      const epoch = store.events.epoch();
      store.close();
      change(folder.directory);
      const again = folder.read();
      assert.equal(again.fresh, true, name);
      assert.equal(again.journalSequence(SELLER), 0, name);
      assert.notEqual(again.events.epoch(), epoch, name);
    }
  });

  it("begin read.db anew when the machine stopped while it was open, and only then", () => {
    const folder = folders.create();
    const store = folder.read();
    store.readModel.transaction((rows) => rows.setJournal(SELLER, 1, headCid(1)));
    const killed = folders.create();
    cpSync(folder.directory, killed.directory, { recursive: true });
    const torn = folders.create();
    cpSync(folder.directory, torn.directory, { recursive: true });
    writeFileSync(`${readFile(torn.directory)}-open`, "another start of the machine");
    store.close();

    assert.equal(existsSync(`${readFile(folder.directory)}-open`), false);
    assert.equal(folder.read().journalSequence(SELLER), 1, "closed");
    assert.equal(killed.read().journalSequence(SELLER), 1, "killed");
    const again = torn.read();
    assert.equal(again.fresh, true);
    assert.equal(again.journalSequence(SELLER), 0);
    again.close();
    assert.equal(torn.read().fresh, false, "closed since");
  });

  it("never touch own.db when read.db is dropped", () => {
    const folder = folders.create();
    folder.read().close();
    const own = folder.own();
    own.transactions.intend("t", "{}");
    own.close();
    dropReadStore(folder.directory);
    folder.read();
    assert.equal(folder.own().transactions.get("t")?.status, "intended");
  });

  it("refuse an own.db of a newer version, and leave it as it is", () => {
    const folder = folders.create();
    const own = folder.own();
    own.transactions.intend("t", "{}");
    own.close();
    const version = OWN_MIGRATIONS.length;
    execute(ownFile(folder.directory), "PRAGMA user_version = 999");
    assert.throws(() => folder.own(), { code: "storage.newer" });
    execute(ownFile(folder.directory), `PRAGMA user_version = ${version}`);
    assert.equal(folder.own().transactions.get("t")?.status, "intended");
  });

  it("refuse an own.db whose journal is of before catalogues, in words that say what to do", () => {
    const folder = folders.create();
    folder.own().close();
    const old = `PRAGMA user_version = ${CATALOGUES_SINCE - 1}`;
    execute(ownFile(folder.directory), "INSERT INTO own_entries (sequence, cid, bytes) VALUES (1, 'z', x'00')");
    execute(ownFile(folder.directory), old);
    assert.throws(() => folder.own(), { code: "storage.older", message: /--fresh/ });
  });

  it("refuse a damaged own.db, and leave it as it is", () => {
    const folder = folders.create();
    const rubbish = "rubbish ".repeat(1_000);
    writeFileSync(ownFile(folder.directory), rubbish);
    assert.throws(() => folder.own(), { code: "storage.damaged", subject: "own.db" });
    assert.equal(statSync(ownFile(folder.directory)).size, rubbish.length);
  });

  it("let nobody else on the machine read them", () => {
    const folder = folders.create();
    folder.read().readModel.transaction((rows) => rows.setJournal(SELLER, 1, headCid(1)));
    folder.own().transactions.intend("t", "{}");
    const files = readdirSync(folder.directory).filter((name) => /^(own|read)\.db/.test(name));
    assert.ok(files.includes("own.db-wal"));
    for (const name of files) assert.equal(statSync(path.join(folder.directory, name)).mode & 0o077, 0, name);
  });

  it("dump the same twice", () => {
    const folder = folders.create();
    folder.read().readModel.transaction((rows) => rows.putListing(listed()));
    assert.deepEqual(dumpTables(folder.directory), dumpTables(folder.directory));
  });
});
