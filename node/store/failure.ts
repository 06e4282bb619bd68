// Turns SQLite's failures into errors with words: disk full, file in use, file damaged. Anything else passes unchanged.
import { type ErrorCode, SoukError } from "../core/errors.ts";

/** Primary result codes: https://sqlite.org/rescode.html. The cure of a damaged file depends on which it is. */
const WORDS: Record<number, readonly [code: ErrorCode, words: string, retryable: boolean]> = {
  5: ["storage.busy", "is in use by another program: close it and try again", true],
  6: ["storage.busy", "is in use: try again", true],
  8: ["storage.busy", "cannot be written: check the permissions of the data folder", false],
  10: ["storage.damaged", "could not be read or written: check the disk", true],
  11: ["storage.damaged", "is damaged: CURE", false],
  13: ["storage.full", "cannot grow, the disk is full: nothing was changed; free some space and try again", true],
  14: ["storage.busy", "cannot be opened: check that the data folder exists and may be written", false],
  26: ["storage.damaged", "is not a database: CURE", false],
};

/** The primary result code of an error that node:sqlite threw, or undefined. */
export function resultCode(error: unknown): number | undefined {
  const code = error instanceof Error && "errcode" in error ? error.errcode : undefined;
  return typeof code === "number" ? code & 0xff : undefined;
}

/** @param file the file's name, for the message */
export function storageError(error: unknown, file: string): unknown {
  const known = WORDS[resultCode(error) ?? 0];
  if (!known) return error;
  const [code, words, retryable] = known;
  const cure = ["read.db", "search.db"].includes(file)
    ? "stop the node and delete it, it is made anew"
    : "restore it from a backup";
  const message = `The file ${file} ${words.replace("CURE", cure)}.`;
  return new SoukError(code, message, { retryable, cause: error, subject: file });
}
