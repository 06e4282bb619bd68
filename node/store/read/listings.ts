// Listings as rows: what can be searched, every edition seen, and until when anything of it can be bought.
import * as dagCbor from "@ipld/dag-cbor";
import { digestOf } from "../../../protocol/block.ts";
import type { Address, ListingId } from "../../../protocol/ids.ts";
import type { ListedListing } from "../../core/listing.ts";
import type { ReadModelRows } from "../../core/ports/read-model.ts";
import type { Database } from "../database.ts";
import { sortableAmount } from "./amount.ts";
import { docOf } from "./doc.ts";
import type { TextIndex } from "./text-index.ts";

interface Key {
  seller: Address;
  id: ListingId;
}

export interface ListingRows extends Pick<ReadModelRows, "putListing" | "removeListing"> {
  /** Recomputes until when a listing can be bought, after its offers, a stock or the floor have changed. */
  refreshAvailability(seller: Address, id: ListingId): void;
}

export function createListingRows(db: Database, text: TextIndex): ListingRows {
  const keyOf = db.query<Key>("SELECT seller, id FROM listings WHERE doc = ?");
  const find = db.query<{ doc: number; terms: string }>("SELECT doc, terms FROM listings WHERE seller = ? AND id = ?");
  const put = db.query(`
    INSERT INTO listings (doc, seller, id, terms, sequence, category, currency, price, available_until)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
    ON CONFLICT (doc) DO UPDATE SET terms = excluded.terms, sequence = excluded.sequence,
      category = excluded.category, currency = excluded.currency, price = excluded.price`);
  const putEdition = db.query(
    "INSERT OR IGNORE INTO editions (terms, seller, id, title, block) VALUES (?, ?, ?, ?, ?)",
  );
  const putPicture = db.query("INSERT OR IGNORE INTO edition_pictures (cid, terms) VALUES (?, ?)");
  const putVariant = db.query(`
    INSERT INTO variants (seller, listing, position, sku, max_units, valid_until, counter, offer_digest, signature)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const dropVariants = db.query("DELETE FROM variants WHERE seller = ? AND listing = ?");
  const drop = db.query("DELETE FROM listings WHERE doc = ?");
  const refresh = db.query(`
    UPDATE listings SET available_until = (
      SELECT coalesce(max(v.valid_until), 0) FROM variants v
      LEFT JOIN stock s ON s.seller = v.seller AND s.sku = v.sku
      LEFT JOIN floors f ON f.seller = v.seller
      WHERE v.seller = listings.seller AND v.listing = listings.id
        AND coalesce(s.retired, 0) = 0 AND v.counter >= coalesce(f.floor, 0)
        AND (v.max_units = 0 OR coalesce(s.sold, 0) < v.max_units))
    WHERE seller = ? AND id = ?`);

  function freeDoc(seller: Address, id: ListingId): number {
    for (let attempt = 0; ; attempt++) {
      const doc = docOf(seller, id, attempt);
      if (!keyOf.get(doc)) return doc;
    }
  }

  return {
    putListing({ listing, cid, block, variants, sequence }: ListedListing) {
      const { seller, id } = listing;
      const terms = digestOf(cid);
      const before = find.get(seller, id);
      const doc = before?.doc ?? freeDoc(seller, id);
      put.run(doc, seller, id, terms, sequence, listing.category, listing.currency, lowestPrice(variants));
      if (before) dropVariants.run(seller, id);
      for (const [position, variant] of variants.entries()) {
        const { sku, maxUnits, validUntil, counter, offerDigest, signature } = variant;
        putVariant.run(seller, id, position, sku, maxUnits, validUntil, counter, offerDigest, signature);
      }
      // Renewed offers for the same block: the words stay.
      if (before?.terms !== terms) {
        putEdition.run(terms, seller, id, listing.title, block);
        for (const { cid: picture } of listing.pictures) putPicture.run(picture, terms);
        text.put(doc, listing);
      }
      refresh.run(seller, id);
    },
    removeListing(seller, id) {
      const before = find.get(seller, id);
      if (!before) return false;
      drop.run(before.doc);
      dropVariants.run(seller, id);
      text.remove(before.doc);
      return true;
    },
    refreshAvailability: (seller, id) => void refresh.run(seller, id),
  };
}

function lowestPrice(variants: ListedListing["variants"]): string {
  return sortableAmount(variants.reduce((low, { price }) => (price < low ? price : low), variants[0]!.price));
}

/** A stored block, judged before it was stored. */
export const readBlock = <T>(block: Uint8Array): T => dagCbor.decode<T>(block);
