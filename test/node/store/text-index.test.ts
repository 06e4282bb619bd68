// search.db: written at once or in a thread, it comes to hold the words and pictures of read.db, whatever kills or fails in between.
import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { afterEach, describe, it } from "node:test";
import { DatabaseSync } from "node:sqlite";
import { listingQuery } from "../../../protocol/api/search.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { openDatabase } from "../../../node/store/database.ts";
import { dumpTables } from "../../../node/store/read/dump.ts";
import { type ReadStore, readFile } from "../../../node/store/read/read-store.ts";
import { TEXT_TABLES, createTextFile, textFile } from "../../../node/store/read/text/text-file.ts";
import { createTextIndex } from "../../../node/store/read/text/text-index.ts";
import { SELLER, sampleListing } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { NOW, id, listed } from "../../support/store-rows.ts";

const folders = createStoreFolders();
const PICTURE = sampleListing().pictures[0]!;
const ids = (from: number, to: number): ListingId[] =>
  Array.from({ length: to - from }, (_, index) => id(`lamp-${from + index}`));

function put(store: ReadStore, names: readonly ListingId[], title = "Brass lamp"): void {
  store.readModel.transaction((rows) => names.forEach((name) => rows.putListing(listed({ id: name, title }))));
}

function found(store: ReadStore, q: string): number {
  let count = 0;
  for (let cursor: string | undefined; ;) {
    const page = store.listings.search(listingQuery.parse({ q, limit: "100", cursor }), NOW);
    count += page.items.length;
    if (page.next === null) return count;
    cursor = page.next;
  }
}

describe("search.db", () => {
  afterEach(folders.end);

  it("is written in a thread while much comes in, and holds the same then", async () => {
    const [threaded, plain] = [folders.create(), folders.create()];
    for (const [folder, threads] of [
      [threaded, true],
      [plain, false],
    ] as const) {
      // prettier-ignore
      const store = folder.read({ threads });
      put(store, ids(0, 500));
      put(store, ids(0, 20), "Oil lantern");
      store.readModel.transaction((rows) => rows.removeListing(SELLER, id("lamp-499")));
      const before = store.version();
      await store.settled();
      assert.equal(store.version() === before, !threads, "the version changes with what is found");
      assert.deepEqual([found(store, "lamp"), found(store, "lantern")], [479, 20]);
      store.close();
    }
    assert.deepEqual(dumpTables(threaded.directory), dumpTables(plain.directory));
  });

  it("is waited for by whoever searches, where little is on its way", async () => {
    const store = folders.create().read({ threads: true });
    put(store, ids(0, 150));
    assert.equal(found(store, "lamp"), 0, "not yet");
    await store.listings.wordsOfNow();
    assert.equal(found(store, "lamp"), 150);
    put(store, ids(150, 400));
    await store.listings.wordsOfNow();
    assert.equal(found(store, "lamp"), 150, "of many, nobody waits for the last");
    await store.settled();
    assert.equal(found(store, "lamp"), 400);
  });

  it("knows a picture before its words are written", async () => {
    const store = folders.create().read({ threads: true });
    put(store, ids(0, 150));
    assert.equal(store.pictures.isKnown(PICTURE.cid), true);
    assert.equal(store.pictures.isKnown(PICTURE.cid.slice(0, -1)), false);
    await store.settled();
    assert.equal(store.pictures.isKnown(PICTURE.cid), true);
  });

  it("gets what a kill left out, and loses what only it has", () => {
    const folder = folders.create();
    const killed = folder.read({ threads: true });
    put(killed, ids(0, 30));
    // Closed while the thread has it: as a kill, but for the lock.
    put(killed, ids(30, 300));
    killed.close();
    assert.ok(existsSync(`${readFile(folder.directory)}-open`), "it is told to the next opening");
    const db = new DatabaseSync(textFile(folder.directory));
    db.exec("INSERT INTO listing_text (rowid, title) VALUES (9999, 'nobody lists it')");
    db.exec("INSERT INTO edition_pictures (rowid, pictures) VALUES (9999, 'bafkreinobody')");
    db.close();

    const again = folder.read();
    assert.equal(again.fresh, false);
    assert.equal(found(again, "lamp"), 300);
    assert.equal(again.pictures.isKnown("bafkreinobody"), false);
    put(again, ids(300, 301), "Oil lantern");
    again.close();
    const whole = folders.create();
    const reference = whole.read();
    put(reference, ids(0, 300));
    put(reference, ids(300, 301), "Oil lantern");
    reference.close();
    assert.deepEqual(dumpTables(folder.directory), dumpTables(whole.directory));
  });

  it("takes read.db with it when it is gone: both are filled anew", () => {
    const folder = folders.create();
    const store = folder.read();
    put(store, ids(0, 1));
    store.close();
    rmSync(textFile(folder.directory));
    const again = folder.read();
    assert.equal(again.fresh, true);
    assert.equal(again.listings.count().listings, 0);
  });

  it("never finds a listing by the words of an edition that was dropped", () => {
    const folder = folders.create();
    const first = folder.read();
    put(first, ids(0, 1));
    first.close();
    // A crash came between the two files: the edition is gone, its words are not.
    const db = new DatabaseSync(readFile(folder.directory));
    db.exec("DELETE FROM editions; DELETE FROM listings; DELETE FROM variants; DELETE FROM places");
    db.close();
    const killed = folder.read({ threads: true });
    put(killed, ids(1, 200), "Oil lantern");
    killed.close();
    const store = folder.read();
    assert.deepEqual([found(store, "lamp"), found(store, "lantern")], [0, 199]);
  });
});

