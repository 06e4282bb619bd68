// What a listing writes: stock keys that begin alike are kept apart, and a transaction's words and pictures become one segment each.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, it } from "node:test";
import { skuOf } from "../../../protocol/listing.ts";
import { readFile } from "../../../node/store/read/read-store.ts";
import { textFile } from "../../../node/store/read/text/text-file.ts";
import { SELLER, sampleListing } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { NOW, chainBlock, id, ingest, listed } from "../../support/store-rows.ts";

const folders = createStoreFolders();
const ONE = { ...sampleListing().variants[0]!, id: id("one") };

describe("the rows of listings", () => {
  afterEach(folders.end);

  it("tell apart stock keys that begin with the same 32 bits", () => {
    const ids = [id("lamp-49490"), id("lamp-53178")];
    const skus = ids.map((listing) => skuOf(listing, ONE.id));
    assert.equal(skus[0]!.slice(0, 10), skus[1]!.slice(0, 10));

    const { readModel, listings } = folders.create().read();
    const retire = (index: number) => [{ name: "Retired", seller: SELLER, sku: skus[index]! }] as const;
    const available = () =>
      listings.search({ sort: "newest", available: true, limit: 5 }, NOW).items.map((item) => item.id);
    readModel.transaction((rows) => ids.forEach((name) => rows.putListing(listed({ id: name, variants: [ONE] }))));
    assert.equal(available().length, 2);
    readModel.transaction((rows) => ingest(rows, chainBlock(1, [...retire(1)])));
    assert.deepEqual(available(), [ids[0]]);
    readModel.transaction((rows) => ingest(rows, chainBlock(2, [...retire(0)])));
    assert.deepEqual(available(), []);
  });

  it("forget the stock keys of variants that an edit takes out", () => {
    const folder = folders.create();
    const { readModel } = folder.read();
    const put = (...variants: (typeof ONE)[]) => readModel.transaction((rows) => rows.putListing(listed({ variants })));
    put(ONE, { ...ONE, id: id("two") });
    assert.equal(countOf(readFile(folder.directory), "SELECT count(*) AS n FROM variants"), 2);
    put({ ...ONE, id: id("two") });
    assert.equal(countOf(readFile(folder.directory), "SELECT count(*) AS n FROM variants"), 1);
    readModel.transaction((rows) => rows.removeListing(SELLER, id("storm-lantern")));
    assert.equal(countOf(readFile(folder.directory), "SELECT count(*) AS n FROM variants"), 0);
  });

  it("become one segment of each index in a transaction, however many they are", () => {
    const folder = folders.create();
    const { readModel } = folder.read();
    readModel.transaction((rows) => {
      for (let n = 0; n < 50; n++) rows.putListing(listed({ id: id(`lamp-${n}`) }));
    });
    // FTS5 keeps the number of the segment in the upper bits of a page's number.
    for (const index of ["listing_text", "edition_pictures"]) {
      const segments = `SELECT count(DISTINCT id >> 37) AS n FROM ${index}_data WHERE id >> 37 > 0`;
      assert.equal(countOf(textFile(folder.directory), segments), 1, index);
    }
  });
});

function countOf(file: string, sql: string): number {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare(sql).get()!.n as number;
  } finally {
    db.close();
  }
}
