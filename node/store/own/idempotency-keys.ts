// Writes by the keys that clients gave them: a week long, and so many of each client.
import type { IdempotencyKeys, KeyedRequest } from "../../core/ports/credentials.ts";
import type { Database } from "../database.ts";

const LIFETIME_MS = 7 * 86_400_000;
export const MAX_KEYS = 10_000;
/** Between two prunings. */
const SLACK = 100;

interface Row extends KeyedRequest {
  answered: number;
  answer: Uint8Array | null;
}

/** @param now milliseconds of this machine: no contract judges how long a key is kept */
export function createIdempotencyKeys(db: Database, now: () => number = Date.now): IdempotencyKeys {
  const find = db.query<Row>(
    "SELECT holder, key, fingerprint, operation, answered, answer FROM idempotency_keys WHERE holder = ? AND key = ? AND created_at > ?",
  );
  const insert = db.query(
    "INSERT OR REPLACE INTO idempotency_keys (holder, key, fingerprint, operation, answered, created_at) VALUES (?, ?, ?, ?, 0, ?)",
  );
  const answered = db.query(
    "UPDATE idempotency_keys SET answered = 1, answer = ?, fingerprint = ? WHERE holder = ? AND key = ?",
  );
  const remove = db.query("DELETE FROM idempotency_keys WHERE holder = ? AND key = ?");
  const expire = db.query("DELETE FROM idempotency_keys WHERE created_at <= ?");
  const prune = db.query(`
    DELETE FROM idempotency_keys WHERE holder = ?1 AND answered = 1 AND position <=
      (SELECT position FROM idempotency_keys WHERE holder = ?1 ORDER BY position DESC LIMIT 1 OFFSET ${MAX_KEYS})`);
  let begun = 0;

  return {
    find(holder, key) {
      const row = find.get(holder, key, now() - LIFETIME_MS);
      return row && { ...row, answered: row.answered === 1 };
    },
    begin({ holder, key, fingerprint, operation }) {
      db.transaction(() => {
        insert.run(holder, key, fingerprint, operation, now());
        if (begun++ % SLACK !== 0) return;
        expire.run(now() - LIFETIME_MS);
        prune.run(holder);
      });
    },
    answered: ({ holder, key, fingerprint }, answer) =>
      db.transaction(() => void answered.run(answer(), fingerprint, holder, key)),
    forget: ({ holder, key }) => void remove.run(holder, key),
  };
}
