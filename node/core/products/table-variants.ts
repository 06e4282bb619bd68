// The variants of a product in a table: a row each, with price, stock, article number, weight and picture.
import type { ListingId } from "../../../protocol/ids.ts";
import { tidy } from "../../../protocol/text.ts";
import { variantIdOf } from "../slug.ts";
import type { Column } from "./columns.ts";
import type { TablePictures } from "./table-pictures.ts";
import type { Refuse, Row } from "./table-row.ts";

export function variantsOf(rows: readonly Row[], pictureOf: TablePictures["indexOf"], refuse: Refuse) {
  const variants: Record<string, unknown>[] = [];
  const variantLines: number[] = [];
  const nameless: number[] = [];
  const seen = new Map<ListingId, Named>();
  const firstName = rows[0]!.cell("Option1 Name").trim();
  for (const row of rows) {
    const price = row.cell("Variant Price").trim();
    const options = ([1, 2, 3] as const).map((n) => tidy(row.cell(`Option${n} Value`)));
    const id = row.cell("Souk Variant").trim();
    // A row for a picture alone.
    if (!price && !id && options.every((value) => value === "")) continue;
    const name = row.cell("Option1 Name").trim() || firstName;
    // How a product without variants is written.
    const isOnly = options[0] === "Default Title" && (name === "Title" || name === "");
    const title = isOnly ? "" : options.filter(Boolean).join(" / ");
    // One that has an id was told apart by it where it comes from.
    if (!title && !id) nameless.push(row.line);
    const becomes = variantIdOf({ ...(id && { id: id as ListingId }), title }, variants.length);
    const earlier = seen.get(becomes);
    if (earlier) refuse(row.line, id ? "Souk Variant" : "Option1 Value", sameText(earlier, { title, row }, becomes));
    else seen.set(becomes, { title, row });
    variants.push({
      // Of what is refused here the rest is still looked at.
      ...(earlier ? { id: `line-${row.line}` } : id && { id }),
      title,
      sku: tidy(row.cell("Variant SKU")),
      price,
      stock: stockOf(row, refuse),
      picture: pictureOf(row.cell("Variant Image").trim()),
      weight: gramsOf(row, refuse),
    });
    variantLines.push(row.line);
  }
  if (variants.length > 1) {
    const message = "it is one of several variants and has no name: call each something, like Red or Large";
    for (const line of nameless) refuse(line, "Option1 Value", message);
  }
  return { variants, variantLines };
}

interface Named {
  title: string;
  row: Row;
}

function sameText(earlier: Named, later: Named, id: ListingId): string {
  const lines = `lines ${earlier.row.line} and ${later.row.line}`;
  return later.title && later.title.toLowerCase() === earlier.title.toLowerCase()
    ? `two variants are called ${cut(earlier.title)} (${lines})`
    : `two variants have the id ${cut(id)} (${lines}): give each its own as Souk Variant`;
}

/** Null is not counted: no tracker, or sold on when there is none left. */
function stockOf(row: Row, refuse: Refuse): number | null {
  const text = row.cell("Variant Inventory Qty").trim();
  const isCounted = row.cell("Variant Inventory Tracker").trim() !== "" || !row.has("Variant Inventory Tracker");
  const isEndless = row.cell("Variant Inventory Policy").trim().toLowerCase() === "continue";
  if (text === "" || !isCounted || isEndless) return null;
  if (/^\d{1,7}$/.test(text)) return Number(text);
  const valid = "a whole number from 0 to 1000000, or nothing if it is not counted";
  refuse(row.line, "Variant Inventory Qty", `"${cut(text)}" is no number of units: ${valid}`);
  return null;
}

function gramsOf(row: Row, refuse: Refuse): number {
  const column: Column = "Variant Grams";
  const text = row.cell(column).trim();
  if (/^(\d{1,8}(\.\d{1,6})?)?$/.test(text)) return Math.round(Number(text));
  refuse(row.line, column, `"${cut(text)}" is no weight: grams, like 350`);
  return 0;
}

const cut = (text: string): string => text.slice(0, 40);
