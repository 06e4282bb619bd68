// Reads products from the rows of a CSV table in Shopify's form: rows of one handle are variants and pictures of one product.
import type { ImportDefaults } from "../../../protocol/api/shop-inputs.ts";
import { type ListingId, listingId } from "../../../protocol/ids.ts";
import { tidy } from "../../../protocol/text.ts";
import { slug } from "../slug.ts";
import { unguarded } from "./cell.ts";
import type { Column, Header } from "./columns.ts";
import { textOf } from "./html-text.ts";
import type { Destination, Product, ProductReader, Report } from "./product.ts";
import { picturesOf } from "./table-pictures.ts";
import type { Row } from "./table-row.ts";
import { variantsOf } from "./table-variants.ts";

/** A longer cell is no product text; checked before anything is done with it. */
export const MAX_CELL = 200_000;

interface Open {
  handle: string;
  id: ListingId;
  rows: Row[];
}

/** @param categories of the file → ours */
export function createTableReader(
  header: Header,
  defaults: ImportDefaults,
  categories: Readonly<Record<string, string>>,
  report: Report,
): ProductReader {
  const seen = new Map<string, number>();
  let open: Open | undefined;

  function rowOf(cells: readonly string[], line: number): Row | undefined {
    if (cells.length !== header.width) {
      const message = `the row has ${cells.length} cells, the header ${header.width}: quote a cell that has commas or line breaks in it`;
      report({ line, column: null, subject: null, message });
      return undefined;
    }
    for (const [column, index] of header.places) {
      if (cells[index]!.length <= MAX_CELL) continue;
      report({ line, column, subject: null, message: `a cell has at most ${MAX_CELL} characters` });
      return undefined;
    }
    const cell = (column: Column): string => {
      const index = header.places.get(column);
      return index === undefined ? "" : unguarded(cells[index]!);
    };
    return { line, cell, has: (column) => header.places.has(column) };
  }

  function begin(row: Row, handle: string): void {
    const id = listingId.safeParse(handle).success ? (handle as ListingId) : slug(handle, "");
    const earlier = id && seen.get(id);
    const refuse = (column: Column, message: string) =>
      report({ line: row.line, column, subject: handle.slice(0, 80), message });
    if (!id) return refuse("Handle", "a handle is small letters, digits and dashes, like desk-lamp");
    if (earlier) return refuse("Handle", `line ${earlier} has the same handle: rows of one product stand together`);
    seen.set(id, row.line);
    open = { handle, id, rows: [row] };
  }

  function close(): Product | undefined {
    const product = open && productOf(open, defaults, categories, report);
    open = undefined;
    return product;
  }

  return {
    row(cells, line) {
      if (cells.every((cell) => cell.trim() === "")) return undefined;
      const row = rowOf(cells, line);
      if (!row) return undefined;
      const handle = row.cell("Handle").trim();
      if (!handle) {
        report({ line, column: "Handle", subject: null, message: "the handle is missing: each row names its product" });
        return undefined;
      }
      const title = row.cell("Title").trim();
      if (open?.handle === handle) {
        if (!title || title === open.rows[0]!.cell("Title").trim()) open.rows.push(row);
        else {
          const message = `another product has this handle already, from line ${open.rows[0]!.line}: give each its own`;
          report({ line, column: "Handle", subject: handle.slice(0, 80), message });
        }
        return undefined;
      }
      const before = close();
      begin(row, handle);
      return before;
    },
    end: close,
  };
}

