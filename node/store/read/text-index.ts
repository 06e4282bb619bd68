// Writing the full-text index of listings (FTS5).
import type { Listing } from "../../../protocol/listing.ts";
import type { Database } from "../database.ts";
import { forIndex } from "./search/words.ts";

/**
 * FTS5 would merge its segments by itself, in bursts of up to a megabyte. Each text pays for its own share at once:
 * what it becomes in the index, once for each of five levels. Levels of eight segments are merged.
 */
const LETTERS_PER_PAGE = 400;

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
  const merge = db.query("INSERT INTO listing_text (listing_text, rank) VALUES ('merge', ?)");
  // FTS5 writes a segment whenever a rowid is lower than the one before, so a transaction's documents go in by rowid.
  const pending = new Map<number, Listing | null>();
  return {
    put: (doc, listing) => void pending.set(doc, listing),
    remove: (doc) => void pending.set(doc, null),
    flush() {
      if (pending.size === 0) return;
      let letters = 0;
      for (const doc of [...pending.keys()].toSorted((a, b) => a - b)) {
        const listing = pending.get(doc);
        if (!listing) drop.run(doc);
        else {
          const { title, tags, category, description } = listing;
          const texts = [forIndex(title), forIndex(tags.join(" ")), category, forIndex(description)];
          insert.run(doc, ...texts);
          for (const { length } of texts) letters += length;
        }
      }
      merge.run(Math.ceil((letters + 1) / LETTERS_PER_PAGE));
      pending.clear();
    },
    reset: () => pending.clear(),
  };
}
