// A SQLite file opened for one process: prepared queries, transactions, and failures in words.
import { closeSync, openSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { SoukError } from "../core/errors.ts";
import { storageError } from "./failure.ts";

/** How long a statement waits for another process. */
export const BUSY_MS = 2_000;

export type Value = SQLInputValue;

/** A prepared statement whose rows have the shape the caller names. */
export interface Query<Row> {
  get(...values: Value[]): Row | undefined;
  all(...values: Value[]): Row[];
  /** @returns the number of rows changed */
  run(...values: Value[]): number;
}

export interface Database {
  exec(sql: string): void;
  query<Row = Record<string, unknown>>(sql: string): Query<Row>;
  /** Runs the work in one transaction; throwing rolls back. Inside another one it is a part of that. */
  transaction<T>(work: () => T): T;
  /** Runs the work once the open transaction has been committed, or at once if none is open. */
  afterCommit(work: () => void): void;
  close(): void;
}

/** @throws SoukError `storage.busy`, `storage.damaged` */
export function openDatabase(file: string, pragmas: string): Database {
  const name = path.basename(file);
  /** Words for SQLite's failures, everywhere. */
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw storageError(error, name);
    }
  };
  createPrivately(file);
  const db = guard(() => new DatabaseSync(file, { timeout: BUSY_MS }));

  function query<Row>(sql: string): Query<Row> {
    const statement = guard(() => db.prepare(sql));
    return {
      get: (...values) => guard(() => statement.get(...values) as Row | undefined),
      all: (...values) => guard(() => statement.all(...values) as Row[]),
      run: (...values) => guard(() => Number(statement.run(...values).changes)),
    };
  }

  /** What waits for the open transaction. */
  let waiting: (() => void)[] = [];

  function rollback() {
    // A full disk ends the transaction by itself.
    if (db.isTransaction) db.exec("ROLLBACK");
  }

  try {
    guard(() => db.exec(pragmas));
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    exec: (sql) => guard(() => db.exec(sql)),
    query,
    transaction(work) {
      if (db.isTransaction) return work();
      guard(() => db.exec("BEGIN IMMEDIATE"));
      waiting = [];
      let result;
      try {
        result = work();
        guard(() => db.exec("COMMIT"));
      } catch (error) {
        rollback();
        throw error;
      }
      for (const next of waiting) next();
      return result;
    },
    afterCommit(work) {
      if (db.isTransaction) waiting.push(work);
      else work();
    },
    close: () => db.close(),
  };
}

/** Made by us, so that nobody else on the machine can read it; SQLite gives -wal and -shm the same mode. */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, "a", 0o600));
  } catch (error) {
    const { message } = error as Error;
    const words = `The file ${file} cannot be opened: check that the data folder exists and may be written (${message}).`;
    throw new SoukError("storage.busy", words, { cause: error, subject: path.basename(file) });
  }
}
