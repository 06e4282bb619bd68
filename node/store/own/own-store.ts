// own.db: what no rebuild gives back. `openOwnStore({ directory })`; every write is on disk when it returns.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { SoukError } from "../../core/errors.ts";
import type { OwnEntries } from "../../core/ports/journals.ts";
import type { TransactionJournal } from "../../core/ports/transactions.ts";
import type { IdempotencyKeys, Tokens } from "../../core/ports/credentials.ts";
import type {
  AddressTable,
  Arrivals,
  Following,
  Imports,
  Mailbox,
  Operations,
  Shelf,
  ShippingProfiles,
  SignedCatalogues,
  TrustedArbitrators,
  Uploads,
} from "../../core/ports/own.ts";
import { type Database, openDatabase } from "../database.ts";
import { createVersion } from "../version.ts";
import { createAddressTable } from "./addresses.ts";
import { createArrivals } from "./arrivals.ts";
import { type FileTable, createFileTable } from "./files.ts";
import { createFollowing } from "./following.ts";
import { createIdempotencyKeys } from "./idempotency-keys.ts";
import { createImports } from "./imports.ts";
import { createMailbox } from "./mailbox.ts";
import { createOperationStore } from "./operations.ts";
import { createOwnEntries } from "./own-entries.ts";
import { CATALOGUES_SINCE, OWN_MIGRATIONS } from "./schema.ts";
import { createShelf, createShelfRows } from "./shelf.ts";
import { createShippingProfiles } from "./shipping-profiles.ts";
import { createSignedCatalogues } from "./signed-catalogues.ts";
import { createTokens } from "./tokens.ts";
import { createTransactionJournal } from "./transactions.ts";
import { createUploads } from "./uploads.ts";
import { createTrustedArbitrators } from "./trusted.ts";

export interface OwnStore {
  operations: Operations;
  transactions: TransactionJournal;
  entries: OwnEntries;
  mailbox: Mailbox;
  following: Following;
  trusted: TrustedArbitrators;
  addresses: AddressTable;
  arrivals: Arrivals;
  shelf: Shelf;
  shipping: ShippingProfiles;
  imports: Imports;
  uploads: Uploads;
  catalogues: SignedCatalogues;
  /** What is kept beside each file of the vault. */
  files: FileTable;
  keys: IdempotencyKeys;
  tokens: Tokens;
  /** Changes with every commit. */
  version(): string;
  close(): void;
}

/**
 * Acknowledged means durable, also through a power cut; and deleted means overwritten. A short log is soon written over from its
 * beginning; while it grows, each commit waits for the disk twice as long.
 */
const PRAGMAS =
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 128; PRAGMA secure_delete = ON;";

export const ownFile = (directory: string): string => path.join(directory, "own.db");

/** @throws SoukError `storage.busy`, `storage.full`, `storage.damaged`, `storage.newer`, `storage.older` */
export function openOwnStore({ directory }: { directory: string }): OwnStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const db = openDatabase(ownFile(directory), PRAGMAS);
  try {
    migrate(db);
  } catch (error) {
    db.close();
    throw error;
  }
  const changeShelf = createShelfRows(db);
  const mailbox = createMailbox(db);
  return {
    operations: createOperationStore(db, { changeShelf, post: mailbox.put }),
    transactions: createTransactionJournal(db),
    entries: createOwnEntries(db, directory),
    mailbox,
    following: createFollowing(db),
    trusted: createTrustedArbitrators(db),
    addresses: createAddressTable(db),
    arrivals: createArrivals(db),
    shelf: createShelf(db, changeShelf),
    shipping: createShippingProfiles(db),
    imports: createImports(db),
    uploads: createUploads(db),
    catalogues: createSignedCatalogues(db),
    files: createFileTable(db),
    keys: createIdempotencyKeys(db),
    tokens: createTokens(db),
    version: createVersion(db),
    close: () => db.close(),
  };
}

const hasEntries = (db: Database): boolean => db.query("SELECT 1 FROM own_entries LIMIT 1").get() !== undefined;

function migrate(db: Database): void {
  const { user_version: version } = db.query<{ user_version: number }>("PRAGMA user_version").get()!;
  if (version > OWN_MIGRATIONS.length) {
    throw new SoukError(
      "storage.newer",
      "The file own.db was written by a newer Souk: start that one, or restore a backup made by this version.",
      { subject: "own.db" },
    );
  }
  if (version > 0 && version < CATALOGUES_SINCE && hasEntries(db)) {
    throw new SoukError(
      "storage.older",
      "This folder was written before listings were signed as a catalogue, and its journal cannot be read any more: begin anew with --fresh, or in another folder.",
      { subject: "own.db" },
    );
  }
  for (const [index, statements] of OWN_MIGRATIONS.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(statements);
      db.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}
