// Exports the own shop, product by product, as the import reads it.
import { stringify } from "csv-stringify/sync";
import type { ExportInput, ShopState } from "../../../protocol/api/shop-inputs.ts";
import { COLUMNS } from "../../core/products/columns.ts";
import { lineOf } from "../../core/products/json-lines.ts";
import type { Destination } from "../../core/products/product.ts";
import { rowsOf } from "../../core/products/write-table.ts";
import type { ShopItems } from "./shop-items.ts";

const DESTINATIONS: Record<ShopState, Destination> = {
  published: "published",
  expired: "published",
  draft: "draft",
  paused: "paused",
};
/** Products to a part, so that others get their turn. */
const PART = 50;

/** Of what is on sale what is published, of everything else the draft. */
export async function* exportShop(items: ShopItems, { format, state }: ExportInput): AsyncGenerator<Uint8Array> {
  const csv = (rows: string[][]) => stringify(rows, { record_delimiter: "windows" });
  let text = format === "csv" ? csv([[...COLUMNS]]) : "";
  let count = 0;
  for (const item of items.walk("")) {
    const its = items.stateOf(item);
    if (state !== undefined && state !== its) continue;
    const draft = item.listed ? items.published(item)! : items.working(item);
    const destination = DESTINATIONS[its];
    text += format === "csv" ? csv(rowsOf(item.id, draft, destination)) : lineOf(item.id, draft, destination);
    if (++count % PART > 0) continue;
    yield Buffer.from(text);
    text = "";
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (text) yield Buffer.from(text);
}
