// Which pictures were uploaded already, by what their bytes were.
import type { Picture } from "../../../protocol/picture.ts";
import type { Uploads } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";
import { names } from "./naming.ts";

export function createUploads(db: Database): Uploads {
  const find = db.query<{ picture: string }>("SELECT picture FROM uploads WHERE digest = ?");
  const insert = db.query("INSERT OR REPLACE INTO uploads (digest, picture) VALUES (?, ?)");
  const shows = db.query<{ shown: number }>(`SELECT EXISTS (SELECT 1 FROM uploads WHERE ${names("picture")}) AS shown`);
  return {
    find(digest) {
      const row = find.get(digest);
      return row && (JSON.parse(row.picture) as Picture);
    },
    add: (digest, picture) => void insert.run(digest, JSON.stringify(picture)),
    shows: (cid) => shows.get(cid)!.shown === 1,
  };
}
