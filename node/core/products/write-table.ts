// Writes a draft as rows of a CSV table in Shopify's form; read-table.ts makes the same draft of them again.
import type { ShopDraft } from "../../../protocol/api/shop-inputs.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import type { Picture } from "../../../protocol/picture.ts";
import { canonicalJson } from "./canonical.ts";
import { guarded } from "./cell.ts";
import { COLUMNS, type Column } from "./columns.ts";
import { htmlOf } from "./html-text.ts";
import { sourceOf } from "../../../protocol/picture-source.ts";
import type { Destination } from "./product.ts";

type Cells = Partial<Record<Column, string>>;

const STATUS: Record<Destination, string> = { published: "active", draft: "draft", paused: "archived" };

/** One row for each variant and each picture, side by side; what belongs to the product stands in the first. */
export function rowsOf(id: ListingId, { id: _id, ...draft }: ShopDraft, destination: Destination): string[][] {
  const { title, description, category, tags, condition, currency, shipsFrom, pictures, variants, ...details } = draft;
  const extra = { ...details, ...(tags?.some((tag) => tag.includes(",")) && { tags }) };
  const first: Cells = {
    Title: title ?? "",
    "Body (HTML)": htmlOf(description ?? ""),
    Type: category ?? "",
    Tags: (tags ?? []).join(", "),
    Published: destination === "published" ? "TRUE" : "FALSE",
    Status: STATUS[destination],
    "Souk Currency": currency ?? "",
    "Souk Condition": condition ?? "",
    "Souk Ships From": shipsFrom ?? "",
    "Souk Details": Object.keys(extra).length > 0 ? canonicalJson(extra) : "",
  };
  const count = Math.max(1, variants?.length ?? 0, pictures?.length ?? 0);
  return Array.from({ length: count }, (_, index) => {
    const variant = variants?.[index];
    const picture = pictures?.[index];
    const cells: Cells = {
      Handle: id,
      ...(index === 0 ? first : {}),
      ...(variant ? variantCells(variant, pictures ?? []) : {}),
      ...(picture && {
        "Image Src": sourceOf(picture),
        "Image Position": String(index + 1),
        "Image Alt Text": picture.alt,
      }),
    };
    return COLUMNS.map((column) => guarded(cells[column] ?? ""));
  });
}

type Variant = NonNullable<ShopDraft["variants"]>[number];

function variantCells(variant: Variant, pictures: readonly Picture[]): Cells {
  const { id, title, sku, price, stock, picture, weight } = variant;
  const shown = picture === null ? undefined : pictures[picture];
  return {
    "Souk Variant": id ?? "",
    // What a shop without variants is written as.
    "Option1 Name": title === "" ? "Title" : "Variant",
    "Option1 Value": title === "" ? "Default Title" : title,
    "Variant SKU": sku,
    "Variant Grams": weight === 0 ? "" : String(weight),
    "Variant Image": shown ? sourceOf(shown) : "",
    "Variant Price": price,
    "Variant Inventory Tracker": stock === null ? "" : "shopify",
    "Variant Inventory Qty": stock === null ? "" : String(stock),
    "Variant Inventory Policy": "deny",
  };
}
