// Products as a table: what is written is read as it was, and what comes from elsewhere is read with nothing of it trusted.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { guarded, unguarded } from "../../node/core/products/cell.ts";
import { COLUMNS, readHeader } from "../../node/core/products/columns.ts";
import { htmlOf, textOf } from "../../node/core/products/html-text.ts";
import { createLineReader, lineOf } from "../../node/core/products/json-lines.ts";
import type { Product } from "../../node/core/products/product.ts";
import { createTableReader } from "../../node/core/products/read-table.ts";
import { rowsOf } from "../../node/core/products/write-table.ts";
import { type ShopDraft, shopDraft } from "../../protocol/api/shop-inputs.ts";
import type { ImportFault } from "../../protocol/api/shop-schemas.ts";
import type { ListingId } from "../../protocol/ids.ts";
import { pictureAt, sourceOf } from "../../protocol/picture-source.ts";
import { tidy } from "../../protocol/text.ts";

const clean = (text: string) =>
  // oxlint-disable-next-line no-control-regex
  tidy(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, ""));
const odd = fc.constantFrom(
  "<",
  ">",
  "&",
  "&amp;",
  "  ",
  "\n",
  "\n ",
  " \n",
  "\t",
  "\r",
  "<b>",
  "=1",
  "'",
  "-",
  "&lt;script&gt;",
  "<!--",
);
const words = fc
  .array(fc.oneof(fc.string({ unit: "grapheme", maxLength: 8 }), odd), { maxLength: 12 })
  .map((parts) => clean(parts.join("")));
const title = words.map((text) => clean(`A title ${text}`.slice(0, 140))).filter((text) => text.isWellFormed());

describe("HTML descriptions", () => {
  it("any text comes back through the HTML that is made of it", () => {
    fc.assert(
      fc.property(words, (text) => assert.equal(textOf(htmlOf(text)), text)),
      { numRuns: 500 },
    );
  });

  for (const [html, text] of [
    ["<p>Warm <b>light</b>.</p><p>Brass &amp; glass</p>", "Warm light.\n\nBrass & glass"],
    ["<ul><li>one</li><li>two</li></ul>", "- one\n- two"],
    ["a<br>b<br/>c<BR />d", "a\nb\nc\nd"],
    ["<script>alert('</b>')</script>after<style>p{}</style>", "after"],
    ["<scr<script>ipt>alert(1)</script>x", "ipt>alert(1)x"],
    ['<img src=x onerror="alert(1)>">seen', "seen"],
    ["&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"],
    ["&amp;lt;b&amp;gt;", "&lt;b&gt;"],
    ["1 < 2 and 3 > 2", "1 < 2 and 3 > 2"],
    ["<!-- hidden --> shown <!-- never ends", "shown"],
    ["cut off <a href='x", "cut off"],
    ["caf&eacute; &#8364;5 &#x1F600; &#0; &#xD800; &unknown;", "café €5 😀 \ufffd \ufffd &unknown;"],
    ["a\n   b\t c", "a b c"],
    ["<svg><text>x</text></svg>y", "y"],
    ["bell \u0007 and &#7; and \u202e turned", "bell  and  and  turned"],
  ] as const) {
    it(`reads ${JSON.stringify(html)}`, () => assert.equal(textOf(html), text));
  }

  it("takes time in proportion to the length, whatever is in it", () => {
    for (const part of ["<", "<a ", "<td>", "<!--", "&", "<script>", "<p>", " \n", "</", '<a b="']) {
      const began = performance.now();
      textOf(part.repeat(200_000 / part.length));
      assert.ok(performance.now() - began < 2_000, part);
    }
  });
});

describe("cells that a spreadsheet would run", () => {
  it("are marked, and come back", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `=${text}`),
          fc.string().map((text) => `''@${text}`),
        ),
        (text) => {
          assert.doesNotMatch(guarded(text), /^[=+\-@\t\r]/);
          assert.equal(unguarded(guarded(text)), text);
        },
      ),
    );
    assert.equal(guarded("=HYPERLINK(1)"), "'=HYPERLINK(1)");
    assert.equal(unguarded("'tis the season"), "'tis the season");
  });
});

