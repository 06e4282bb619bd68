// Words of a search: mistyped ones, phrases, scripts without spaces, and junk that must stay cheap.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import fc from "fast-check";
import type { Listing } from "../../../protocol/listing.ts";
import { facetQuery, listingQuery } from "../../../protocol/api/search.ts";
import type { ReadStore } from "../../../node/store/read/read-store.ts";
import { createVocabulary, distance } from "../../../node/store/read/search/vocabulary.ts";
import { matchOf, termsOf } from "../../../node/store/read/search/words.ts";
import { SELLER } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { NOW, id, listed } from "../../support/store-rows.ts";

const folders = createStoreFolders();

function storeWith(listings: Record<string, Partial<Listing>>): ReadStore {
  const store = folders.create().read();
  store.readModel.transaction((rows) => {
    for (const [name, changes] of Object.entries(listings)) {
      rows.putListing(listed({ id: id(name), description: "", tags: [], category: "things", ...changes }));
    }
  });
  return store;
}

function find(store: ReadStore, q: string) {
  const { items, spelling } = store.listings.search(listingQuery.parse({ q }), NOW);
  return { found: items.map((item) => item.id).toSorted(), spelling, snippets: items.map(({ snippet }) => snippet) };
}

describe("words of a search", () => {
  afterEach(folders.end);

  it("searches for what a mistyped word was to be, and says so", () => {
    const store = storeWith({ a: { title: "Storm lantern" }, b: { title: "Stormy sea" } });
    for (const [typed, right] of [
      ["lantren", "lantern"],
      ["lanern", "lantern"],
      ["lanteern", "lantern"],
      ["LANTERM", "lantern"],
    ] as const) {
      const { found, spelling, snippets } = find(store, typed);
      assert.deepEqual(found, ["a"], typed);
      assert.deepEqual(spelling, [{ word: typed, instead: [right], searched: true }]);
      assert.ok(snippets[0]!.includes("\u0001lantern\u0002"), snippets[0]!);
    }
    assert.deepEqual(find(store, "storm lantren").found, ["a"], "beside a word that is right");
    assert.deepEqual(find(store, "lantxyz").found, [], "three mistakes are another word");
    assert.deepEqual(find(store, "lantern").spelling, []);
    assert.deepEqual(find(store, '"lantren"').found, ["a"], "quotes around one word are no vow of spelling");
  });

  it("widens a beginning that nothing begins with, while it is typed", () => {
    const store = storeWith({ a: { title: "Walnut bowl" }, b: { title: "Willow basket" } });
    assert.deepEqual(find(store, "wlanu").found, ["a"]);
    assert.deepEqual(find(store, "wilow ba").found, ["b"]);
    assert.deepEqual(find(store, "wxl").found, [], "short words are near to everything: taken as they are");
  });

  it("only proposes where some listings have the word as it is typed", () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`n-${i}`, { title: `Lantern no ${i}` }]));
    const store = storeWith({ ...many, odd: { title: "Lantren, as its maker spells it" } });
    const { found, spelling } = find(store, "lantren ");
    assert.deepEqual(found, ["odd"]);
    assert.deepEqual(spelling, [{ word: "lantren", instead: ["lantern"], searched: false }]);
  });

  it("forgets words with the listings that had them", () => {
    const store = storeWith({ a: { title: "Copper kettle" }, b: { title: "Kettle" } });
    store.readModel.transaction((rows) => rows.removeListing(SELLER, id("a")));
    store.readModel.transaction((rows) => rows.putListing(listed({ id: id("b"), title: "Teapot", tags: [] })));
    assert.deepEqual(find(store, "coper").spelling, []);
    assert.deepEqual(find(store, "ketle").spelling, []);
    assert.equal(find(store, "teapto").spelling[0]!.instead[0], "teapot");
  });

  it("takes words in quotes as a phrase", () => {
    const store = storeWith({ a: { title: "Brass storm lantern" }, b: { title: "Storm of a brass lantern" } });
    assert.deepEqual(find(store, "storm lantern").found, ["a", "b"]);
    assert.deepEqual(find(store, '"storm lantern"').found, ["a"]);
    assert.deepEqual(find(store, 'brass "storm lantern"').found, ["a"]);
    assert.deepEqual(find(store, '"storm lan"').found, [], "a phrase ends in a whole word");
    assert.deepEqual(find(store, '"storm lan').found, ["a", "b"], "a quote that is not closed yet is none");
    assert.deepEqual(find(store, '"" lantern').found, ["a", "b"]);
  });

  it("finds words in scripts with and without spaces", () => {
    const store = storeWith({
      ja: { title: "手作りの真鍮ランプ" },
      zh: { title: "复古油灯 黄铜" },
      th: { title: "ตะเกียงทองเหลือง" },
      hi: { title: "पीतल की लालटेन" },
      ar: { title: "فانوس نحاسي" },
      he: { title: "מנורת פליז" },
      el: { title: "Ορειχάλκινο φανάρι" },
      ru: { title: "Латунный чайник" },
      ko: { title: "황동 랜턴" },
      mixed: { title: "iPhone用ケース" },
    });
    const expected: Record<string, string[]> = {
      ランプ: ["ja"], 真鍮: ["ja"], 油灯: ["zh"], 灯油: [], 黄铜: ["zh"], ทองเหลือง: ["th"], เหลืองทอง: [], लालटेन: ["hi"],
      लाल: ["hi"], نحاسي: ["ar"], מנורת: ["he"], φαναρι: ["el"], ФОНАРЬ: [], ЧАЙ: ["ru"], 랜턴: ["ko"],
      ケース: ["mixed"], iphone用: ["mixed"], iphone: ["mixed"],
    }; // prettier-ignore
    for (const [q, found] of Object.entries(expected)) assert.deepEqual(find(store, q).found, found, q);
    assert.ok(find(store, "ランプ").snippets[0]!.includes("\u0001ラ\u0002\u0001ン\u0002\u0001プ\u0002"));
    assert.deepEqual(find(store, "чайнек").spelling, [{ word: "чайнек", instead: ["чайник"], searched: true }]);
  });

  it("takes sixteen terms of a query and no more", () => {
    const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(" ");
    assert.equal(termsOf(words(40)).length, 16);
    assert.equal(termsOf(`"${words(40)}"`)[0]!.words.length, 16);
    assert.equal(termsOf("词".repeat(400))[0]!.words.length, 16);
    assert.deepEqual(termsOf("a b a").map(matchOf), ['"b"', '"a"']);
  });

  it("answers 500 characters of anything, with its counts", () => {
    const store = storeWith({ a: { title: "Storm lantern" } });
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom('"', " ", "lantern", "lan*", "(", "手", "AND"),
    );
    const junk = fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join("").slice(0, 500));
    fc.assert(
      fc.property(junk, (q) => {
        store.listings.search(listingQuery.parse({ q }), NOW);
        store.listings.facets(facetQuery.parse({ q }), NOW);
      }),
      { numRuns: 300 },
    );
    assert.equal(listingQuery.safeParse({ q: "x".repeat(501) }).success, false);
  });
});

