// Relevance over the real store: records, age and signs of life of sellers; and pages that hold while what was seen goes away.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Address } from "../../../protocol/ids.ts";
import type { Listing } from "../../../protocol/listing.ts";
import { listingQuery } from "../../../protocol/api/search.ts";
import type { ReadStore } from "../../../node/store/read/read-store.ts";
import { BUYER, SELLER, sampleListing } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import * as rowsFor from "../../support/store-rows.ts";

const { NOW, OTHER_SELLER, chainBlock, closed, hex32, id, ingest, listed, opened, orderOf, reviewed } = rowsFor;
const DAY = 86_400;
const folders = createStoreFolders();

const lamp = (seller: Address, changes: Partial<Listing> = {}): Partial<Listing> => ({
  id: id("lamp"),
  title: "Brass lamp",
  description: "",
  tags: [],
  seller,
  ...changes,
});
const buyer = (number: number) => `0x${number.toString(16).padStart(40, "b")}` as Address;

/** Two shops with equal lamps. */
function twoShops({ untils = [NOW + 7 * DAY, NOW + 7 * DAY] } = {}): ReadStore {
  const store = folders.create().read();
  store.readModel.transaction((rows) => {
    rows.putListing(listed(lamp(SELLER), { validUntil: untils[0]! }));
    rows.putListing(listed(lamp(OTHER_SELLER), { validUntil: untils[1]! }));
  });
  return store;
}

/** Released orders of a seller, one per rating. */
function sell(
  store: ReadStore,
  block: number,
  seller: Address,
  sales: { by: Address; rating: number; price?: bigint }[],
) {
  const events = sales.flatMap(({ by, rating, price = 19_900_000n }, index) => {
    const listing = sampleListing({ seller, id: id("sold") });
    const plain = orderOf(block * 100 + index, { buyer: by }, listing);
    const order = { ...plain, offer: { ...plain.offer, unitPrice: price } };
    return [opened(order), reviewed(order, hex32(9), rating), closed(order)];
  });
  store.readModel.transaction((rows) => ingest(rows, chainBlock(block, events)));
}

const first = (store: ReadStore, query: object = { q: "lamp" }, now = NOW): Address =>
  store.listings.search(listingQuery.parse(query), now).items[0]!.seller;

describe("relevance of equal words", () => {
  afterEach(folders.end);

  it("goes to the better rated seller, either way round", () => {
    for (const good of [SELLER, OTHER_SELLER]) {
      const bad = good === SELLER ? OTHER_SELLER : SELLER;
      const store = twoShops();
      sell(store, 1, good, [{ by: buyer(1), rating: 5 }]);
      sell(store, 2, bad, [{ by: buyer(1), rating: 2 }]);
      assert.equal(first(store), good);
      assert.equal(first(store, { sort: "rating" }), good);
    }
  });

  it("goes to the seller with more different buyers, not to the one with a busy friend", () => {
    for (const many of [SELLER, OTHER_SELLER]) {
      const store = twoShops();
      const one = many === SELLER ? OTHER_SELLER : SELLER;
      sell(
        store,
        1,
        many,
        [1, 2, 3].map((number) => ({ by: buyer(number), rating: 5 })),
      );
      sell(
        store,
        2,
        one,
        Array.from({ length: 8 }, () => ({ by: buyer(1), rating: 5, price: 1_000n })),
      );
      assert.equal(first(store), many);
    }
  });

  it("goes to the seller who was paid more, by buyers who were as content", () => {
    for (const more of [SELLER, OTHER_SELLER]) {
      const store = twoShops();
      const less = more === SELLER ? OTHER_SELLER : SELLER;
      sell(store, 1, more, [{ by: buyer(1), rating: 4, price: 90_000_000n }]);
      sell(store, 1 + 1, less, [{ by: buyer(2), rating: 4, price: 1_000n }]);
      assert.equal(first(store, { q: "lamp" }, NOW + 60), more);
    }
  });

  it("counts nothing that a seller bought from itself", () => {
    for (const self of [SELLER, OTHER_SELLER]) {
      const other = self === SELLER ? OTHER_SELLER : SELLER;
      const store = twoShops();
      const dear = { by: self, rating: 5, price: 500_000_000n };
      sell(store, 1, self, [{ by: BUYER, rating: 5 }, dear, dear, dear]);
      sell(store, 2, other, [{ by: BUYER, rating: 5, price: 40_000_000n }]);
      assert.equal(first(store), other);
    }
  });

  it("goes to the offer signed later, and to the seller who gave a sign of life", () => {
    assert.equal(first(twoShops({ untils: [NOW + 9 * DAY, NOW + 3 * DAY] })), SELLER);
    assert.equal(first(twoShops({ untils: [NOW + 3 * DAY, NOW + 9 * DAY] })), OTHER_SELLER);
    const store = twoShops({ untils: [NOW - 20 * DAY, NOW - 20 * DAY] });
    const sign = listed({ ...lamp(OTHER_SELLER), id: id("chair"), title: "Chair" }, { validUntil: NOW + 14 * DAY });
    store.readModel.transaction((rows) => rows.putListing(sign));
    assert.equal(first(store), OTHER_SELLER);
  });

  it("follows a reorganisation: what is no longer on the chain counts for nothing", () => {
    const store = twoShops();
    sell(store, 1, SELLER, [{ by: buyer(1), rating: 4 }]);
    sell(
      store,
      2,
      OTHER_SELLER,
      [1, 2, 3].map((number) => ({ by: buyer(number), rating: 5 })),
    );
    assert.equal(first(store), OTHER_SELLER);
    store.readModel.transaction((rows) => ingest(rows, { kind: "rollback", to: 1 }));
    assert.equal(first(store), SELLER);
  });
});

