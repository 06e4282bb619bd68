// Which listing a stock key belongs to, and until when any of a listing's offers can be bought.
import type { Address, Hex32, ListingId } from "../../../protocol/ids.ts";
import { type ListedVariant, variantsOf } from "../../core/listing.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import type { Listing } from "../../../protocol/listing.ts";
import type { Database } from "../database.ts";

export interface VariantRows {
  put(seller: Address, listing: ListingId, variants: readonly ListedVariant[]): void;
  drop(listing: Listing): void;
  listingOf(seller: Address, sku: Hex32): ListingId | undefined;
  /** Latest second of chain time at which any of them can be bought; 0 if none can, however early. */
  availableUntil(
    seller: Address,
    variants: readonly Pick<ListedVariant, "sku" | "maxUnits">[],
    offered: { validUntil: number; catalogue: { sequence: number } },
  ): number;
}

export function createVariantRows(db: Database, stockOf: ListingReader["stock"]): VariantRows {
  const put = db.query("INSERT OR REPLACE INTO variants (seller, sku, listing) VALUES (?, ?, ?)");
  const drop = db.query("DELETE FROM variants WHERE seller = ? AND sku = ?");
  const listing = db.query<{ listing: ListingId }>("SELECT listing FROM variants WHERE seller = ? AND sku = ?");

  return {
    put(seller, id, variants) {
      for (const { sku } of variants) put.run(seller, sku, id);
    },
    drop(dropped) {
      for (const { sku } of variantsOf(dropped)) drop.run(dropped.seller, sku);
    },
    listingOf: (seller, sku) => listing.get(seller, sku)?.listing,
    availableUntil(seller, variants, { validUntil, catalogue }) {
      const isLeft = variants.some(({ sku, maxUnits }) => {
        const { sold, retired, floor } = stockOf(seller, sku);
        return !retired && catalogue.sequence >= floor && (maxUnits === 0 || sold < maxUnits);
      });
      return isLeft ? validUntil : 0;
    },
  };
}
