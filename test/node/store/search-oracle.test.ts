// Lists, pages and facets agree with a search that looks at everything, whatever is listed, changed, removed and asked (property test).
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import fc from "fast-check";
import { ZERO_ADDRESS, type Address } from "../../../protocol/ids.ts";
import { CONDITIONS, type Listing } from "../../../protocol/listing.ts";
import { facetQuery, listingQuery } from "../../../protocol/api/search.ts";
import type { ReadStore } from "../../../node/store/read/read-store.ts";
import { TUSD, sampleListing, sampleVariant } from "../../support/sample.ts";
import { type OracleListing, countNaively, searchNaively } from "../../support/search-oracle.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import * as rowsFor from "../../support/store-rows.ts";

const { NOW, chainBlock, closed, hex32, id, ingest, listed, opened, orderOf, reviewed } = rowsFor;

const address = (number: number) => `0x${number.toString(16).padStart(40, "0")}` as Address;
const SELLERS = [1, 2, 3].map(address);
/** Far enough from each other that none is taken for a mistyped other. */
const WORDS = ["lamp", "brass", "walnut", "kettle", "old", "storm", "stool", "ox"];
const CATEGORIES = ["home", "home/light", "home/light/oil", "home-made", "garden"];
const COUNTRIES = ["PT", "DE", "JP"];

const line = (maxLength: number) =>
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength }).map((w) => w.join(" "));

const item = fc.record({
  seller: fc.constantFrom(...SELLERS),
  id: fc.constantFrom("one", "two", "three", "four", "five").map(id),
  title: line(3),
  description: line(6),
  tags: fc.uniqueArray(fc.constantFrom(...WORDS), { maxLength: 3 }),
  category: fc.constantFrom(...CATEGORIES),
  condition: fc.constantFrom(...CONDITIONS),
  currency: fc.constantFrom(TUSD, ZERO_ADDRESS),
  shipsTo: fc.oneof(fc.constant<string[]>(["*"]), fc.uniqueArray(fc.constantFrom(...COUNTRIES), { minLength: 1 })),
  shipsFrom: fc.constantFrom(...COUNTRIES),
  prices: fc.array(fc.constantFrom("0", "5", "9", "10", "100", (2n ** 100n).toString()), {
    minLength: 1,
    maxLength: 2,
  }),
  sequence: fc.integer({ min: 1, max: 9 }),
  until: fc.constantFrom(NOW - 1, NOW, NOW + 86_400),
});
type Item = typeof item extends fc.Arbitrary<infer T> ? T : never;

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("put" as const), item }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), item }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rolled back" as const), item }) },
);

const filters = {
  q: fc.oneof(line(2), fc.constantFrom("st", "o", "lam", "nothing", "")),
  category: fc.constantFrom("home", "home/light", "attic"),
  seller: fc.constantFrom(...SELLERS, address(9)),
  condition: fc.uniqueArray(fc.constantFrom(...CONDITIONS), { minLength: 1 }).map((names) => names.join(",")),
  shipsTo: fc.constantFrom(...COUNTRIES, "BR"),
  shipsFrom: fc.constantFrom(...COUNTRIES, "BR"),
  rating: fc.constantFrom("1", "3.5", "4", "5"),
  available: fc.constantFrom("true", "false"),
  currency: fc.constantFrom(TUSD, ZERO_ADDRESS),
  minPrice: fc.constantFrom("5", "10"),
  maxPrice: fc.constantFrom("9", "99"),
};
const query = fc
  .record(filters, { requiredKeys: [] })
  .map(({ minPrice, maxPrice, ...rest }) => ("currency" in rest ? { ...rest, minPrice, maxPrice } : rest))
  .map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
const asked = fc.record({
  query,
  sort: fc.constantFrom("relevance", "newest", "price-low", "price-high", "rating"),
  limit: fc.integer({ min: 1, max: 5 }).map(String),
});

