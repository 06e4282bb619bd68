// Empties the write-ahead log, which keeps what was deleted: the database itself overwrites it with zeros (PRAGMA secure_delete).
import { BUSY_MS, type Database } from "../database.ts";

/** @returns false while somebody else reads the database, such as a backup: then it is to be tried again */
export function purge(db: Database): boolean {
  // Everything else in this process would wait with it.
  db.exec("PRAGMA busy_timeout = 0");
  try {
    return db.query<{ busy: number }>("PRAGMA wal_checkpoint(TRUNCATE)").get()!.busy === 0;
  } finally {
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  }
}
