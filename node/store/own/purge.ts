// Empties the write-ahead log, which keeps what was deleted: the database itself overwrites it with zeros (PRAGMA secure_delete).
import type { Database } from "../database.ts";

/** @returns false while somebody else reads the database, such as a backup: then it is to be tried again */
export const purge = (db: Database): boolean =>
  db.query<{ busy: number }>("PRAGMA wal_checkpoint(TRUNCATE)").get()!.busy === 0;
