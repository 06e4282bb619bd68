// One node per data folder: an operating-system lock, held through SQLite, that ends with the process however it ends.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SoukError } from "../core/errors.ts";
import { resultCode } from "./failure.ts";

const BUSY = 5;

/**
 * Creates the folder if need be and takes it for this process until `release` or the process's end.
 * `node.pid` beside the lock only tells people who holds it.
 * @throws SoukError `node.data-in-use`
 */
export function lockDirectory(directory: string): { release(): void } {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pidFile = path.join(directory, "node.pid");
  const db = new DatabaseSync(path.join(directory, "lock.db"), { timeout: 0 });
  try {
    db.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if (resultCode(error) !== BUSY) throw error;
    const holder = holderOf(pidFile);
    throw new SoukError(
      "node.data-in-use",
      `The data folder ${directory} is in use by another Souk node${holder}: stop that one, or give this one its own folder with --data`,
      { cause: error, subject: directory },
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return { release: () => db.close() };
}

function holderOf(pidFile: string): string {
  try {
    return ` (process ${readFileSync(pidFile, "utf8").trim()})`;
  } catch {
    return "";
  }
}
