// Every table of a read.db and its search.db as sorted text, to compare two of them row by row; the outbox and numbers made by the file are left out.
import { DatabaseSync } from "node:sqlite";
import { readFile } from "./read-store.ts";
import { textFile } from "./text/text-file.ts";

/** `doc`, `edition` and what is derived from them is made by the file; the outbox is its history. */
const LEFT_OUT = /^(sqlite_|outbox)/;
const MADE_HERE = ["doc", "edition"];

/** Editions that nothing shows are left over from the file's own history: a journal's state does not hold them. */
const NAMED = "e.terms IN (SELECT terms FROM listings UNION SELECT terms FROM orders)";
const INDEXES = ["listing_text", "edition_pictures"];
const SELECTS: Record<string, string> = {
  listing_text:
    "SELECT l.seller, l.id, w.term, w.col, w.offset FROM temp.words w LEFT JOIN temp.shown l ON l.edition = w.doc",
  variants: "SELECT l.seller, l.id, v.stock FROM variants v LEFT JOIN listings l USING (doc)",
  editions: `SELECT * FROM editions e WHERE ${NAMED}`,
  edition_pictures: `SELECT e.terms, p.term FROM temp.pictures p CROSS JOIN editions e ON e.edition = p.doc WHERE ${NAMED}`,
};

/** @returns per table its rows as JSON with sorted keys, sorted. The full-text index is compared word by word. */
export function dumpTables(directory: string): Record<string, string[]> {
  const db = new DatabaseSync(readFile(directory), { readOnly: true });
  try {
    db.prepare("ATTACH ? AS search").run(textFile(directory));
    db.exec("CREATE VIRTUAL TABLE temp.words USING fts5vocab('search', 'listing_text', 'instance')");
    db.exec("CREATE VIRTUAL TABLE temp.pictures USING fts5vocab('search', 'edition_pictures', 'instance')");
    // Nobody else looks for a listing by its edition: the file has no index for it.
    db.exec("CREATE TABLE temp.shown (edition INTEGER PRIMARY KEY, seller, id)");
    db.exec("INSERT INTO temp.shown SELECT edition, seller, id FROM listings");
    const tables = db
      .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name")
      .all()
      .map(({ name }) => name as string)
      .filter((name) => !LEFT_OUT.test(name));
    return Object.fromEntries([...tables, ...INDEXES].map((name) => [name, rowsOf(db, name)]));
  } finally {
    db.close();
  }
}

/** @returns the names of tables whose rows are not the same in two dumps */
export function differingTables(a: Record<string, string[]>, b: Record<string, string[]>): string[] {
  const tables = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...tables].filter((table) => JSON.stringify(a[table]) !== JSON.stringify(b[table]));
}

function rowsOf(db: DatabaseSync, table: string): string[] {
  return db
    .prepare(SELECTS[table] ?? `SELECT * FROM main."${table}"`)
    .all()
    .map((row) =>
      JSON.stringify(
        Object.entries(row)
          .filter(([column]) => !MADE_HERE.includes(column))
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([column, value]) => [column, value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value]),
      ),
    )
    .toSorted();
}
