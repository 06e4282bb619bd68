// The signed offers of listings, by stock key, and until when any of a listing's can be bought.
import type { Address, Hex32, ListingId } from "../../../protocol/ids.ts";
import { type Listing, skuOf } from "../../../protocol/listing.ts";
import type { ListedVariant } from "../../core/listing.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import type { Database } from "../database.ts";

interface Row {
  sku: Hex32;
  max_units: number;
  valid_until: number;
  counter: number;
  offer_digest: Hex32;
  signature: string;
}

/** What decides whether an offer can still be bought. */
type Limits = Pick<ListedVariant, "sku" | "maxUnits" | "validUntil" | "counter">;

export interface VariantRows {
  put(seller: Address, listing: ListingId, variant: ListedVariant): void;
  drop(listing: Listing): void;
  /** In the order of the block. */
  of(listing: Listing): ListedVariant[];
  listingOf(seller: Address, sku: Hex32): ListingId | undefined;
  /** Latest second of chain time at which any of them can be bought; 0 if none can, however early. */
  availableUntil(seller: Address, variants: readonly Limits[]): number;
}

export function createVariantRows(db: Database, stockOf: ListingReader["stock"]): VariantRows {
  const put = db.query(`
    INSERT OR REPLACE INTO variants
      (seller, sku, listing, max_units, valid_until, counter, offer_digest, signature)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const drop = db.query("DELETE FROM variants WHERE seller = ? AND sku = ?");
  const get = db.query<Row>(`
    SELECT sku, max_units, valid_until, counter, offer_digest, signature FROM variants WHERE seller = ? AND sku = ?`);
  const listing = db.query<{ listing: ListingId }>("SELECT listing FROM variants WHERE seller = ? AND sku = ?");

  return {
    put(seller, id, { sku, maxUnits, validUntil, counter, offerDigest, signature }) {
      put.run(seller, sku, id, maxUnits, validUntil, counter, offerDigest, signature);
    },
    drop({ seller, id, variants }) {
      for (const variant of variants) drop.run(seller, skuOf(id, variant.id));
    },
    of: ({ seller, id, variants }) =>
      variants.map((variant) => {
        const row = get.get(seller, skuOf(id, variant.id))!;
        return {
          id: variant.id,
          title: variant.title,
          price: BigInt(variant.price),
          maxUnits: row.max_units,
          sku: row.sku,
          offerDigest: row.offer_digest,
          validUntil: row.valid_until,
          counter: row.counter,
          signature: row.signature,
        };
      }),
    listingOf: (seller, sku) => listing.get(seller, sku)?.listing,
    availableUntil(seller, variants) {
      let until = 0;
      for (const { sku, maxUnits, validUntil, counter } of variants) {
        const { sold, retired, floor } = stockOf(seller, sku);
        if (!retired && counter >= floor && (maxUnits === 0 || sold < maxUnits)) until = Math.max(until, validUntil);
      }
      return until;
    },
  };
}
