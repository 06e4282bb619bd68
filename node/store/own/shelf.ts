// What the seller typed of each own listing.
import type { ListingId } from "../../../protocol/ids.ts";
import type { Shelf, ShelfChange, ShelfRow } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";
import { names } from "./naming.ts";

interface Row {
  record: string;
}

const rowOf = ({ record }: Row): ShelfRow => JSON.parse(record) as ShelfRow;

/** @returns what changes rows inside a transaction that is open already */
export function createShelfRows(db: Database): (changes: readonly ShelfChange[]) => void {
  const put = db.query("INSERT OR REPLACE INTO shelf (id, record) VALUES (?, ?)");
  const drop = db.query("DELETE FROM shelf WHERE id = ?");
  return (changes) => {
    for (const { id, row } of changes) {
      if (row) put.run(id, JSON.stringify(row));
      else drop.run(id);
    }
  };
}

export function createShelf(db: Database, change: (changes: readonly ShelfChange[]) => void): Shelf {
  const get = db.query<Row>("SELECT record FROM shelf WHERE id = ?");
  const shows = db.query<{ shown: number }>(`SELECT EXISTS (SELECT 1 FROM shelf WHERE ${names("record")}) AS shown`);
  const after = db.query<Row>("SELECT record FROM shelf WHERE id > ? ORDER BY id LIMIT ?");
  return {
    get(id: ListingId) {
      const row = get.get(id);
      return row && rowOf(row);
    },
    put: (changes) => db.transaction(() => change(changes)),
    shows: (cid) => shows.get(cid)!.shown === 1,
    after: (id, limit) => after.all(id, limit).map(rowOf),
  };
}
