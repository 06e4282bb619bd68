// Whom the user follows.
import type { Address } from "../../../protocol/ids.ts";
import type { Following } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";

export function createFollowing(db: Database): Following {
  const insert = db.query("INSERT INTO following (owner, since) VALUES (?, ?) ON CONFLICT (owner) DO NOTHING");
  const remove = db.query("DELETE FROM following WHERE owner = ?");
  const find = db.query("SELECT 1 FROM following WHERE owner = ?");
  const all = db.query<{ owner: Address; since: string }>("SELECT owner, since FROM following ORDER BY position DESC");
  return {
    add: (owner) => insert.run(owner, new Date().toISOString()) === 1,
    remove: (owner) => remove.run(owner) === 1,
    has: (owner) => find.get(owner) !== undefined,
    list: () => all.all().map((row) => ({ ...row })),
  };
}
