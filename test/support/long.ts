// Scenarios with a count: a small part of it in `npm test`, all of it in `npm run test:long`, which collects the figures.
import assert from "node:assert/strict";

export const LONG = process.env["SOUK_LONG"] === "1";

/** @param short of it in `npm test`; a tenth when left out */
export const counted = (full: number, short = Math.ceil(full / 10)): number => (LONG ? full : short);

export interface Figure {
  /** The row of the table of figures. */
  test: string;
  count: number | string;
  figure: string;
  measured: string;
}

/** One line for test/long/run.ts, also when the figure is missed; then the assertions. */
export function report(figure: Figure, misses: Record<string, boolean>): void {
  const missed = Object.keys(misses).filter((name) => misses[name]);
  if (LONG) console.log(`RESULT-LONG ${JSON.stringify({ ...figure, ok: missed.length === 0 })}`);
  assert.deepEqual(missed, [], `${figure.test}: ${figure.measured}`);
}

/** The value that so much of the list does not exceed. */
export function percentile(list: readonly number[], part: number): number {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}

export const ms = (value: number): string => `${Math.round(value)} ms`;
