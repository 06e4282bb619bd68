// read.db: the disposable read model. `openReadStore({ directory, onError? })` gives the write side and a reader per noun.
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { SoukError } from "../../core/errors.ts";
import type { ChainCursor } from "../../core/ports/chain.ts";
import type { ReadModel, ReadModelRows } from "../../core/ports/read-model.ts";
import type {
  EventReader,
  JournalReader,
  ListingReader,
  OrderReader,
  PictureReader,
  ProfileReader,
  ReviewReader,
} from "../../core/ports/readers.ts";
import { type Database, openDatabase } from "../database.ts";
import { syncNow } from "../sync.ts";
import { createVersion } from "../version.ts";
import { createChainFacts } from "./chain-facts.ts";
import { createEditionRows } from "./editions.ts";
import { createJournalRows } from "./journals.ts";
import { createListingReader } from "./listing-reader.ts";
import { createListingView } from "./listing-view.ts";
import { createListingRows } from "./listings.ts";
import { type OpenMark, createOpenMark } from "./open-mark.ts";
import { createOrderReader, createOrderRows } from "./orders.ts";
import { createOutbox } from "./outbox.ts";
import { createPictureReader } from "./pictures.ts";
import { createPlaceRows } from "./places.ts";
import { createProfileReader, createProfileRows } from "./profiles.ts";
import { createReplyRows } from "./replies.ts";
import { createReviewReader, createReviewRows } from "./reviews.ts";
import { READ_SCHEMA, READ_TABLES } from "./schema.ts";
import { createListingColumns } from "./search/columns.ts";
import { createSearch } from "./search/search.ts";
import { createSellers } from "./search/sellers.ts";
import { createStandingReader, createStandingRows } from "./standings.ts";
import { createStockRows } from "./stock.ts";
import { createTextIndex } from "./text-index.ts";
import { createVariantRows } from "./variants.ts";

export interface ReadStore {
  readModel: ReadModel;
  journalSequence: ReadModelRows["journalSequence"];
  journals: JournalReader;
  /** The file was made by this opening: journals and chain have to be replayed from their beginning. */
  fresh: boolean;
  /** Outside a transaction: what has been committed. */
  cursor: ChainCursor;
  listings: ListingReader;
  profiles: ProfileReader;
  orders: OrderReader;
  reviews: ReviewReader;
  pictures: PictureReader;
  events: EventReader;
  /** Changes with every commit. */
  version(): string;
  close(): void;
}

const PRAGMAS = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;";
/** Nothing waits for the disk: a file that was open when the machine stopped is filled anew (open-mark.ts). */
const SERVING = `${PRAGMAS} PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 1000;`;
/** Each page is written once, and nothing waits for the disk before the end. */
const FILLING = `${PRAGMAS} PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;`;
/** The first commit of a file that is on the disk as a whole. */
const FILLED = "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;";

export const readFile = (directory: string): string => path.join(directory, "read.db");

/** Deletes the read model: the next opening is fresh. Only while no store is open on the folder. */
export function dropReadStore(directory: string): void {
  dropFile(directory);
  createOpenMark(readFile(directory)).clear();
}

function dropFile(directory: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(readFile(directory) + suffix, { force: true });
}

/**
 * @param options.filling from nothing to its end, with nobody reading: a crash leaves a file that has to be thrown away
 * @param options.onError hears what event listeners throw; left out, it becomes a warning of the process
 * @throws SoukError `storage.busy`, `storage.full`
 */
export function openReadStore({
  directory,
  filling = false,
  onError = (error) => process.emitWarning(error instanceof Error ? error : String(error)),
}: {
  directory: string;
  filling?: boolean;
  onError?: (error: unknown) => void;
}): ReadStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const mark = createOpenMark(readFile(directory));
  if (mark.isTorn()) dropFile(directory);
  if (!filling) mark.set();
  const { db, fresh } = openCurrent(directory, filling ? FILLING : SERVING);
  const text = createTextIndex(db);
  const editions = createEditionRows(db);
  const columns = createListingColumns(db);
  const sellers = createSellers(db, columns);
  const outbox = createOutbox(db, onError);
  const stock = createStockRows(db);
  const variants = createVariantRows(db, stock.stock);
  const places = createPlaceRows(db);
  const facts = createChainFacts(db);
  const journals = createJournalRows(db);
  const orders = createOrderRows(db);
  const rows: ReadModelRows = {
    ...journals,
    ...createProfileRows(db),
    ...createListingRows(db, variants, places, stock, { text, columns, editions }),
    ...createReviewRows(db),
    ...createReplyRows(db),
    ...facts,
    ...orders,
    ...createStandingRows(db, sellers.touch),
    emit: outbox.emit,
  };

  const standings = createStandingReader(db);
  const profiles = createProfileReader(db, standings);
  const view = createListingView(profiles, standings, stock.stock, places);

  function transaction<T>(work: (rows: ReadModelRows) => T): T {
    try {
      const result = db.transaction(() => {
        const value = work(rows);
        text.flush();
        editions.flush();
        return value;
      });
      columns.apply();
      sellers.apply();
      outbox.publish();
      return result;
    } catch (error) {
      text.reset();
      editions.reset();
      columns.reset();
      sellers.reset();
      outbox.reset();
      throw error;
    }
  }

  return {
    fresh,
    readModel: { transaction },
    journalSequence: journals.journalSequence,
    journals: { head: journals.head, heads: journals.heads },
    cursor: { head: facts.head, at: facts.at },
    listings: createListingReader(db, view, places, {
      ...createSearch(db, columns, sellers, view, profiles),
      stock: stock.stock,
      floor: stock.floor,
    }),
    profiles,
    orders: createOrderReader(db, { ...orders, ...facts }),
    reviews: createReviewReader(db, profiles),
    pictures: createPictureReader(db),
    events: outbox,
    version: createVersion(db),
    close() {
      try {
        if (filling) db.exec(FILLED);
      } finally {
        db.close();
      }
      if (!filling) settle(directory, mark);
    },
  };
}

/** The log is left where somebody else still reads. */
function settle(directory: string, mark: OpenMark): void {
  for (const suffix of ["", "-wal"]) {
    const file = readFile(directory) + suffix;
    if (existsSync(file)) syncNow(file);
  }
  mark.clear();
}

/** A file of another schema, or a damaged one, is dropped. */
function openCurrent(directory: string, pragmas: string): { db: Database; fresh: boolean } {
  try {
    const db = openDatabase(readFile(directory), pragmas);
    if (versionOf(db) === READ_SCHEMA) return { db, fresh: false };
    db.close();
  } catch (error) {
    if (!(error instanceof SoukError) || error.code !== "storage.damaged") throw error;
  }
  dropFile(directory);
  const db = openDatabase(readFile(directory), pragmas);
  db.transaction(() => {
    db.exec(READ_TABLES);
    db.exec(`PRAGMA user_version = ${READ_SCHEMA}`);
  });
  return { db, fresh: true };
}

const versionOf = (db: Database): number =>
  db.query<{ user_version: number }>("PRAGMA user_version").get()!.user_version;