describe("pages by relevance and rating", () => {
  afterEach(folders.end);

  for (const sort of ["relevance", "rating"]) {
    it(`by ${sort}: each listing that stays is shown once, though the last one seen is removed or renamed`, () => {
      const store = folders.create().read();
      const names = Array.from({ length: 17 }, (_, index) => `lamp-${index}`);
      store.readModel.transaction((rows) => {
        for (const [index, name] of names.entries()) {
          const texts = { description: "lamp ".repeat(index % 5), title: index % 3 ? "Lamp" : "Lamp of brass" };
          rows.putListing(listed({ ...lamp(SELLER), ...texts, id: id(name) }));
        }
      });
      const seen: string[] = [];
      const gone: string[] = [];
      for (let cursor: string | undefined, page = 0; ; page++) {
        const { items, next } = store.listings.search(listingQuery.parse({ q: "lamp", sort, limit: 3, cursor }), NOW);
        seen.push(...items.map((item) => item.id));
        if (next === null) break;
        cursor = next;
        const last = seen.at(-1)!;
        gone.push(last);
        store.readModel.transaction((rows) => {
          if (page % 2) rows.removeListing(SELLER, id(last));
          else rows.putListing(listed({ ...lamp(SELLER), id: id(last), title: "Chair" }, { sequence: 2 }));
        });
      }
      assert.equal(new Set(seen).size, seen.length, "none twice");
      assert.deepEqual(seen.toSorted(), names.toSorted());
      assert.ok(gone.length > 3);
    });
  }
});

describe("the first page of a word that very many have in the title", () => {
  afterEach(folders.end);

  /** 1,100 lamps by name, of a shop whose last sale was long ago, and a lamp by description of another. */
  function lamps(now: number): ReadStore {
    const store = folders.create().read();
    store.readModel.transaction((rows) => {
      for (let number = 0; number < 1_100; number++) {
        rows.putListing(listed(lamp(SELLER, { id: id(`lamp-${number}`) }), { validUntil: NOW + 1 }));
      }
      const other = lamp(OTHER_SELLER, { title: "Shade", description: "for a lamp" });
      rows.putListing(listed(other, { validUntil: now + 14 * DAY }));
    });
    return store;
  }
  const page = (store: ReadStore, now: number, query: object = {}) =>
    store.listings.search(listingQuery.parse({ q: "lamp", limit: 5, ...query }), now);

  it("begins with them, and its next pages show each listing once", () => {
    const store = lamps(NOW);
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const { items, next } = page(store, NOW, { limit: 100, cursor });
      seen.push(...items.map((item) => item.title));
      if (next === null) break;
      cursor = next;
    }
    assert.equal(seen.length, 1_101);
    assert.equal(seen.indexOf("Shade"), 1_100);
  });

  it("shows what is better than all of them, whoever has it not in the title", () => {
    const now = NOW + 100 * DAY;
    const store = lamps(now);
    const rated = Array.from({ length: 60 }, (_, number) => {
      const order = orderOf(number, { buyer: buyer(number) }, sampleListing({ seller: SELLER, id: id("rated") }));
      return [opened(order), reviewed(order, hex32(9), 1), closed(order, "refunded")];
    });
    store.readModel.transaction((rows) => ingest(rows, chainBlock(1, rated.flat())));
    const sales = Array.from({ length: 60 }, (_, number) => ({ by: buyer(number), rating: 5 }));
    sell(store, 2, OTHER_SELLER, sales);
    assert.equal(page(store, now).items[0]!.title, "Shade");
  });

  it("has those of them that pass the filters, and others if these are too few", () => {
    const store = lamps(NOW);
    const filtered = page(store, NOW, { seller: OTHER_SELLER });
    assert.deepEqual(
      filtered.items.map(({ title }) => title),
      ["Shade"],
    );
    assert.equal(page(store, NOW, { seller: SELLER }).items.length, 5);
  });
});
