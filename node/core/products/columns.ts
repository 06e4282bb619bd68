// The columns of a product file: those of Shopify's product CSV that mean something here, those that do not, and our own.

export const COLUMNS = [
  "Handle",
  "Title",
  "Body (HTML)",
  "Vendor",
  "Product Category",
  "Type",
  "Tags",
  "Published",
  "Option1 Name",
  "Option1 Value",
  "Option2 Name",
  "Option2 Value",
  "Option3 Name",
  "Option3 Value",
  "Variant SKU",
  "Variant Grams",
  "Variant Inventory Tracker",
  "Variant Inventory Qty",
  "Variant Inventory Policy",
  "Variant Price",
  "Image Src",
  "Image Position",
  "Image Alt Text",
  "Variant Image",
  "Status",
  "Souk Currency",
  "Souk Condition",
  "Souk Ships From",
  "Souk Variant",
  "Souk Details",
] as const;
export type Column = (typeof COLUMNS)[number];

/** Known to Shopify and without a meaning here. */
const IGNORED = new Set(
  [
    "Custom Product Type",
    "Standardized Product Type",
    "Custom Collections",
    "Collection",
    "Option1 Linked To",
    "Option2 Linked To",
    "Option3 Linked To",
    "Variant Fulfillment Service",
    "Variant Compare At Price",
    "Variant Requires Shipping",
    "Variant Taxable",
    "Variant Barcode",
    "Variant Weight Unit",
    "Variant Tax Code",
    "Unit Price Total Measure",
    "Unit Price Total Measure Unit",
    "Unit Price Base Measure",
    "Unit Price Base Measure Unit",
    "Cost per item",
    "Gift Card",
    "SEO Title",
    "SEO Description",
    "URL",
    "Template Suffix",
    "Image Width",
    "Image Height",
  ].map((name) => name.toLowerCase()),
);
const IGNORED_FORMS =
  /^(google shopping|price|included|compare at price) \/ |\((product|variant)\.metafields\.[^()]*\)$/i;

export interface Header {
  /** Where each known column stands. */
  places: ReadonlyMap<Column, number>;
  /** Columns that are left out. */
  ignored: string[];
  width: number;
}

export interface HeaderFault {
  column: string | null;
  message: string;
}

const byName = new Map(COLUMNS.map((column) => [column.toLowerCase(), column]));
const NEEDED = ["Handle", "Title", "Variant Price"] as const;

/** What spreadsheets write instead of a comma where the comma stands in numbers. */
const SEPARATORS: Readonly<Record<string, string>> = { ";": "semicolons", "\t": "tabs" };

/** @param separator found where a comma is expected. @returns undefined for what is none */
export function separatorText(separator: string): string | undefined {
  const name = Object.hasOwn(SEPARATORS, separator) ? SEPARATORS[separator] : undefined;
  const how = "LibreOffice asks for the field delimiter, Excel takes the system's list separator";
  return name && `its cells are separated by ${name}: save it with commas between them, and prices like 12.50 (${how})`;
}

/** Unknown names are faults: a misspelt column would be lost without a word. */
export function readHeader(cells: readonly string[]): { header: Header; faults: HeaderFault[] } {
  const [only = ""] = cells;
  const separated = cells.length === 1 ? separatorText(/[;\t]/.exec(only)?.[0] ?? "") : undefined;
  if (separated) {
    const header = { places: new Map(), ignored: [], width: 1 };
    return { header, faults: [{ column: null, message: separated }] };
  }
  const places = new Map<Column, number>();
  const ignored: string[] = [];
  const faults: HeaderFault[] = [];
  for (const [index, cell] of cells.entries()) {
    const name = cell.trim();
    const column = byName.get(name.toLowerCase());
    if (column && places.has(column)) faults.push({ column: name, message: `the column ${column} stands there twice` });
    else if (column) places.set(column, index);
    else if (IGNORED.has(name.toLowerCase()) || IGNORED_FORMS.test(name)) ignored.push(name);
    else {
      const message = name
        ? `there is no column "${name.slice(0, 80)}": known are ${COLUMNS.join(", ")}, and those of Shopify that are ignored`
        : `column ${index + 1} has no name`;
      faults.push({ column: name.slice(0, 80) || null, message });
    }
  }
  for (const column of NEEDED) {
    if (!places.has(column)) faults.push({ column, message: `the column ${column} is missing` });
  }
  return { header: { places, ignored, width: cells.length }, faults };
}