const PICTURE = {
  cid: `baf${"b".repeat(56)}`,
  type: "image/webp" as const,
  bytes: 12_345,
  width: 640,
  height: 480,
  alt: "=a, lamp",
  thumbnail: { cid: `baf${"c".repeat(56)}`, bytes: 77 },
};

describe("pictures as addresses", () => {
  it("say everything but the words", () => {
    assert.deepEqual(pictureAt(sourceOf(PICTURE), PICTURE.alt), PICTURE);
  });
  it("others are none", () => {
    for (const source of [
      "https://example.org/a.jpg",
      "lamp.jpg",
      "ipfs://",
      `ipfs://${PICTURE.cid}`,
      "ipfs://x?bytes=1",
    ]) {
      assert.equal(pictureAt(source, ""), undefined);
    }
  });
});

const defaults = { condition: "new" as const };

/** What a table is read as. */
function read(rows: readonly (readonly string[])[], more: object = {}): { products: Product[]; faults: ImportFault[] } {
  const faults: ImportFault[] = [];
  const products: Product[] = [];
  const { header, faults: inHeader } = readHeader(rows[0]!);
  assert.deepEqual(inHeader, []);
  const reader = createTableReader(header, { ...defaults, ...more }, {}, (fault) => faults.push(fault));
  for (const [index, row] of rows.slice(1).entries()) {
    const product = reader.row(row, index + 2);
    if (product) products.push(product);
  }
  const last = reader.end();
  return { products: last ? [...products, last] : products, faults };
}

const variantOf = fc.record({
  title: words.map((text) => clean(text.slice(0, 80))).filter((text) => text.isWellFormed() && !text.includes("\n")),
  price: fc.constantFrom("1", "12.50", "0.000001", "99999999999"),
  stock: fc.option(fc.nat(1_000_000)),
  sku: fc.constantFrom("", "A-1", "=1+1", "'-x"),
  weight: fc.nat(10_000),
});
const drafts = fc
  .record({
    title,
    description: words,
    category: fc.constantFrom("home", "home/kitchen", "a/b/c/d"),
    tags: fc.uniqueArray(
      words.map((text) => clean(`t${text}`.slice(0, 32))).filter((text) => text.isWellFormed()),
      { maxLength: 4 },
    ),
    currency: fc.constantFrom("tUSD", "ETH"),
    shipsFrom: fc.constantFrom("PT", "DE"),
    pictures: fc
      .uniqueArray(fc.nat(25), { maxLength: 3 })
      .map((letters) => letters.map((n) => ({ ...PICTURE, cid: `baf${String.fromCharCode(97 + n).repeat(56)}` }))),
    variants: fc
      .array(variantOf, { minLength: 1, maxLength: 5 })
      .map((all) => all.map((one, i) => ({ id: `v${i}`, ...one }))),
    shipWindow: fc.constantFrom(86_400, 172_800),
  })
  .map((draft) => ({
    ...draft,
    variants: draft.variants.map((one, i) => ({ ...one, picture: pictureFor(draft, i) })),
  }));

/** Every other variant shows one of them. */
const pictureFor = ({ pictures }: { pictures: unknown[] }, i: number) =>
  pictures.length > 0 && i % 2 === 0 ? i % pictures.length : null;

