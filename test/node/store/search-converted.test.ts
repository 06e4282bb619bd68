// Lists, pages and facets by prices in one currency: exactly the order of the converted prices, whatever they are (property test).
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import fc from "fast-check";
import { type Rate, pricesIn } from "../../../node/core/rates.ts";
import type { ReadStore } from "../../../node/store/read/read-store.ts";
import { facetQuery, listingQuery } from "../../../protocol/api/search.ts";
import { type Address, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { SELLER, TUSD, sampleVariant } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { NOW, id, listed } from "../../support/store-rows.ts";

const folders = createStoreFolders();
const ODD = `0x${"0d".repeat(20)}` as Address;
const CURRENCIES = [
  { address: ZERO_ADDRESS, decimals: 18 },
  { address: TUSD, decimals: 6 },
  { address: ODD, decimals: 6 },
];
const rate = (currency: Address, value: bigint): Rate => ({
  currency,
  unit: "USD",
  value,
  decimals: 8,
  asOf: NOW - 60,
  until: null,
  source: "chain",
});
interface Item {
  currency: Address;
  price: bigint;
}

function storeWith(items: readonly Item[]): ReadStore {
  const store = folders.create().read();
  store.readModel.transaction((rows) => {
    for (const [i, { currency, price }] of items.entries()) {
      const variants = [sampleVariant({ price: price.toString() })];
      rows.putListing(listed({ id: id(`i${i}`), title: `Item ${i}`, currency, variants }, { sequence: 1 }));
    }
  });
  return store;
}

describe("prices in one currency", () => {
  afterEach(folders.end);
  const ETHER = 10n ** 18n;
  const inDollars = (ether = 2_500n) =>
    pricesIn(TUSD, [rate(ZERO_ADDRESS, ether * 10n ** 8n), rate(TUSD, 10n ** 8n)], CURRENCIES)!;

  it("are shown with rate and source, and not where there is no rate", () => {
    const store = storeWith([
      { currency: ZERO_ADDRESS, price: ETHER / 100n },
      { currency: ODD, price: 5n },
    ]);
    const { items } = store.listings.search(listingQuery.parse({ sort: "price-low" }), NOW, inDollars());
    const asOf = new Date((NOW - 60) * 1_000).toISOString();
    assert.deepEqual(
      items.map(({ converted }) => converted),
      [{ currency: TUSD, priceFrom: "25000000", asOf, source: "chain" }, null],
    );
    const detail = store.listings.detail(SELLER, id("i0"), NOW, inDollars())!;
    assert.equal(detail.converted!.priceFrom, "25000000");
    assert.equal(store.listings.detail(SELLER, id("i0"), NOW)!.converted, null);
  });

  it("a cursor does not fit another currency's list", () => {
    const store = storeWith([1n, 2n, 3n].map((price) => ({ currency: TUSD, price })));
    const query = { sort: "price-low", limit: "1" };
    const { next } = store.listings.search(listingQuery.parse(query), NOW, inDollars());
    const parsed = listingQuery.parse({ ...query, cursor: next! });
    assert.equal(store.listings.search(parsed, NOW, inDollars()).items.length, 1);
    assert.throws(() => store.listings.search(parsed, NOW), { code: "input.invalid", field: "cursor" });
  });

  it("order, pages, range and facet are those of the exact prices, near ties included (property)", () => {
    // Around the same dollar price, some of them apart by less than a double can tell.
    const price = fc.oneof(
      fc.record({ currency: fc.constant(TUSD), price: fc.bigInt({ min: 0n, max: 4n }).map((d) => 10n ** 15n + d) }),
      fc.record({
        currency: fc.constant(ZERO_ADDRESS as Address),
        price: fc.bigInt({ min: -3n, max: 3n }).map((d) => 10n ** 27n / 2_500n + d * 10n ** 8n * 2n),
      }),
      fc.record({ currency: fc.constantFrom(TUSD, ZERO_ADDRESS, ODD), price: fc.bigInt({ min: 0n, max: 10n ** 30n }) }),
    );
    fc.assert(
      fc.property(
        fc.array(price, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        fc.bigInt({ min: 10n ** 15n - 2n, max: 10n ** 15n + 5n }),
        (items, isLow, bound) => {
          const prices = inDollars();
          const store = storeWith(items);
          const exact = ({ currency, price: amount }: Item) => prices.of(amount, currency);
          const all = items.map((item, i) => ({ ...item, id: `i${i}`, exact: exact(item) }));
          const sign = isLow ? 1 : -1;
          const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
          const big = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
          const expected = all.toSorted((a, b) => {
            if (a.exact === undefined || b.exact === undefined) {
              return (
                Number(a.exact === undefined) - Number(b.exact === undefined) ||
                sign * (big(a.price, b.price) || text(a.id, b.id))
              );
            }
            return sign * (big(a.exact, b.exact) || text(a.id, b.id));
          });
          const sort = isLow ? "price-low" : "price-high";
          const found: string[] = [];
          for (let cursor: string | undefined; ;) {
            const page = store.listings.search(listingQuery.parse({ sort, limit: "3", cursor }), NOW, prices);
            found.push(...page.items.map((item) => item.id));
            if (page.next === null) break;
            cursor = page.next;
          }
          assert.deepEqual(
            found,
            expected.map((item) => item.id),
          );

          const range = { priceIn: TUSD, minPrice: bound.toString() };
          const above = all.filter((item) => item.exact !== undefined && item.exact >= bound).map((item) => item.id);
          const inRange = store.listings.search(listingQuery.parse({ ...range, limit: "50" }), NOW, prices).items;
          assert.deepEqual(inRange.map((item) => item.id as string).toSorted(), above.toSorted());

          const known = all.flatMap((item) => item.exact ?? []).toSorted(big);
          const facet = store.listings.facets(facetQuery.parse({}), NOW, prices).prices;
          assert.deepEqual(
            facet,
            known.length === 0
              ? null
              : { currency: TUSD, listings: known.length, lowest: `${known[0]}`, highest: `${known.at(-1)}` },
          );
          folders.end();
        },
      ),
      { numRuns: 40 },
    );
  });
});
