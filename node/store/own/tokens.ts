// The tokens that the owner gave to programs, by digest: whoever reads this file cannot call the API with it.
import type { StoredToken, Tokens } from "../../core/ports/credentials.ts";
import type { Database } from "../database.ts";

interface Row {
  id: string;
  name: string;
  scope: StoredToken["scope"];
  digest: Uint8Array;
  created_at: string;
  expires_at: string | null;
}

const tokenOf = ({ created_at: createdAt, expires_at: expiresAt, ...row }: Row): StoredToken => ({
  ...row,
  createdAt,
  expiresAt,
});

export function createTokens(db: Database): Tokens {
  const columns = "id, name, scope, digest, created_at, expires_at";
  const insert = db.query(`INSERT INTO tokens (${columns}) VALUES (?, ?, ?, ?, ?, ?)`);
  const find = db.query<Row>(`SELECT ${columns} FROM tokens WHERE id = ?`);
  const all = db.query<Row>(`SELECT ${columns} FROM tokens ORDER BY position DESC`);
  const remove = db.query("DELETE FROM tokens WHERE id = ?");
  return {
    add: ({ id, name, scope, digest, createdAt, expiresAt }) =>
      void insert.run(id, name, scope, digest, createdAt, expiresAt),
    find(id) {
      const row = find.get(id);
      return row && tokenOf(row);
    },
    list: () => all.all().map(tokenOf),
    remove: (id) => remove.run(id) === 1,
  };
}
