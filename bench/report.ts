// How every bench prints: progress on stderr, a table for people, one RESULT line for machines, history of full runs.
import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

const HISTORY = fileURLToPath(new URL("history.jsonl", import.meta.url));

export const isQuick = (): boolean => process.argv.includes("--quick");

/** Rows asked for by name; none means all. */
export const namedRows = (): string[] => process.argv.slice(2).filter((word) => !word.startsWith("--"));

/** Numbers that could not be measured are null; the table says why. */
export type Result = Record<string, number | boolean | null>;

export const progress = (text: string): void => void process.stderr.write(`${text}\n`);

/** @param share 0.5 is the median */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

export function table(rows: readonly (readonly (string | number)[])[]): void {
  const widths = rows[0]!.map((_cell, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      typeof cell === "number" ? String(cell).padStart(widths[column]!) : cell.padEnd(widths[column]!),
    );
    console.log(`  ${cells.join("  ").trimEnd()}`);
  }
}

/** Prints the result line; a full run of all rows is appended to history.jsonl. */
export function finish(bench: string, result: Result): void {
  if (!isQuick() && namedRows().length === 0) {
    const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
    const machine = { cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30) };
    appendFileSync(HISTORY, `${JSON.stringify({ bench, commit, date: new Date().toISOString(), machine, result })}\n`);
  }
  console.log(`RESULT ${JSON.stringify(result)}`);
}
