// Searching listings: what is found, in which order, page by page, whatever is typed.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { type ListingQuery, listingQuery } from "../../../protocol/api/search.ts";
import { ZERO_ADDRESS } from "../../../protocol/ids.ts";
import type { Listing } from "../../../protocol/listing.ts";
import type { ReadStore } from "../../../node/store/read/read-store.ts";
import { SELLER, TUSD, sampleListing, sampleVariant } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { NOW, OTHER_SELLER, VALID_UNTIL, id, listed } from "../../support/store-rows.ts";

const folders = createStoreFolders();

/** A store with these listings; the name is the id. */
function storeWith(listings: Record<string, Partial<Listing>>, sequences: Record<string, number> = {}): ReadStore {
  const store = folders.create().read();
  store.readModel.transaction((rows) => {
    for (const [name, changes] of Object.entries(listings)) {
      const plain = { id: id(name), title: name.padEnd(3, "-"), description: "", tags: [], category: "things" };
      rows.putListing(listed({ ...plain, ...changes }, { sequence: sequences[name] ?? 1 }));
    }
  });
  return store;
}

const query = (changes: Partial<Record<keyof ListingQuery, unknown>>): ListingQuery => listingQuery.parse(changes);

const find = (store: ReadStore, changes: Parameters<typeof query>[0], now = NOW): string[] =>
  store.listings.search(query(changes), now).items.map((item) => item.id);

/** All pages, followed by their cursors. */
function walk(store: ReadStore, changes: Parameters<typeof query>[0], between = () => {}): string[][] {
  const pages: string[][] = [];
  for (let cursor: string | undefined; ;) {
    const page = store.listings.search(query({ ...changes, cursor }), NOW);
    pages.push(page.items.map((item) => item.id));
    if (page.next === null) return pages;
    cursor = page.next;
    between();
  }
}

const priced = (price: string, currency = TUSD): Partial<Listing> => ({
  currency,
  variants: [sampleVariant({ price })],
});

