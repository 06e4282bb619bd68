// Units sold, retired stocks and floors: recomputed from the kept chain events, and with them what can still be bought.
import type { ListingReader } from "../../core/ports/readers.ts";
import type { ReadModelRows } from "../../core/ports/read-model.ts";
import type { Database } from "../database.ts";
import type { ListingRows } from "./listings.ts";

export function createStockRows(
  db: Database,
  listings: ListingRows,
): Pick<ReadModelRows, "refreshStock" | "refreshFloor"> & Pick<ListingReader, "stock"> {
  const count = db.query<{ sold: number; retired: number }>(`
    SELECT (SELECT coalesce(sum(units), 0) FROM chain_events WHERE seller = ?1 AND name = 'Opened' AND sku = ?2) AS sold,
      EXISTS (SELECT 1 FROM chain_events WHERE seller = ?1 AND name = 'Retired' AND sku = ?2) AS retired`);
  const put = db.query("INSERT OR REPLACE INTO stock (seller, sku, sold, retired) VALUES (?, ?, ?, ?)");
  const drop = db.query("DELETE FROM stock WHERE seller = ? AND sku = ?");
  const listed = db.query<{ listing: string }>("SELECT DISTINCT listing FROM variants WHERE seller = ? AND sku = ?");

  const highestFloor = db.query<{ floor: number | null }>(
    "SELECT max(units) AS floor FROM chain_events WHERE seller = ? AND name = 'FloorRaised'",
  );
  const putFloor = db.query("INSERT OR REPLACE INTO floors (seller, floor) VALUES (?, ?)");
  const dropFloor = db.query("DELETE FROM floors WHERE seller = ?");
  const ofSeller = db.query<{ id: string }>("SELECT id FROM listings WHERE seller = ?");

  const get = db.query<{ sold: number; retired: number }>(
    "SELECT sold, retired FROM stock WHERE seller = ? AND sku = ?",
  );
  const getFloor = db.query<{ floor: number }>("SELECT floor FROM floors WHERE seller = ?");

  type Id = Parameters<ListingRows["refreshAvailability"]>[1];
  return {
    refreshStock(seller, sku) {
      const { sold, retired } = count.get(seller, sku)!;
      if (sold > 0 || retired) put.run(seller, sku, sold, retired);
      else drop.run(seller, sku);
      for (const { listing } of listed.all(seller, sku)) listings.refreshAvailability(seller, listing as Id);
    },
    refreshFloor(seller) {
      const { floor } = highestFloor.get(seller)!;
      if (floor === null) dropFloor.run(seller);
      else putFloor.run(seller, floor);
      for (const { id } of ofSeller.all(seller)) listings.refreshAvailability(seller, id as Id);
    },
    stock(seller, sku) {
      const { sold, retired } = get.get(seller, sku) ?? { sold: 0, retired: 0 };
      return { sold, retired: retired === 1, floor: getFloor.get(seller)?.floor ?? 0 };
    },
  };
}
