// Where listings stand in their sellers' catalogues: until when they can be paid, and what proves them to the escrow.
import type { Address, ListingId } from "../../../protocol/ids.ts";
import type { ListingPlace } from "../../../protocol/listing-place.ts";
import type { Database } from "../database.ts";

export interface PlaceRows {
  put(seller: Address, listing: ListingId, place: ListingPlace): void;
  drop(seller: Address, listing: ListingId): void;
  get(seller: Address, listing: ListingId): ListingPlace | undefined;
}

interface Row {
  validUntil: number;
  slot: number;
  path: Uint8Array;
  sequence: number;
  offersRoot: Uint8Array;
  contentDigest: Uint8Array;
  signature: Uint8Array;
}

export function createPlaceRows(db: Database): PlaceRows {
  const put = db.query(`
    INSERT OR REPLACE INTO places
      (seller, listing, valid_until, slot, path, sequence, offers_root, content_digest, signature)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const drop = db.query("DELETE FROM places WHERE seller = ? AND listing = ?");
  const get = db.query<Row>(`
    SELECT valid_until AS validUntil, slot, path, sequence, offers_root AS offersRoot,
      content_digest AS contentDigest, signature
    FROM places WHERE seller = ? AND listing = ?`);
  return {
    put(seller, listing, { validUntil, slot, path, catalogue }) {
      const { sequence, offersRoot, contentDigest, signature } = catalogue;
      put.run(seller, listing, validUntil, slot, path, sequence, offersRoot, contentDigest, signature);
    },
    drop: (seller, listing) => void drop.run(seller, listing),
    get(seller, listing) {
      const row = get.get(seller, listing);
      if (!row) return undefined;
      const { validUntil, slot, path, ...catalogue } = row;
      return { validUntil, slot, path, catalogue };
    },
  };
}