describe("the index of texts", () => {
  const text = { title: "Brass lamp", tags: [], category: "home", description: "" };

  function open({ isBroken = false } = {}) {
    const { directory } = folders.create();
    const db = openDatabase(textFile(directory), "PRAGMA journal_mode = WAL");
    db.exec(TEXT_TABLES);
    const errors: unknown[] = [];
    const index = createTextIndex(createTextFile(db), {
      thread: { directory: isBroken ? `${directory}/nowhere` : directory, pragmas: "PRAGMA synchronous = OFF" },
      onError: (error) => errors.push(error),
    });
    const count = () => db.query<{ n: number }>("SELECT count(*) AS n FROM listing_text_docsize").get()!.n;
    const fill = (from: number, to: number) => {
      for (let edition = from; edition < to; edition++) index.put(edition, text);
      index.commit();
    };
    const end = () => {
      index.close();
      db.close();
    };
    return { index, errors, count, fill, end };
  }
  afterEach(folders.end);

  it("makes wait who is far ahead of the thread", async () => {
    const { index, count, fill, end } = open();
    fill(0, 2_000);
    await index.room();
    assert.equal(count(), 0, "there is room for some more");
    fill(2_000, 4_000);
    await index.room();
    assert.ok(count() >= 1_000);
    await index.settled();
    assert.equal(count(), 4_000);
    end();
  });

  it("keeps the thread at work while nobody here has time to listen", async () => {
    const { index, count, fill, end } = open();
    for (let from = 0; from < 2_000; from += 500) fill(from, from + 500);
    const clock = new Int32Array(new SharedArrayBuffer(4));
    for (let waits = 0; count() < 2_000 && waits < 1_000; waits++) Atomics.wait(clock, 0, 0, 10);
    assert.equal(count(), 2_000);
    await index.settled();
    end();
  });

  it("writes here what a thread that ends leaves behind, and goes on", async () => {
    const { index, errors, count, fill, end } = open({ isBroken: true });
    fill(0, 600);
    index.drop(7);
    fill(600, 1_200);
    fill(1_200, 1_210);
    await index.settled();
    assert.equal(errors.length, 1);
    assert.equal(count(), 1_209);
    fill(1_210, 1_220);
    await index.settled();
    assert.equal(count(), 1_219);
    end();
  });

  it("forgets what was rolled back", () => {
    const { index, count, fill, end } = open();
    index.put(1, text);
    index.reset();
    fill(2, 3);
    assert.equal(count(), 1);
    end();
  });
});
