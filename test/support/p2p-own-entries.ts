// A small real OwnEntries: the same promises as the store's, in a file of its own.
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Cid } from "../../protocol/ids.ts";
import type { OwnEntries } from "../../node/core/ports/journals.ts";

export function createOwnEntries(directory: string): OwnEntries {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, "own-entries.db"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000;");
  database.exec(
    "CREATE TABLE IF NOT EXISTS own (sequence INTEGER PRIMARY KEY, cid TEXT NOT NULL, bytes BLOB NOT NULL)",
  );
  const insert = database.prepare("INSERT OR IGNORE INTO own (sequence, cid, bytes) VALUES (?, ?, ?)");
  const select = database.prepare("SELECT cid FROM own WHERE sequence = ?");
  const list = database.prepare("SELECT sequence, cid, bytes FROM own WHERE sequence > ? ORDER BY sequence");
  return {
    commit(sequence, cid, bytes) {
      if (insert.run(sequence, cid, bytes).changes === 1) return;
      if ((select.get(sequence) as { cid: Cid }).cid !== cid)
        throw new Error(`sequence ${sequence} is another entry's`);
    },
    after: (sequence) => list.all(sequence) as unknown as ReturnType<OwnEntries["after"]>,
  };
}
