// Units sold, retired stocks and floors: recomputed from the kept chain events.
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import type { Database } from "../database.ts";

export interface StockRows {
  stock: ListingReader["stock"];
  floor: ListingReader["floor"];
  /** @returns whether anything changed */
  recount(seller: Address, sku: Hex32): boolean;
  recomputeFloor(seller: Address): boolean;
}

export function createStockRows(db: Database): StockRows {
  const count = db.query<{ sold: number; retired: number }>(`
    SELECT (SELECT coalesce(sum(units), 0) FROM chain_events WHERE seller = ?1 AND name = 'Opened' AND sku = ?2) AS sold,
      EXISTS (SELECT 1 FROM chain_events WHERE seller = ?1 AND name = 'Retired' AND sku = ?2) AS retired`);
  const get = db.query<{ sold: number; retired: number }>(
    "SELECT sold, retired FROM stock WHERE seller = ? AND sku = ?",
  );
  const put = db.query("INSERT OR REPLACE INTO stock (seller, sku, sold, retired) VALUES (?, ?, ?, ?)");
  const drop = db.query("DELETE FROM stock WHERE seller = ? AND sku = ?");
  const highestFloor = db.query<{ floor: number }>(
    "SELECT coalesce(max(units), 0) AS floor FROM chain_events WHERE seller = ? AND name = 'FloorRaised'",
  );
  const getFloor = db.query<{ floor: number }>("SELECT floor FROM floors WHERE seller = ?");
  const putFloor = db.query("INSERT OR REPLACE INTO floors (seller, floor) VALUES (?, ?)");
  const dropFloor = db.query("DELETE FROM floors WHERE seller = ?");

  const floorOf = (seller: Address): number => getFloor.get(seller)?.floor ?? 0;

  function stock(seller: Address, sku: Hex32) {
    const { sold, retired } = get.get(seller, sku) ?? { sold: 0, retired: 0 };
    return { sold, retired: retired === 1, floor: floorOf(seller) };
  }

  return {
    stock,
    floor: floorOf,
    recount(seller, sku) {
      const before = stock(seller, sku);
      const { sold, retired } = count.get(seller, sku)!;
      if (before.sold === sold && before.retired === (retired === 1)) return false;
      if (sold > 0 || retired === 1) put.run(seller, sku, sold, retired);
      else drop.run(seller, sku);
      return true;
    },
    recomputeFloor(seller) {
      const before = floorOf(seller);
      const { floor } = highestFloor.get(seller)!;
      if (floor === before) return false;
      if (floor > 0) putFloor.run(seller, floor);
      else dropFloor.run(seller);
      return true;
    },
  };
}
