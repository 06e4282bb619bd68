// The tables of own.db, by version. A version once released is never edited: add the next one.

/** Journals written before this version carry listings that nobody reads any more. */
export const CATALOGUES_SINCE = 5;

/** The statements that lead from version i to version i + 1. */
export const OWN_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE operations (
    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, record BLOB NOT NULL
  ) STRICT;
  CREATE INDEX operations_pending ON operations (position) WHERE status = 'pending';

  CREATE TABLE transactions (
    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, block INTEGER, record BLOB NOT NULL
  ) STRICT;
  CREATE INDEX transactions_open ON transactions (position) WHERE status IN ('intended', 'signed', 'sent');
  CREATE INDEX transactions_mined ON transactions (block) WHERE status = 'mined';

  CREATE TABLE own_entries (sequence INTEGER PRIMARY KEY, cid TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;

  CREATE TABLE messages (
    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, order_id TEXT NOT NULL, state TEXT NOT NULL,
    record BLOB NOT NULL
  ) STRICT;
  CREATE INDEX messages_order ON messages (order_id, position);
  CREATE INDEX messages_waiting ON messages (position) WHERE state = 'waiting';
  `,
  `
  CREATE TABLE home (only INTEGER PRIMARY KEY CHECK (only = 1), mark TEXT NOT NULL) STRICT;
  CREATE TABLE void_entries (sequence INTEGER NOT NULL, cid TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  `,
  `
  CREATE TABLE following (
    position INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL UNIQUE, since TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE files (digest TEXT PRIMARY KEY, salt BLOB NOT NULL, bytes INTEGER NOT NULL) STRICT;
  CREATE TABLE arrivals (order_id TEXT PRIMARY KEY, state TEXT NOT NULL, code TEXT, message TEXT) STRICT;
  CREATE INDEX arrivals_due ON arrivals (order_id) WHERE state = 'due';
  `,
  `
  CREATE TABLE catalogue (only INTEGER PRIMARY KEY CHECK (only = 1), sequence INTEGER NOT NULL) STRICT;
  CREATE TABLE signed_listings (
    listing TEXT, sequence INTEGER, valid_until INTEGER NOT NULL, totals TEXT NOT NULL, PRIMARY KEY (listing, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX signed_listings_end ON signed_listings (valid_until);
  `,
  `
  CREATE TABLE shelf (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE shipping_profiles (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE imports (operation TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE uploads (digest TEXT PRIMARY KEY, picture TEXT NOT NULL) STRICT;
  `,
  `
  DROP INDEX transactions_mined;
  CREATE INDEX transactions_block ON transactions (status, block);
  `,
  `
  CREATE TABLE trusted_arbitrators (
    position INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL UNIQUE, since TEXT NOT NULL
  ) STRICT;
  CREATE TABLE addresses (id TEXT PRIMARY KEY, enc BLOB NOT NULL, ciphertext BLOB NOT NULL) STRICT;
  -- Of messages written before, each may be one.
  ALTER TABLE messages ADD COLUMN delivery INTEGER NOT NULL DEFAULT 1;
  CREATE INDEX messages_delivery ON messages (order_id) WHERE delivery = 1;
  `,
  `
  CREATE TABLE idempotency_keys (
    position INTEGER PRIMARY KEY AUTOINCREMENT, holder TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL,
    operation TEXT NOT NULL, answered INTEGER NOT NULL, answer BLOB, created_at INTEGER NOT NULL, UNIQUE (holder, key)
  ) STRICT;
  CREATE INDEX idempotency_keys_holder ON idempotency_keys (holder, position);
  CREATE TABLE tokens (
    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scope TEXT NOT NULL,
    digest BLOB NOT NULL, created_at TEXT NOT NULL, expires_at TEXT
  ) STRICT;
  `,
  `
  ALTER TABLE operations ADD COLUMN request TEXT;
  CREATE INDEX operations_request ON operations (request, position) WHERE request IS NOT NULL;
  `,
  `
  CREATE TABLE void_claims (sequence INTEGER NOT NULL) STRICT;
  `,
];
