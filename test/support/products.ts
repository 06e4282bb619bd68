// A product file as a shop system writes it, with the pictures that it names, of any size.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "csv-stringify/sync";
import sharp from "sharp";

const HEADER = [
  "Handle",
  "Title",
  "Body (HTML)",
  "Vendor",
  "Product Category",
  "Tags",
  "Published",
  "Option1 Name",
  "Option1 Value",
  "Variant SKU",
  "Variant Grams",
  "Variant Inventory Tracker",
  "Variant Inventory Qty",
  "Variant Inventory Policy",
  "Variant Price",
  "Image Src",
  "Image Position",
  "Image Alt Text",
  "SEO Title",
  "Status",
] as const;

export type ProductCells = Partial<Record<(typeof HEADER)[number], string>>;

export const productFile = (rows: readonly ProductCells[]): string =>
  stringify([[...HEADER], ...rows.map((row) => HEADER.map((column) => row[column] ?? ""))], {
    record_delimiter: "windows",
  });

/** Two rows a product: two variants, and a picture beside each. */
export function productRows(rows: number, pictures: number): ProductCells[] {
  return Array.from({ length: rows }, (_, index) => {
    const product = Math.floor(index / 2);
    const isFirst = index % 2 === 0;
    return {
      Handle: `article-${String(product).padStart(5, "0")}`,
      ...(isFirst && {
        Title: product % 7 === 0 ? `=Article ${product}` : `Article ${product}, "the one"`,
        "Body (HTML)": `<p>No. <b>${product}</b> &amp; more</p>\n<ul><li>caf&eacute;</li><li>-5 &lt; 3</li></ul>`,
        Vendor: "Some vendor",
        "Product Category": product % 3 === 0 ? "Home & Garden > Lighting" : "Home & Garden > Kitchen",
        Tags: `tag-${product % 5}, everyday`,
        Published: "TRUE",
        "Option1 Name": "Size",
        Status: product % 11 === 10 ? "draft" : "active",
      }),
      "Option1 Value": isFirst ? "Small" : "Large",
      "Variant SKU": `A-${index}`,
      "Variant Grams": String(100 + (index % 900)),
      "Variant Inventory Tracker": "shopify",
      "Variant Inventory Qty": String(product % 13),
      "Variant Inventory Policy": "deny",
      "Variant Price": `${1 + (index % 50)}.${isFirst ? "50" : "95"}`,
      "Image Src": `picture-${index % pictures}.png`,
      "Image Position": isFirst ? "1" : "2",
      "Image Alt Text": `Article ${product}, view ${isFirst ? 1 : 2}`,
    };
  });
}

/** Small, and each another; PNG. */
export function samplePicture(index: number): Promise<Buffer> {
  const pixels = Buffer.alloc(4 * 4 * 3, index % 251);
  pixels.writeUInt32BE(Math.imul(index + 1, 2_654_435_761) >>> 0, 0);
  return sharp(pixels, { raw: { width: 4, height: 4, channels: 3 } })
    .png()
    .toBuffer();
}

export async function writePictures(folder: string, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index++) {
    writeFileSync(path.join(folder, `picture-${index}.png`), await samplePicture(index));
  }
}
