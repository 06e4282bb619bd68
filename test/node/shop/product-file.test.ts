// Files of products as they may arrive: any bytes, in any pieces; each fault with its line, and never more than a fault.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readProducts } from "../../../node/commands/shop/product-file.ts";
import type { Product } from "../../../node/core/products/product.ts";
import type { Format } from "../../../protocol/api/shop-inputs.ts";
import type { ImportFault } from "../../../protocol/api/shop-schemas.ts";

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Uint8Array, format: Format = "csv", size = 64 * 1024) {
  const faults: ImportFault[] = [];
  const products: Product[] = [];
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const { rows, ignored } = await readProducts(format, inPieces(bytes, size), {
    defaults: { condition: "new" },
    categories: { "Home > Lamps": "home/lighting" },
    report: (fault) => faults.push(fault),
    onProduct: (product) => products.push(product),
    onRows() {},
    signal: new AbortController().signal,
  });
  return { rows, ignored, faults, products, places: faults.map(({ line, column }) => [line, column]) };
}

const HEADER = "Handle,Title,Body (HTML),Type,Variant Price";

describe("a file of products", () => {
  it("is read the same with a mark at its beginning, any line ends, and in any pieces", async () => {
    const body = `${HEADER}\ncup,"Cup, ""blue""","<p>one\ntwo</p>",Home > Lamps,5\nbowl,Bowl ✿,,home,6.50\n`;
    const plain = await read(body);
    assert.deepEqual(plain.faults, []);
    assert.deepEqual([plain.rows, plain.products.map(({ line }) => line)], [2, [2, 4]]);
    const [cup, bowl] = plain.products.map(({ draft }) => draft);
    assert.deepEqual([cup!.title, cup!.description, cup!.category], ['Cup, "blue"', "one two", "home/lighting"]);
    assert.equal(bowl!.title, "Bowl ✿");
    for (const [content, size] of [
      [`\ufeff${body}`, 7],
      [body.replaceAll("\n", "\r\n"), 3],
      [body.trimEnd(), 1],
      [`${body}\n\n`, 100],
    ] as const) {
      const other = await read(content, "csv", size);
      assert.deepEqual(other.faults, []);
      assert.deepEqual(
        other.products.map(({ draft }) => draft),
        [cup, bowl],
      );
    }
  });

  it("tells the line of a fault behind cells with line breaks", async () => {
    const { places } = await read(`${HEADER}\r\ncup,Cup,"a\r\nb\r\nc",home,5\r\n,No handle,,home,5\r\n`);
    assert.deepEqual(places, [[5, "Handle"]]);
  });

  it("of another encoding is refused at the line where it shows", async () => {
    const latin = Buffer.concat([
      Buffer.from(`${HEADER}\ncup,Cup,,home,5\nbowl,B`),
      Buffer.from([0xf6]),
      Buffer.from("wl,,home,5\n"),
    ]);
    for (const size of [5, 1_000]) {
      const { faults, places } = await read(latin, "csv", size);
      assert.deepEqual(places, [[3, null]], `in pieces of ${size}`);
      assert.match(faults[0]!.message, /UTF-8/);
    }
    const wide = await read(Buffer.from(`\ufeff${HEADER}\n`, "utf16le"));
    assert.match(wide.faults[0]!.message, /UTF-16/);
    const cut = await read(Buffer.from(`${HEADER}\ncup,Cü`).subarray(0, -1));
    assert.match(cut.faults[0]!.message, /cut off/);
  });

  it("with a cell of 10 MB ends there, and what stands before it is judged", async () => {
    const { faults, places } = await read(`${HEADER}\n,none,,home,5\ncup,${"x".repeat(10_000_000)},,home,5\n`);
    assert.deepEqual(places, [
      [2, "Handle"],
      [3, null],
    ]);
    assert.match(faults[1]!.message, /1 MiB/);
    const long = await read(`${HEADER}\ncup,Cup,${"x".repeat(300_000)},home,5\nbowl,Bowl,,home,5\n`);
    assert.deepEqual(long.places, [[2, "Body (HTML)"]]);
    assert.equal(long.products.length, 1);
  });

  it("with a quote that is never closed, or closed too early, is a fault", async () => {
    const open = await read(`${HEADER}\ncup,"Cup,,home,5\nbowl,Bowl,,home,5\n`);
    assert.match(open.faults[0]!.message, /never closed/);
    const early = await read(`${HEADER}\ncup,"Cup"s,,home,5\n`);
    assert.equal(early.places[0]![0], 2);
  });

  it("with unknown columns is not read at all", async () => {
    const { faults, rows } = await read("Handle,Titel,Variant Price\ncup,Cup,5\n");
    assert.deepEqual(
      faults.map(({ line, column }) => [line, column]),
      [
        [1, "Titel"],
        [1, "Title"],
      ],
    );
    assert.equal(rows, 0);
  });

  it("as lines of JSON: each bad line is a fault, and the others are read", async () => {
    const { places, products } = await read(
      '{"draft":{"id":"cup"}}\nnot json\n\n{"draft":{"id":"cup"}}\n{"draft":{}}\n{"state":"sold","draft":{"id":"x"}}\n[]\n{"state":"draft","draft":{"id":"bowl"}}',
      "json",
      10,
    );
    assert.deepEqual(places, [
      [2, null],
      [4, "draft.id"],
      [5, "draft.id"],
      [6, "state"],
      [7, null],
    ]);
    assert.deepEqual(
      products.map(({ name, destination }) => [name, destination]),
      [
        ["cup", "published"],
        ["bowl", "draft"],
      ],
    );
    const endless = await read("x".repeat(3_000_000), "json");
    assert.match(endless.faults[0]!.message, /1 MiB/);
  });

  it("of any bytes gives products or faults, and never throws", async () => {
    const token = fc.constantFrom(
      HEADER,
      "\n",
      "\r\n",
      ",",
      '"',
      "cup",
      "=1",
      "5",
      "-1",
      "\ufeff",
      "<p>",
      "\u0000",
      "{}",
    );
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(token, { maxLength: 40 }).map((parts) => Buffer.from(`${HEADER}\n${parts.join("")}`)),
    );
    await fc.assert(
      fc.asyncProperty(
        content,
        fc.constantFrom<Format>("csv", "json"),
        fc.integer({ min: 1, max: 50 }),
        async (bytes, format, size) => {
          await read(bytes, format, size);
        },
      ),
      { numRuns: 300 },
    );
  });
});