const listingOf = ({ prices, sequence: _sequence, until: _until, ...changes }: Item): Listing =>
  sampleListing({
    ...changes,
    title: changes.title.padEnd(3, "-"),
    variants: prices.map((price, index) => sampleVariant({ id: id(`v${index}`), price })),
  });

describe("searching, beside a search that looks at everything", () => {
  const folders = createStoreFolders();
  afterEach(folders.end);

  it("lists, pages and counts the same", () => {
    const ratings = fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 20 }),
        ratings,
        fc.array(asked, { minLength: 4, maxLength: 8 }),
        (steps, given, queries) => {
          const folder = folders.create();
          const before = folder.read();
          const all = fill(before, steps, given);
          compare(before, all, queries);
          before.close();
          // The columns in memory are the same when they are read from the file.
          const reopened = folder.read();
          compare(reopened, all, queries);
          reopened.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  function fill(store: ReadStore, steps: { kind: "put" | "remove" | "rolled back"; item: Item }[], given: number[][]) {
    const all = new Map<string, OracleListing>();
    for (const { kind, item: next } of steps) {
      const key = `${next.seller}/${next.id}`;
      const listing = listingOf(next);
      const { sequence, until } = next;
      if (kind === "remove") {
        store.readModel.transaction((rows) => rows.removeListing(next.seller, next.id));
        all.delete(key);
      } else if (kind === "put") {
        store.readModel.transaction((rows) => rows.putListing(listed(listing, { sequence, validUntil: until })));
        all.set(key, { listing, sequence, until, ratings: given[SELLERS.indexOf(next.seller)]! });
      } else {
        const failing = () =>
          store.readModel.transaction((rows) => {
            rows.putListing(listed(listing, { sequence, validUntil: until }));
            throw new Error("rolled back");
          });
        assert.throws(failing, /rolled back/);
      }
    }
    const orders = given.flatMap((numbers, seller) =>
      numbers.map((rating, index) => {
        const buyer = address(100 + index);
        const order = orderOf(index, { buyer }, sampleListing({ seller: SELLERS[seller]!, id: id("sold") }));
        return [opened(order), reviewed(order, hex32(9), rating), closed(order)];
      }),
    );
    store.readModel.transaction((rows) => ingest(rows, chainBlock(1, orders.flat())));
    return [...all.values()];
  }

  function compare(
    store: ReadStore,
    all: OracleListing[],
    queries: (typeof asked extends fc.Arbitrary<infer T> ? T : never)[],
  ) {
    for (const { query: wanted, sort, limit } of queries) {
      const parsed = listingQuery.parse({ ...wanted, sort, limit });
      const name = ({ seller, id: own }: { seller: string; id: string }) => `${seller}/${own}`;
      const expected = searchNaively(all, parsed, NOW).map(({ listing }) => name(listing));
      const found: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = store.listings.search({ ...parsed, cursor }, NOW);
        assert.ok(page.items.length <= parsed.limit);
        found.push(...page.items.map(name));
        if (page.next === null) break;
        cursor = page.next;
      }
      const isRanked = sort === "rating" || (sort === "relevance" && wanted["q"]);
      assert.deepEqual(isRanked ? found.toSorted() : found, isRanked ? expected.toSorted() : expected);
      if (sort === "rating") assertFalling(found.map((key) => voices(all, key)));

      const { spelling: _spelling, words: _words, ...counts } = store.listings.facets(facetQuery.parse(wanted), NOW);
      assert.deepEqual(counts, countNaively(all, facetQuery.parse(wanted), NOW));
      assert.equal(counts.total, found.length);
    }
  }

  /** Three voices of 3.5 are there before anybody rates. */
  function voices(all: OracleListing[], key: string): number {
    const { ratings } = all.find(({ listing }) => `${listing.seller}/${listing.id}` === key)!;
    return (ratings.reduce((sum, rating) => sum + rating, 0) + 10.5) / (ratings.length + 3);
  }

  function assertFalling(numbers: number[]) {
    for (const [index, number] of numbers.entries()) assert.ok(index === 0 || number <= numbers[index - 1]! + 1e-9);
  }
});
