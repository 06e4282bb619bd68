// Which pictures were uploaded already, by what their bytes were.
import type { Picture } from "../../../protocol/picture.ts";
import type { Uploads } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";

export function createUploads(db: Database): Uploads {
  const find = db.query<{ picture: string }>("SELECT picture FROM uploads WHERE digest = ?");
  const insert = db.query("INSERT OR REPLACE INTO uploads (digest, picture) VALUES (?, ?)");
  return {
    find(digest) {
      const row = find.get(digest);
      return row && (JSON.parse(row.picture) as Picture);
    },
    add: (digest, picture) => void insert.run(digest, JSON.stringify(picture)),
  };
}
