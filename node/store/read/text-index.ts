// The full-text index of listings (FTS5): writing it, and turning what people type into a query.
import { tidy } from "../../../protocol/text.ts";
import type { Listing } from "../../../protocol/listing.ts";
import type { Database } from "../database.ts";

export interface TextIndex {
  put(doc: number, listing: Listing): void;
  remove(doc: number): void;
  /** Writes what was put and removed; call before the commit. */
  flush(): void;
  /** Forgets what was put and removed; call after a rollback. */
  reset(): void;
}

export function createTextIndex(db: Database): TextIndex {
  const insert = db.query(
    "INSERT OR REPLACE INTO listing_text (rowid, title, tags, category, description) VALUES (?, ?, ?, ?, ?)",
  );
  const drop = db.query("DELETE FROM listing_text WHERE rowid = ?");
  // FTS5 writes a segment whenever a rowid is lower than the one before, so a transaction's documents go in by rowid.
  const pending = new Map<number, Listing | null>();
  return {
    put: (doc, listing) => void pending.set(doc, listing),
    remove: (doc) => void pending.set(doc, null),
    flush() {
      for (const doc of [...pending.keys()].toSorted((a, b) => a - b)) {
        const listing = pending.get(doc);
        if (!listing) drop.run(doc);
        else insert.run(doc, listing.title, listing.tags.join(" · "), listing.category, listing.description);
      }
      pending.clear();
    },
    reset: () => pending.clear(),
  };
}

/** Runs of letters, digits, private use and marks: what the tokenizer unicode61 takes for a word. */
export const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;

/** More words than anybody types only cost time. */
const MAX_WORDS = 16;

export const wordsOf = (typed: string): string[] => [...new Set(tidy(typed).match(WORD))].slice(0, MAX_WORDS);

/** Each word as FTS5 takes it, the last one as a beginning. Words are quoted: nothing typed is ever FTS5 syntax. */
export function termsOf(words: readonly string[]): string[] {
  const terms = words.map((word) => `"${word}"`);
  const last = words.at(-1);
  // One letter as a beginning would match nearly everything.
  if (last !== undefined && last.length > 1) terms.push(`${terms.pop()} *`);
  return terms;
}
