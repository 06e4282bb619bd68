// One node per data folder: an operating-system lock, held through SQLite, that ends with the process however it ends.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SoukError } from "../core/errors.ts";
import { resultCode, storageError } from "./failure.ts";

const BUSY = 5;

/**
 * Creates the folder if need be and takes it for this process until `release` or the process's end.
 * `node.pid` beside the lock only tells people who holds it.
 * @throws SoukError `node.data-in-use`; `node.config` where there can be no such folder
 */
export function lockDirectory(directory: string): { release(): void } {
  makeFolder(directory);
  const pidFile = path.join(directory, "node.pid");
  const db = hold(path.join(directory, "lock.db"));
  if (!db) {
    throw new SoukError(
      "node.data-in-use",
      `The data folder ${directory} is in use by another Souk node${holderOf(pidFile)}: stop that one, or give this one its own folder with --data`,
      { subject: directory },
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return { release: () => db.close() };
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOSPC") throw storageError(cause, directory);
    const why = code === "EEXIST" || code === "ENOTDIR" ? "a file is in its place" : code;
    throw new SoukError(
      "node.config",
      `The data folder ${directory} cannot be made (${why}): give another one with --data`,
      {
        cause,
        subject: directory,
      },
    );
  }
}

/** @returns undefined if somebody else holds it */
function hold(file: string): DatabaseSync | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 0 });
    db.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return db;
  } catch (error) {
    db?.close();
    if (resultCode(error) === BUSY) return undefined;
    throw storageError(error, path.basename(file));
  }
}

function holderOf(pidFile: string): string {
  try {
    return ` (process ${readFileSync(pidFile, "utf8").trim()})`;
  } catch {
    return "";
  }
}