function productOf(
  { handle, id, rows }: Open,
  defaults: ImportDefaults,
  categories: Readonly<Record<string, string>>,
  report: Report,
): Product {
  const [first] = rows as [Row, ...Row[]];
  const { line } = first;
  const refuse = (at: number, column: Column, message: string) =>
    report({ line: at, column, subject: handle, message });
  const details = detailsOf(first.cell("Souk Details"), (message) => refuse(line, "Souk Details", message));
  const { pictures, pictureLines, indexOf } = picturesOf(rows, refuse);
  const { variants, variantLines } = variantsOf(rows, indexOf, refuse);
  const destination = destinationOf(first, (column, message) => refuse(line, column, message));
  const draft = {
    id,
    title: tidy(first.cell("Title")),
    description: textOf(first.cell("Body (HTML)")),
    category: categoryOf(first, defaults, categories),
    tags: tagsOf(first.cell("Tags")),
    condition: first.cell("Souk Condition").trim() || defaults.condition,
    currency: first.cell("Souk Currency").trim() || defaults.currency,
    shipsFrom: first.cell("Souk Ships From").trim() || defaults.shipsFrom,
    ...("shipping" in details ? {} : { shippingProfile: defaults.shippingProfile }),
    pictures,
    variants,
    ...details,
  };
  const missing = Object.entries(draft).filter(([, value]) => value === undefined || value === "");
  for (const [field] of missing) delete draft[field as keyof typeof draft];
  const options = missing.flatMap(([field]) => DEFAULTED[field] ?? []).join(", ");
  return {
    line,
    name: handle,
    destination,
    draft,
    ...(options && { advice: `what rows leave out is given with the import (${options})` }),
    placeOf(field) {
      const [noun, index, part] = field.split(".");
      if (noun === "variants" && index !== undefined) {
        return { line: variantLines[Number(index)] ?? line, column: VARIANT_COLUMNS[part ?? ""] ?? null };
      }
      if (noun === "pictures" && index !== undefined)
        return { line: pictureLines[Number(index)] ?? line, column: "Image Src" };
      return { line, column: FIELD_COLUMNS[noun ?? ""] ?? (noun && noun in details ? "Souk Details" : null) };
    },
  };
}

/** Fields that the import says once for all rows without them. */
const DEFAULTED: Readonly<Record<string, string>> = {
  category: "--category",
  currency: "--currency",
  shipsFrom: "--ships-from",
};

const FIELD_COLUMNS: Readonly<Record<string, Column>> = {
  id: "Handle",
  title: "Title",
  description: "Body (HTML)",
  category: "Product Category",
  tags: "Tags",
  condition: "Souk Condition",
  currency: "Souk Currency",
  shipsFrom: "Souk Ships From",
  variants: "Variant Price",
  pictures: "Image Src",
};
const VARIANT_COLUMNS: Readonly<Record<string, Column>> = {
  id: "Souk Variant",
  title: "Option1 Value",
  price: "Variant Price",
  stock: "Variant Inventory Qty",
  sku: "Variant SKU",
  weight: "Variant Grams",
  picture: "Variant Image",
};

function detailsOf(text: string, refuse: (message: string) => void): Record<string, unknown> {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below, as any other value that is no object.
  }
  refuse("expected an object of JSON, as an export writes it");
  return {};
}

const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map(tidy)
      .filter((tag) => tag !== ""),
  ),
];

/** A path of ours as it is; `Home & Garden > Lamps` becomes one. */
function categoryOf(row: Row, defaults: ImportDefaults, categories: Readonly<Record<string, string>>) {
  const name = row.cell("Product Category").trim() || row.cell("Type").trim();
  if (!name) return defaults.category;
  const mapped = Object.hasOwn(categories, name) ? categories[name] : undefined;
  if (mapped !== undefined) return mapped;
  if (/^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(name)) return name;
  const path = name.split(">").map((part) => slug(part, "").slice(0, 32).replace(/-+$/, ""));
  return path.filter(Boolean).slice(0, 4).join("/") || defaults.category;
}

function destinationOf(row: Row, refuse: (column: Column, message: string) => void): Destination {
  const status = row.cell("Status").trim().toLowerCase();
  const published = row.cell("Published").trim().toLowerCase();
  if (!["", "active", "draft", "archived"].includes(status)) {
    refuse("Status", `"${status.slice(0, 40)}" is no status: use active, draft or archived`);
  }
  if (!["", "true", "false"].includes(published)) {
    refuse("Published", `"${published.slice(0, 40)}" is neither TRUE nor FALSE`);
  }
  if (status === "archived") return "paused";
  return status === "draft" || published === "false" ? "draft" : "published";
}