describe("the table", () => {
  it("any draft comes back as it was, through a CSV file", () => {
    fc.assert(
      fc.property(drafts, fc.constantFrom("published", "draft", "paused"), (input, destination) => {
        const draft: ShopDraft = shopDraft.parse({ ...input, id: "a-lamp" });
        const rows = rowsOf("a-lamp" as ListingId, draft, destination as "published");
        for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
        const again = parse(stringify([[...COLUMNS], ...rows], { record_delimiter: "windows" })) as string[][];
        const { products, faults } = read(again);
        assert.deepEqual(faults, []);
        assert.equal(products.length, 1);
        assert.equal(products[0]!.destination, destination);
        assert.deepEqual(shopDraft.parse(products[0]!.draft), draft);
      }),
      { numRuns: 300 },
    );
  });

  it("one draft a line of JSON comes back too", () => {
    fc.assert(
      fc.property(drafts, (input) => {
        const draft = shopDraft.parse({ ...input, id: "a-lamp" });
        const line = lineOf("a-lamp" as ListingId, draft, "paused");
        assert.equal(line.indexOf("\n"), line.length - 1);
        const product = createLineReader(() => assert.fail("a fault"))(line, 1)!;
        assert.deepEqual(shopDraft.parse(product.draft), draft);
      }),
      { numRuns: 100 },
    );
  });

  const HEADER = [
    "Handle",
    "Title",
    "Type",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Image",
    "Variant Price",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Image Src",
    "Image Position",
    "Status",
    "Published",
  ];
  const line = (cells: Partial<Record<string, string>>) => HEADER.map((name) => cells[name] ?? "");

  it("rows of one handle are variants and pictures, as shops write them", () => {
    const { products, faults } = read([
      HEADER,
      line({
        Handle: "Shirt_1",
        Title: "Shirt",
        Type: "Apparel & Accessories > Clothing",
        "Option1 Name": "Size",
        "Option1 Value": "S",
        "Option2 Name": "Colour",
        "Option2 Value": "Red",
        "Variant Price": "10",
        "Variant Grams": "350.0",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "3",
        "Variant Image": sourceOf(PICTURE),
        "Image Src": sourceOf(PICTURE),
        "Image Position": "2",
      }),
      line({
        Handle: "Shirt_1",
        "Option1 Value": "M",
        "Option2 Value": "Red",
        "Variant SKU": "M-1",
        "Variant Price": "11",
        "Variant Inventory Qty": "7",
        "Image Src": sourceOf({ ...PICTURE, bytes: 9 }),
        "Image Position": "1",
      }),
      line({ Handle: "Shirt_1", "Image Src": sourceOf({ ...PICTURE, bytes: 8 }), "Image Position": "3" }),
      line({
        Handle: "cup",
        Title: "Cup",
        "Option1 Name": "Title",
        "Option1 Value": "Default Title",
        "Variant Price": "5",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "4",
        "Variant Inventory Policy": "continue",
        Status: "archived",
      }),
    ]);
    assert.deepEqual(faults, []);
    const [shirt, cup] = products.map(
      ({ draft }) => draft as { variants: object[]; pictures: { bytes: number }[]; category: string; id: string },
    );
    assert.deepEqual(shirt!.variants, [
      { title: "S / Red", sku: "", price: "10", stock: 3, picture: 1, weight: 350 },
      { title: "M / Red", sku: "M-1", price: "11", stock: null, picture: null, weight: 0 },
    ]);
    assert.deepEqual(
      shirt!.pictures.map(({ bytes }) => bytes),
      [9, PICTURE.bytes, 8],
    );
    assert.deepEqual([shirt!.id, shirt!.category], ["shirt-1", "apparel-accessories/clothing"]);
    assert.deepEqual(cup!.variants, [{ title: "", sku: "", price: "5", stock: null, picture: null, weight: 0 }]);
    assert.deepEqual(
      products.map(({ destination }) => destination),
      ["published", "paused"],
    );
  });

  it("says of each fault where it is", () => {
    const { faults, products } = read([
      HEADER,
      line({
        Handle: "cup",
        Title: "Cup",
        "Variant Price": "5",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "-3",
      }),
      line({ Title: "No handle", "Variant Price": "5" }),
      line({ Handle: "bowl", Title: "Bowl", "Variant Price": "5", Status: "gone", Published: "perhaps" }),
      line({ Handle: "cup", Title: "Cup again", "Variant Price": "5" }),
      line({ Handle: "dish", Title: "Dish", "Variant Price": "5", "Image Src": "https://example.org/dish.jpg" }),
      line({ Handle: "dish", Title: "Other dish", "Variant Price": "5" }),
      line({ Handle: "Ж", Title: "No letters of ours", "Variant Price": "5" }),
      ["too", "short"],
      line({}),
    ]);
    assert.deepEqual(
      faults.map((fault) => [fault.line, fault.column, fault.subject]).toSorted(([a], [b]) => Number(a) - Number(b)),
      [
        [2, "Variant Inventory Qty", "cup"],
        [3, "Handle", null],
        [4, "Status", "bowl"],
        [4, "Published", "bowl"],
        [5, "Handle", "cup"],
        [6, "Image Src", "dish"],
        [7, "Handle", "dish"],
        [8, "Handle", "Ж"],
        [9, null, null],
      ],
    );
    assert.match(faults.find(({ column }) => column === "Image Src")!.message, /souk import/);
    assert.deepEqual(
      products.map(({ name }) => name),
      ["cup", "bowl", "dish"],
    );
  });

  it("refuses variants that nobody could tell apart, at the row that is too much", () => {
    const variant = (Handle: string, name: string) => line({ Handle, "Option1 Value": name, "Variant Price": "5" });
    const { faults, products } = read([
      HEADER,
      line({ Handle: "cup", Title: "Cup", "Option1 Value": "Red", "Variant Price": "5" }),
      variant("cup", "red"),
      variant("cup", "Blue"),
      line({ Handle: "bowl", Title: "Bowl", "Option1 Value": "Синий 1", "Variant Price": "5" }),
      variant("bowl", "Белый 1"),
      line({ Handle: "dish", Title: "Dish", "Variant Price": "5" }),
      variant("dish", "Large"),
      line({ Handle: "pot", Title: "Pot", "Variant Price": "5" }),
      line({ Handle: "pot", "Image Src": sourceOf(PICTURE) }),
    ]);
    assert.deepEqual(
      faults.map((fault) => [fault.line, fault.column, fault.subject, fault.message.replace(/:.*/, "")]),
      [
        [3, "Option1 Value", "cup", "two variants are called Red (lines 2 and 3)"],
        [6, "Option1 Value", "bowl", "two variants have the id 1 (lines 5 and 6)"],
        [7, "Option1 Value", "dish", "it is one of several variants and has no name"],
      ],
    );
    for (const { draft } of products) shopDraft.parse(draft);
    assert.deepEqual(
      products.map(({ draft }) => new Set((draft.variants as { id?: string }[]).map(({ id }) => id)).size),
      [2, 2, 1, 1],
      "what was refused makes no second fault",
    );
  });

  it("takes such variants from an export, where they have ids, but no id twice", () => {
    const header = [...HEADER, "Souk Variant"];
    const row = (Title: string, id: string) => [
      ...line({ Handle: "cup", Title, "Option1 Value": "", "Variant Price": "5" }),
      id,
    ];
    assert.deepEqual(read([header, row("Cup", "v1"), row("", "v2")]).faults, []);
    const { faults } = read([header, row("Cup", "v1"), row("", "v1")]);
    assert.deepEqual(
      faults.map((fault) => [fault.line, fault.column]),
      [[3, "Souk Variant"]],
    );
  });

  it("says how to give what a row leaves out", () => {
    const rows = [HEADER, line({ Handle: "cup", Title: "Cup", "Variant Price": "5" })];
    const adviceOf = (more: object) => read(rows, more).products[0]!.advice;
    assert.match(adviceOf({})!, /with the import \(--category, --currency, --ships-from\)$/);
    assert.match(adviceOf({ currency: "tUSD", category: "home" })!, /\(--ships-from\)$/);
    assert.equal(adviceOf({ currency: "tUSD", category: "home", shipsFrom: "PT" }), undefined);
  });

  it("says once that cells are separated by something else than commas", () => {
    for (const [header, name] of [
      ["Handle;Title;Variant Price", "semicolons"],
      ["sep=;", "semicolons"],
      ["Handle\tTitle\tVariant Price", "tabs"],
    ] as const) {
      const { faults } = readHeader([header]);
      assert.equal(faults.length, 1, header);
      assert.match(faults[0]!.message, new RegExp(`separated by ${name}: save it with commas`));
    }
    assert.ok(readHeader(["Handle"]).faults.length > 1);
    assert.ok(readHeader(["Handle", "Title;Price"]).faults.length > 1);
  });

  it("names columns that are unknown, missing or there twice, and those that mean nothing here", () => {
    const { faults, header } = readHeader([
      "handle ",
      "Title",
      "Varaint Price",
      "SEO Title",
      "Color (product.metafields.shopify.color)",
      "Google Shopping / MPN",
      "Title",
      "",
    ]);
    assert.deepEqual(
      faults.map(({ column }) => column),
      ["Varaint Price", "Title", null, "Variant Price"],
    );
    assert.match(faults[0]!.message, /known are Handle, Title/);
    assert.deepEqual(header.ignored, [
      "SEO Title",
      "Color (product.metafields.shopify.color)",
      "Google Shopping / MPN",
    ]);
  });
});
