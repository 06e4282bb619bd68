// What is known of each file in the vault: the salt of its digest, and its size.
import type { Hex32 } from "../../../protocol/ids.ts";
import type { Database } from "../database.ts";

export interface FileTable {
  add(digest: Hex32, salt: Uint8Array, bytes: number): void;
  find(digest: Hex32): { salt: Uint8Array; bytes: number } | undefined;
  remove(digest: Hex32): void;
}

export function createFileTable(db: Database): FileTable {
  const insert = db.query("INSERT INTO files (digest, salt, bytes) VALUES (?, ?, ?)");
  const find = db.query<{ salt: Uint8Array; bytes: number }>("SELECT salt, bytes FROM files WHERE digest = ?");
  const remove = db.query("DELETE FROM files WHERE digest = ?");
  return {
    remove: (digest) => void remove.run(digest),
    add: (digest, salt, bytes) => void insert.run(digest, salt, bytes),
    find(digest) {
      const row = find.get(digest);
      return row && { ...row };
    },
  };
}