describe("the vocabulary", () => {
  /** By the definition, without any shortcut. */
  function naiveDistance(a: string, b: string): number {
    const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array.from({ length: b.length }, () => 0)]);
    for (let j = 0; j <= b.length; j++) rows[0]![j] = j;
    for (let i = 1; i <= a.length; i++) {
      for (let j = 1; j <= b.length; j++) {
        const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
        const ways = [
          rows[i - 1]![j]! + 1,
          rows[i]![j - 1]! + 1,
          rows[i - 1]![j - 1]! + Number(a[i - 1] !== b[j - 1]),
          ...(swapped ? [rows[i - 2]![j - 2]! + 1] : []),
        ];
        rows[i]![j] = Math.min(...ways);
      }
    }
    return rows[a.length]![b.length]!;
  }
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "é", "ж"), minLength: 4, maxLength: 9 });

  it("measures as the definition does, up to its bound", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: 2 }), (a, b, most) => {
        assert.equal(distance(a, b, most), Math.min(most + 1, naiveDistance(a, b)));
        const beginnings = Array.from({ length: b.length + 1 }, (_, end) => naiveDistance(a, b.slice(0, end)));
        assert.equal(distance(a, b, most, true), Math.min(most + 1, ...beginnings));
      }),
    );
  });

  it("misses no near word, whatever came and went", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 30 }),
        fc.array(fc.nat(29), { maxLength: 20 }),
        word,
        (all, gone, typed) => {
          const vocabulary = createVocabulary();
          const kept = new Set(all);
          vocabulary.add(all);
          for (const index of gone) {
            if (!kept.delete(all[index]!)) continue;
            vocabulary.remove([all[index]!]);
          }
          const most = typed.length < 8 ? 1 : 2;
          const near = [...kept].map((other) => ({ other, mistakes: naiveDistance(fold(typed), other) }));
          const least = Math.min(...near.map(({ mistakes }) => mistakes).filter((mistakes) => mistakes > 0));
          const expected = near
            .filter(({ mistakes }) => mistakes === least && mistakes <= most)
            .map(({ other }) => other);
          assert.deepEqual(vocabulary.near(typed, false), expected.toSorted().slice(0, 3));
        },
      ),
    );
    function fold(text: string) {
      return text.replaceAll("é", "e");
    }
  });

  it("looks at no more than ten thousand near misses of a hostile vocabulary", () => {
    const vocabulary = createVocabulary();
    const letters = [..."abcdefgh"];
    const words: string[] = [];
    const permute = (taken: string, left: string[]): void => {
      if (left.length === 0) words.push(taken);
      else
        for (const letter of left)
          permute(
            taken + letter,
            left.filter((other) => other !== letter),
          );
    };
    permute("", letters);
    assert.equal(words.length, 40_320);
    vocabulary.add(words);
    // The last permutation but for a swap: it would be found if all were looked at.
    assert.deepEqual(vocabulary.near("hgfedcxx", false), []);
    assert.equal(vocabulary.near("abcdefhx", false)[0], "abcdefgh".replace("gh", "hg"));
  });
});
