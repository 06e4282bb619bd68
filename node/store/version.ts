// Which state of a store this is: changes with every commit, by this connection or by another one.
import { randomBytes } from "node:crypto";
import type { Database } from "./database.ts";

/** SQLite counts rows changed here and commits made elsewhere, both since the opening: of two openings no state is the same. */
export function createVersion(db: Database): () => string {
  const opening = randomBytes(6).toString("base64url");
  const here = db.query<{ changes: number }>("SELECT total_changes() AS changes");
  const elsewhere = db.query<{ data_version: number }>("PRAGMA data_version");
  return () => `${opening}-${elsewhere.get()!.data_version}-${here.get()!.changes}`;
}
