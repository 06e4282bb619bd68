// Any answer as text, by its shape alone: objects as records, lists of objects as tables. What no view was written for looks like this.
import { printable } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import { type Facts, NOTHING, idText, whenText } from "./facts.ts";

type Row = Record<string, unknown>;

export function anything(value: unknown, facts: Facts): string {
  if (Array.isArray(value)) return listText(value, facts);
  if (!isObject(value)) return scalarText(value, facts);
  const entries = Object.entries(value);
  const short = entries
    .filter(([, inner]) => !isTable(inner))
    // There is room for whole ids.
    .map(([name, inner]) => [worded(name), insideText(inner, { ...facts, full: true })] as const);
  const tables = entries.filter(([, inner]) => isTable(inner));
  return [
    ...(short.length > 0 ? [record(short, facts)] : []),
    ...tables.map(([name, inner]) => `${facts.style("strong", worded(name))}\n${listText(inner as Row[], facts)}`),
  ].join("\n\n");
}

function listText(rows: readonly unknown[], facts: Facts): string {
  if (!rows.every(isObject)) return rows.map((row) => insideText(row, facts)).join("\n");
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => ({
    title: worded(name),
    cell: (row: Row) => insideText(row[name], facts),
    right: rows.every((row) => typeof row[name] === "number"),
    shrinks: true,
  }));
  return table<Row>(columns, rows, facts);
}

/** In one cell. */
function insideText(value: unknown, facts: Facts): string {
  if (Array.isArray(value)) return value.length === 0 ? NOTHING : value.map((one) => insideText(one, facts)).join(", ");
  if (!isObject(value)) return scalarText(value, facts);
  return Object.entries(value)
    .map(([name, inner]) => `${worded(name)} ${insideText(inner, facts)}`)
    .join(", ");
}

function scalarText(value: unknown, facts: Facts): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  if (typeof value === "boolean") return value ? "yes" : "no";
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? whenText(facts, text) : printable(idText(facts, text));
}

const isObject = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);
const isTable = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isObject);
/** `shipsFrom` → `ships from` */
const worded = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
