// The room's one SQLite file, blocks.db: journal entries, certificates, forks, content blocks, known peers. All of it can be fetched again.
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS blocks (digest BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS journals (id INTEGER PRIMARY KEY, owner TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS entries (
    journal INTEGER NOT NULL, sequence INTEGER NOT NULL, digest BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL,
    PRIMARY KEY (journal, sequence)
  ) STRICT;
  -- Entries up to here are replaced by a checkpoint; digest is the last one's.
  CREATE TABLE IF NOT EXISTS bases (journal INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, digest BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS checkpoints (
    owner TEXT PRIMARY KEY, sequence INTEGER NOT NULL, signed BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- Which blocks are there for which checkpoint; those of a sequence that is not in checkpoints may go.
  CREATE TABLE IF NOT EXISTS checkpoint_blocks (
    owner TEXT, sequence INTEGER, digest BLOB, PRIMARY KEY (owner, sequence, digest)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS checkpoint_blocks_digest ON checkpoint_blocks (digest);
  CREATE TABLE IF NOT EXISTS certificates (
    owner TEXT NOT NULL, epoch INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (owner, epoch)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS forks (
    owner TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, first BLOB NOT NULL, second BLOB NOT NULL,
    since INTEGER NOT NULL, PRIMARY KEY (owner, epoch)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS peers (id TEXT PRIMARY KEY, addresses TEXT NOT NULL, seen INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS wanted (cid TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`;

/** synchronous=NORMAL: a power cut may lose the newest rows, which own.db (own entries) and peers (all others) give back. */
export function openDatabase(directory: string): DatabaseSync {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = databaseFile(directory);
  const database = new DatabaseSync(file);
  chmodSync(file, 0o600);
  prepareDatabase(database);
  database.exec(SCHEMA);
  return database;
}

export const databaseFile = (directory: string): string => join(directory, "blocks.db");

/** How each connection uses the file; a larger log than usual, so that a file of many MB does not wait for the disk at each. */
export function prepareDatabase(database: DatabaseSync): void {
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;");
  database.exec("PRAGMA wal_autocheckpoint = 4000");
}

/** Runs `work` in one transaction. @throws what `work` throws, after rolling back */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK"); // a full disk ends it by itself
    throw error;
  }
}
