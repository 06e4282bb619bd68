// Which listing a stock key belongs to, and until when any of a listing's offers can be bought.
import type { Address, Hex32, ListingId } from "../../../protocol/ids.ts";
import { type ListedVariant, variantsOf } from "../../core/listing.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import type { Listing } from "../../../protocol/listing.ts";
import type { Database } from "../database.ts";
import { readBlock } from "./block.ts";

type Stocked = Pick<ListedVariant, "sku">;

export interface VariantRows {
  put(seller: Address, doc: number, variants: readonly Stocked[]): void;
  drop(seller: Address, doc: number, variants: readonly Stocked[]): void;
  listingOf(seller: Address, sku: Hex32): ListingId | undefined;
  /** Latest second of chain time at which any of them can be bought; 0 if none can, however early. */
  availableUntil(
    seller: Address,
    variants: readonly Pick<ListedVariant, "sku" | "maxUnits">[],
    offered: { validUntil: number; catalogue: { sequence: number } },
  ): number;
}

/** 16 bits of the seller, so that a shop's lie together, and 32 of the hash that a stock key is. */
const stockOf = (seller: Address, sku: Hex32): number =>
  Number.parseInt(seller.slice(-4), 16) * 2 ** 32 + Number.parseInt(sku.slice(2, 10), 16);

export function createVariantRows(db: Database, unitsOf: ListingReader["stock"]): VariantRows {
  // Two keys of one listing may begin alike.
  const put = db.query("INSERT OR IGNORE INTO variants (stock, doc) VALUES (?, ?)");
  const drop = db.query("DELETE FROM variants WHERE stock = ? AND doc = ?");
  const find = db.query<{ id: ListingId; block: Uint8Array }>(`
    SELECT l.id, e.block FROM variants v JOIN listings l USING (doc) JOIN editions e USING (edition)
    WHERE v.stock = ? AND l.seller = ?`);

  return {
    put(seller, doc, variants) {
      for (const { sku } of variants) put.run(stockOf(seller, sku), doc);
    },
    drop(seller, doc, variants) {
      for (const { sku } of variants) drop.run(stockOf(seller, sku), doc);
    },
    listingOf: (seller, sku) =>
      find
        .all(stockOf(seller, sku), seller)
        .find(({ block }) => variantsOf(readBlock<Listing>(block)).some((variant) => variant.sku === sku))?.id,
    availableUntil(seller, variants, { validUntil, catalogue }) {
      const isLeft = variants.some(({ sku, maxUnits }) => {
        const { sold, retired, floor } = unitsOf(seller, sku);
        return !retired && catalogue.sequence >= floor && (maxUnits === 0 || sold < maxUnits);
      });
      return isLeft ? validUntil : 0;
    },
  };
}
