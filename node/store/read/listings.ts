// Listings as rows: what can be searched, every edition seen, and until when anything of it can be bought.
import type { Address, Hex32, ListingId } from "../../../protocol/ids.ts";
import type { Listing } from "../../../protocol/listing.ts";
import { type ListedListing, variantsOf } from "../../core/listing.ts";
import type { ReadModelRows } from "../../core/ports/read-model.ts";
import type { Database } from "../database.ts";
import { sortableAmount } from "./amount.ts";
import { readBlock } from "./block.ts";
import { docOf } from "./doc.ts";
import type { EditionRows } from "./editions.ts";
import type { PlaceRows } from "./places.ts";
import { COLUMNS, type ListingColumns } from "./search/columns.ts";
import { namesIn } from "./search/words.ts";
import type { StockRows } from "./stock.ts";
import type { TextIndex } from "./text/text-index.ts";
import type { VariantRows } from "./variants.ts";

interface Row {
  doc: number;
  edition: number;
  terms: Hex32;
  block: Uint8Array;
}

type Rows = Pick<ReadModelRows, "putListing" | "removeListing" | "dropEditions" | "refreshStock" | "refreshFloor">;

export function createListingRows(
  db: Database,
  variants: VariantRows,
  places: PlaceRows,
  stock: StockRows,
  {
    text,
    columns,
    editions,
  }: {
    text: Pick<TextIndex, "put" | "drop">;
    columns: Pick<ListingColumns, "put" | "setUntil" | "remove">;
    editions: Pick<EditionRows, "put" | "dropOf">;
  },
): Rows {
  const taken = db.query("SELECT 1 FROM listings WHERE doc = ?");
  const find = db.query<Row>(`
    SELECT l.doc, l.edition, l.terms, e.block FROM listings l JOIN editions e USING (edition) WHERE l.seller = ? AND l.id = ?`);
  const put = db.query(`
    INSERT INTO listings (terms, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const drop = db.query("DELETE FROM listings WHERE doc = ?");
  const setAvailable = db.query("UPDATE listings SET available_until = ?1 WHERE doc = ?2 AND available_until <> ?1");
  const ofSeller = db.query<{ id: ListingId }>("SELECT id FROM listings WHERE seller = ?");

  function freeDoc(seller: Address, id: ListingId): number {
    for (let attempt = 0; ; attempt++) {
      const doc = docOf(seller, id, attempt);
      if (!taken.get(doc)) return doc;
    }
  }

  function refreshAvailability(seller: Address, id: ListingId): void {
    const row = find.get(seller, id)!;
    const offered = variantsOf(readBlock<Listing>(row.block));
    const until = variants.availableUntil(seller, offered, places.get(seller, id)!);
    if (setAvailable.run(until, row.doc) > 0) columns.setUntil(row.doc, until);
  }

  return {
    putListing({ listing, terms, block, variants: offered, place, sequence }: ListedListing) {
      const { seller, id } = listing;
      const before = find.get(seller, id);
      const doc = before?.doc ?? freeDoc(seller, id);
      const until = variants.availableUntil(seller, offered, place);
      // Renewed offers for the same block: its words, pictures and stock keys stay.
      const isRenewed = before?.terms === terms;
      const edition = isRenewed ? before.edition : editions.put(terms, listing, block);
      const names = namesIn([listing.title, ...listing.tags, listing.category]);
      const row = columnsOf(doc, edition, listing, names, sequence, lowestPrice(offered), until);
      if (before) drop.run(doc);
      put.run(terms, ...Object.values(row));
      columns.put(row, names);
      places.put(seller, id, place);
      if (isRenewed) return;
      if (before) {
        variants.drop(seller, doc, variantsOf(readBlock<Listing>(before.block)));
        text.drop(before.edition);
      }
      variants.put(seller, doc, offered);
      text.put(edition, listing);
    },
    removeListing(seller, id) {
      const before = find.get(seller, id);
      if (!before) return false;
      variants.drop(seller, before.doc, variantsOf(readBlock<Listing>(before.block)));
      places.drop(seller, id);
      drop.run(before.doc);
      text.drop(before.edition);
      columns.remove(before.doc);
      return true;
    },
    dropEditions: editions.dropOf,
    refreshStock(seller, sku) {
      if (!stock.recount(seller, sku)) return;
      const id = variants.listingOf(seller, sku);
      if (id) refreshAvailability(seller, id);
    },
    refreshFloor(seller) {
      if (!stock.recomputeFloor(seller)) return;
      for (const { id } of ofSeller.all(seller)) refreshAvailability(seller, id);
    },
  };
}

function lowestPrice(variants: ListedListing["variants"]): string {
  return sortableAmount(variants.reduce((low, { price }) => (price < low ? price : low), variants[0]!.price));
}

/** In the order of COLUMNS. */
const columnsOf = (
  doc: number,
  edition: number,
  { seller, id, category, condition, currency, shipsTo, shipsFrom }: Listing,
  names: readonly string[],
  sequence: number,
  price: string,
  until: number,
) => ({
  doc,
  edition,
  seller,
  id,
  sequence,
  category,
  condition,
  currency,
  price,
  available_until: until,
  ships_to: [...new Set(shipsTo)].toSorted().join(","),
  ships_from: shipsFrom,
  words: names.join(" "),
});
