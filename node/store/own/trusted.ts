// Whom the user lets decide about their money.
import type { Address } from "../../../protocol/ids.ts";
import type { TrustedArbitrators } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";

export function createTrustedArbitrators(db: Database): TrustedArbitrators {
  const insert = db.query("INSERT INTO trusted_arbitrators (owner, since) VALUES (?, ?) ON CONFLICT DO NOTHING");
  const remove = db.query("DELETE FROM trusted_arbitrators WHERE owner = ?");
  const all = db.query<{ owner: Address; since: string }>(
    "SELECT owner, since FROM trusted_arbitrators ORDER BY position DESC",
  );
  return {
    add: (owner) => void insert.run(owner, new Date().toISOString()),
    remove: (owner) => remove.run(owner) === 1,
    list: () => all.all().map((row) => ({ ...row })),
  };
}
