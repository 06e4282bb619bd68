// Where listings stand in their sellers' catalogues: until when they can be paid, and what proves them to the escrow.
import * as dagCbor from "@ipld/dag-cbor";
import type { Address, ListingId } from "../../../protocol/ids.ts";
import type { ListingPlace } from "../../../protocol/listing-record.ts";
import type { Database } from "../database.ts";

export interface PlaceRows {
  put(seller: Address, listing: ListingId, place: ListingPlace): void;
  drop(seller: Address, listing: ListingId): void;
  get(seller: Address, listing: ListingId): ListingPlace | undefined;
}

export function createPlaceRows(db: Database): PlaceRows {
  const put = db.query("INSERT OR REPLACE INTO places (seller, listing, place) VALUES (?, ?, ?)");
  const drop = db.query("DELETE FROM places WHERE seller = ? AND listing = ?");
  const get = db.query<{ place: Uint8Array }>("SELECT place FROM places WHERE seller = ? AND listing = ?");
  return {
    put: (seller, listing, place) => void put.run(seller, listing, dagCbor.encode(place)),
    drop: (seller, listing) => void drop.run(seller, listing),
    get(seller, listing) {
      const row = get.get(seller, listing);
      return row && dagCbor.decode<ListingPlace>(row.place);
    },
  };
}
