// read.db and search.db: the disposable read model. `openReadStore({ directory, onError? })` gives the write side and a reader per noun.
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
import { TEXT_SCHEMA, TEXT_TABLES, createTextFile, textFile } from "./text/text-file.ts";
import { createTextIndex } from "./text/text-index.ts";
import { mend } from "./text/mend.ts";
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
  /** Until search.db has all that read.db has. What it has not at `close`, it gets at the next opening. */
  settled(): Promise<void>;
  close(): void;
}

/** Of each of the two files. Larger pages: what a commit writes is appended, and is fewer of them. */
const PRAGMAS = "PRAGMA page_size = 8192; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768;";
/** Nothing waits for the disk: a file that was open when the machine stopped is filled anew (open-mark.ts). */
const SERVING = `${PRAGMAS} PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 1000;`;
/** Each page is written once, and nothing waits for the disk before the end. */
const FILLING = `${PRAGMAS} PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;`;
/** The first commit of a file that is on the disk as a whole. */
const FILLED = "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;";

export const readFile = (directory: string): string => path.join(directory, "read.db");

/** Deletes the read model: the next opening is fresh. Only while no store is open on the folder. */
export function dropReadStore(directory: string): void {
  dropFiles(directory);
  createOpenMark(readFile(directory)).clear();
}

function dropFiles(directory: string): void {
  for (const file of [readFile(directory), textFile(directory)]) {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
  }
}

/**
 * @param options.filling from nothing to its end, with nobody reading: a crash leaves a file that has to be thrown away
 * @param options.threads search.db is written in a thread while much comes in, and a little later
 * @param options.onError hears what event listeners throw, and what keeps search.db from being written; left out, it becomes a warning of the process
 * @throws SoukError `storage.busy`, `storage.full`
 */
export function openReadStore({
  directory,
  filling = false,
  threads = false,
  onError = (error) => process.emitWarning(error instanceof Error ? error : String(error)),
}: {
  directory: string;
  filling?: boolean;
  threads?: boolean;
  onError?: (error: unknown) => void;
}): ReadStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const mark = createOpenMark(readFile(directory));
  if (mark.isTorn()) dropFiles(directory);
  const wasKilled = mark.isSet();
  if (!filling) mark.set();
  const pragmas = filling ? FILLING : SERVING;
  const { db, textDb, fresh } = openCurrent(directory, pragmas);
  const file = createTextFile(textDb);
  const text = createTextIndex(file, { onError, thread: threads ? { directory, pragmas } : undefined });
  if (wasKilled && !fresh) mend(db, file, text);
  const editions = createEditionRows(db, text, file.last());
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
  const version = createVersion(db);
  const profiles = createProfileReader(db, standings);
  const view = createListingView(profiles, standings, stock.stock, places);

  function transaction<T>(work: (rows: ReadModelRows) => T): T {
    try {
      const result = db.transaction(() => work(rows));
      text.commit();
      columns.apply();
      sellers.apply();
      outbox.publish();
      return result;
    } catch (error) {
      text.reset();
      columns.reset();
      sellers.reset();
      outbox.reset();
      throw error;
    }
  }

  return {
    fresh,
    readModel: { transaction, room: text.room },
    journalSequence: journals.journalSequence,
    journals: { head: journals.head, heads: journals.heads },
    cursor: { head: facts.head, at: facts.at },
    listings: createListingReader(db, view, places, {
      wordsOfNow: text.soon,
      ...createSearch(db, { db: textDb, version: text.version }, columns, sellers, view, profiles),
      stock: stock.stock,
      floor: stock.floor,
    }),
    profiles,
    orders: createOrderReader(db, { ...orders, ...facts }),
    reviews: createReviewReader(db, profiles),
    pictures: createPictureReader(db, { db: textDb, isComing: text.isComing }),
    events: outbox,
    version: () => `${version()}-${text.version()}`,
    settled: text.settled,
    close() {
      const isWhole = text.close();
      for (const one of [textDb, db]) {
        try {
          if (filling) one.exec(FILLED);
        } finally {
          one.close();
        }
      }
      if (!filling && isWhole) settle(directory, mark);
    },
  };
}

/** The log is left where somebody else still reads. */
function settle(directory: string, mark: OpenMark): void {
  for (const file of [readFile(directory), textFile(directory)].flatMap((name) => [name, `${name}-wal`])) {
    if (existsSync(file)) syncNow(file);
  }
  mark.clear();
}

/** Where one of the files is missing, damaged, or of another schema, both are dropped. */
function openCurrent(directory: string, pragmas: string): { db: Database; textDb: Database; fresh: boolean } {
  const db = openIfCurrent(readFile(directory), READ_SCHEMA, pragmas);
  const textDb = openIfCurrent(textFile(directory), TEXT_SCHEMA, pragmas);
  if (db && textDb) return { db, textDb, fresh: false };
  db?.close();
  textDb?.close();
  dropFiles(directory);
  return {
    db: create(readFile(directory), READ_TABLES, READ_SCHEMA, pragmas),
    textDb: create(textFile(directory), TEXT_TABLES, TEXT_SCHEMA, pragmas),
    fresh: true,
  };
}

function openIfCurrent(file: string, schema: number, pragmas: string): Database | undefined {
  try {
    const db = openDatabase(file, pragmas);
    if (versionOf(db) === schema) return db;
    db.close();
  } catch (error) {
    if (!(error instanceof SoukError) || error.code !== "storage.damaged") throw error;
  }
  return undefined;
}

function create(file: string, tables: string, schema: number, pragmas: string): Database {
  const db = openDatabase(file, pragmas);
  db.transaction(() => {
    db.exec(tables);
    db.exec(`PRAGMA user_version = ${schema}`);
  });
  return db;
}

const versionOf = (db: Database): number =>
  db.query<{ user_version: number }>("PRAGMA user_version").get()!.user_version;
