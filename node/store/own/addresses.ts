// The user's address book: what is kept of an address is sealed to this node, and gone for good once it is removed.
import type { AddressTable } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";
import { purge } from "./purge.ts";

interface Row {
  id: string;
  enc: Uint8Array;
  ciphertext: Uint8Array;
}

export function createAddressTable(db: Database): AddressTable {
  const put = db.query("INSERT OR REPLACE INTO addresses (id, enc, ciphertext) VALUES (?, ?, ?)");
  const find = db.query<Row>("SELECT id, enc, ciphertext FROM addresses WHERE id = ?");
  const all = db.query<Row>("SELECT id, enc, ciphertext FROM addresses ORDER BY id");
  const drop = db.query("DELETE FROM addresses WHERE id = ?");
  const rowOf = ({ id, ...sealed }: Row) => ({ id, sealed });
  return {
    put(id, { enc, ciphertext }) {
      const replaced = find.get(id) !== undefined;
      put.run(id, enc, ciphertext);
      if (replaced) db.afterCommit(() => purge(db));
    },
    get(id) {
      const row = find.get(id);
      return row && rowOf(row).sealed;
    },
    list: () => all.all().map(rowOf),
    remove(id) {
      const removed = drop.run(id) === 1;
      if (removed) db.afterCommit(() => purge(db));
      return removed;
    },
  };
}