describe("searching listings", () => {
  afterEach(folders.end);

  it("finds words in title, tags, category and description, all of them in any place", () => {
    const store = storeWith({
      a: { title: "Walnut bowl" },
      b: { title: "Bowl", tags: ["walnut"] },
      c: { title: "Bowl", category: "walnut/things" },
      d: { title: "Tray", description: "Turned from walnut, like a bowl." },
      e: { title: "Bowl", description: "Cherry" },
    });
    assert.deepEqual(find(store, { q: "walnut bowl" }).toSorted(), ["a", "b", "c", "d"]);
    assert.deepEqual(find(store, { q: "cherry walnut" }), []);
  });

  it("puts matches in the title first, then tags, category, description", () => {
    const store = storeWith({
      description: { title: "One thing", description: "walnut" },
      category: { title: "Two thing", category: "walnut" },
      tags: { title: "Three thing", tags: ["walnut"] },
      title: { title: "Walnut thing" },
    });
    assert.deepEqual(find(store, { q: "walnut" }), ["title", "tags", "category", "description"]);
  });

  it("takes the last word as a beginning, and no other", () => {
    const store = storeWith({ a: { title: "Storm lantern" }, b: { title: "Stormy lamp" } });
    assert.deepEqual(find(store, { q: "storm lan" }), ["a"]);
    assert.deepEqual(find(store, { q: "sto lantern" }), []);
    assert.deepEqual(find(store, { q: "l" }), [], "one letter is a word, not a beginning");
  });

  it("looks through case, accents and composed letters", () => {
    const store = storeWith({ a: { title: "Café crème, Ångström" } });
    for (const q of ["cafe", "CAFÉ", "cafe\u0301", "creme", "angstrom", "ångs"]) {
      assert.deepEqual(find(store, { q }), ["a"], q);
    }
  });

  it("takes whatever is typed as words, never as query language", () => {
    const store = storeWith({ a: { title: "Lantern and near glass" }, b: { title: "Oil" } });
    const hostile = [
      '"', '""', '"""', '"lantern', "lantern*", "* lantern", "lantern OR oil", "NEAR(lantern glass, 1)", "title:lantern",
      "{title} : lantern", "-lantern", "lantern AND NOT oil", "^lantern", "lantern + glass", "(lantern", "lantern)",
      "'; DROP TABLE listings; --", "%", "_", "\\", "\u0000", "a\u0000b", "🏮", "🏮 lantern", "👩‍👩‍👧", "\ud800", "\u202e",
      "lantern ".repeat(25), "x".repeat(200), "ع", "लालटेन", "𞤀𞤁𞤂", "ﬁ", "İ", "ß", "…", "--", "lantern\nglass",
    ]; // prettier-ignore
    for (const q of hostile) {
      for (const sort of ["relevance", "newest", "price-low", "price-high"]) {
        assert.doesNotThrow(() => find(store, { q, sort }), `${sort}: ${JSON.stringify(q)}`);
      }
    }
    assert.deepEqual(find(store, { q: "lantern OR oil" }), [], "OR is a word");
    assert.deepEqual(find(store, { q: "lantern and near" }), ["a"], "and NEAR too");
    assert.deepEqual(find(store, { q: '"lantern" -glass*' }), ["a"]);
    assert.deepEqual(find(store, { q: "🏮 lantern" }), ["a"], "signs are passed over");
    assert.deepEqual(find(store, { q: "🏮" }), [], "signs alone find nothing");
    assert.equal(find(store, { q: "  " }).length, 2, "blank is browsing");
    assert.equal(store.listings.count().listings, 2);
  });

  it("marks the words that matched", () => {
    const words = Array.from({ length: 40 }, (_, index) => `word${index}`).join(" ");
    const store = storeWith({
      a: { title: "Lamp", description: `${words} a crème lantern, ${words}` },
      b: { title: "Lantern of crème", description: "Nothing of it here." },
    });
    const snippets = store.listings
      .search(query({ q: "creme lan" }), NOW)
      .items.map(({ snippet }) => snippet!.replaceAll("\u0001", "[").replaceAll("\u0002", "]"));
    assert.equal(snippets[0], "[Lantern] of [crème]");
    assert.match(snippets[1]!, /^….*a \[crème\] \[lantern\], word0 .*…$/);
    assert.ok(snippets[1]!.length < 250);
    assert.equal(store.listings.search(query({}), NOW).items[0]!.snippet, null);
  });

  it("keeps a snippet short whatever the text is like", () => {
    const store = storeWith({
      a: { description: `${"-".repeat(3_000)} lamp ${"😀".repeat(999)} ${"x".repeat(2_000)} lamp` },
    });
    const { snippet } = store.listings.search(query({ q: "lamp" }), NOW).items[0]!;
    assert.ok(snippet!.length < 200, String(snippet!.length));
    assert.ok(snippet!.isWellFormed());
    assert.match(snippet!, /lamp.*lamp/);
  });

  it("filters by category and below, seller, currency", () => {
    const store = storeWith({
      home: { category: "home" },
      light: { category: "home/light" },
      homely: { category: "home-made" },
      homes: { category: "homes" },
      next: { category: "home0" },
      other: { category: "home/light", seller: OTHER_SELLER },
      coin: { category: "home/light", currency: ZERO_ADDRESS },
    });
    assert.deepEqual(find(store, { category: "home" }).toSorted(), ["coin", "home", "light", "other"]);
    assert.deepEqual(find(store, { category: "home/light" }).toSorted(), ["coin", "light", "other"]);
    assert.deepEqual(find(store, { category: "home/li" }), []);
    assert.deepEqual(find(store, { seller: OTHER_SELLER }), ["other"]);
    assert.deepEqual(find(store, { currency: ZERO_ADDRESS }), ["coin"]);
    assert.deepEqual(find(store, { q: "home", category: "home/light", seller: SELLER, currency: TUSD }), ["light"]);
  });

  it("tells what can be bought by chain time", () => {
    const store = storeWith({ a: {} });
    const summary = (now: number) => store.listings.search(query({}), now).items[0]!.available;
    assert.deepEqual([summary(VALID_UNTIL), summary(VALID_UNTIL + 1)], [true, false]);
    const variant = (now: number) => store.listings.detail(SELLER, id("a"), now)!.variants[0]!.unavailable;
    assert.deepEqual([variant(VALID_UNTIL), variant(VALID_UNTIL + 1)], [null, "expired"]);
    assert.deepEqual(find(store, { available: "true" }, VALID_UNTIL), ["a"]);
    assert.deepEqual(find(store, { available: "true" }, VALID_UNTIL + 1), []);
    assert.deepEqual(find(store, { available: "false" }, VALID_UNTIL + 1), ["a"]);
  });

  it("sorts by price within each currency, also prices that no number holds", () => {
    const huge = (2n ** 127n).toString();
    const store = storeWith({
      a: priced("9"),
      b: priced("10"),
      c: priced(huge),
      d: priced((2n ** 127n + 1n).toString()),
      e: priced("5", ZERO_ADDRESS),
    });
    assert.deepEqual(find(store, { sort: "price-low" }), ["e", "a", "b", "c", "d"]);
    assert.deepEqual(find(store, { sort: "price-high", currency: TUSD }), ["d", "c", "b", "a"]);
  });

  it("sorts by newest place in the journals, then by key", () => {
    const store = storeWith({ a: {}, b: {}, c: { seller: OTHER_SELLER } }, { a: 1, b: 3, c: 1 });
    const expected = SELLER > OTHER_SELLER ? ["b", "a", "c"] : ["b", "c", "a"];
    assert.deepEqual(find(store, { sort: "newest" }), expected);
    assert.deepEqual(find(store, {}), expected, "relevance without words is newest");
  });

  it("forgets the words of a replaced or removed listing", () => {
    const store = storeWith({ a: { title: "Copper kettle" }, b: { title: "Copper pan" } });
    store.readModel.transaction((rows) => {
      rows.putListing(listed({ id: id("a"), title: "Iron kettle", description: "", tags: [] }, { sequence: 2 }));
      rows.removeListing(SELLER, id("b"));
    });
    assert.deepEqual(find(store, { q: "copper" }), []);
    assert.deepEqual(find(store, { q: "iron" }), ["a"]);
    assert.deepEqual(find(store, { q: "kettle" }), ["a"]);
  });

  it("finds a listing by its words after it was only renewed", () => {
    const store = storeWith({ a: { title: "Copper kettle" } });
    const plain = { id: id("a"), title: "Copper kettle", description: "", tags: [], category: "things" };
    store.readModel.transaction((rows) => rows.putListing(listed(plain, { sequence: 2, validUntil: VALID_UNTIL + 9 })));
    assert.deepEqual(find(store, { q: "copper" }, VALID_UNTIL + 9), ["a"]);
    assert.equal(store.listings.search(query({ q: "copper" }), VALID_UNTIL + 9).items[0]!.available, true);
  });

  for (const sort of ["relevance", "newest", "price-low", "price-high", "rating"]) {
    for (const q of [undefined, "lamp"]) {
      it(`pages by ${sort}${q ? " with words" : ""}: each listing once, though others come and go`, () => {
        const names = Array.from({ length: 23 }, (_, index) => `lamp-${index}`);
        const store = storeWith(
          Object.fromEntries(names.map((name, i) => [name, { title: "Lamp", ...priced(String(5 + (i % 4))) }])),
          Object.fromEntries(names.map((name, i) => [name, 1 + (i % 3)])),
        );
        let newcomers = 0;
        const pages = walk(store, { q, sort, limit: 5 }, () =>
          store.readModel.transaction((rows) => {
            rows.putListing(
              listed({ id: id(`other-${newcomers++}`), title: "Bench", ...priced("1") }, { sequence: 99 }),
            );
          }),
        );
        const seen = pages.flat().filter((name) => name.startsWith("lamp"));
        assert.deepEqual(seen.toSorted(), names.toSorted());
        assert.equal(new Set(pages.flat()).size, pages.flat().length);
      });
    }
  }

  it("reaches every match of a word that very many share, title matches first", () => {
    const listings: Record<string, Partial<Listing>> = {};
    for (let i = 0; i < 2_100; i++) listings[`n-${i}`] = { title: "Thing", description: "made by hand" };
    for (let i = 0; i < 5; i++) listings[`t-${i}`] = { title: "Hand tool", description: "iron", category: "tools" };
    const store = storeWith(listings);
    const pages = walk(store, { q: "hand", limit: 100 });
    assert.equal(pages.flat().length, 2_105);
    assert.equal(new Set(pages.flat()).size, 2_105);
    assert.deepEqual(pages[0]!.slice(0, 5).toSorted(), ["t-0", "t-1", "t-2", "t-3", "t-4"]);

    const inTitles = walk(store, { q: "thing", limit: 100 });
    assert.equal(new Set(inTitles.flat()).size, 2_100);
    assert.equal(inTitles.flat().length, 2_100);
  });

  it("refuses a cursor of another sort, of another list, or made up", () => {
    const store = storeWith({ "lamp-1": { title: "Lamp" }, "lamp-2": { title: "Lamp" } });
    const { next } = store.listings.search(query({ sort: "newest", limit: 1 }), NOW);
    const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const strange = [next!, "!", "e30", text(null), text(["price-low"]), text(["price-low", 1, 2, 3, 4]), text({})];
    for (const cursor of strange) {
      assert.throws(
        () => find(store, { sort: "price-low", cursor }),
        { code: "input.invalid", field: "cursor" },
        cursor,
      );
      assert.throws(() => find(store, { q: "lamp", cursor }), { code: "input.invalid" }, cursor);
    }
  });

  it("shows what a listing costs, from whom, and whether it can be bought", () => {
    const store = folders.create().read();
    store.readModel.transaction((rows) => rows.putListing(listed()));
    const { title, pictures, category, condition, shipsFrom, shipsTo } = sampleListing();
    const { cid } = listed();
    assert.deepEqual(store.listings.search(query({}), NOW).items, [
      {
        seller: SELLER, sellerName: null, id: "storm-lantern", cid, title, category, condition, currency: TUSD,
        priceFrom: "19900000", priceTo: "24900000", converted: null, shippingFrom: "4500000", shipsFrom, shipsTo, available: true,
        rating: { count: 0, average: null }, picture: pictures[0], pictures: 1, variants: 2, snippet: null,
      },
    ]); // prettier-ignore
  });
});
