// search.db: the words of listings and the CIDs of pictures, each by the number of an edition in read.db (FTS5).
import { createHash } from "node:crypto";
import path from "node:path";
import type { Database } from "../../database.ts";
import { forIndex } from "../search/words.ts";

/**
 * No text is stored twice: words only. Of beginnings longer than three letters there are few enough to look through.
 * Its segments are merged by `write`.
 */
export const TEXT_TABLES = `
CREATE VIRTUAL TABLE listing_text USING fts5 (
  title, tags, category, description,
  content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'", prefix = '2 3'
);
INSERT INTO listing_text (listing_text, rank) VALUES ('automerge', 0), ('usermerge', 8);

-- Which editions show a picture. A table in the order of CIDs would be written to all over.
CREATE VIRTUAL TABLE edition_pictures USING fts5 (
  pictures, content = '', contentless_delete = 1, detail = none, tokenize = "ascii"
);
`;

export const TEXT_SCHEMA = createHash("sha256").update(TEXT_TABLES).digest().readUInt32BE(0) >>> 1;

export const textFile = (directory: string): string => path.join(directory, "search.db");

export interface Text {
  title: string;
  tags: readonly string[];
  category: string;
  description: string;
}

/** By edition; null takes out. */
export interface TextChanges {
  texts: Map<number, Text | null>;
  /** CIDs with spaces between. */
  pictures: Map<number, string | null>;
}

/**
 * FTS5 would merge its segments by itself, in bursts of up to a megabyte. Each text pays for its own share at once:
 * what it becomes in the index, once for each of five levels. Levels of eight segments are merged.
 */
const LETTERS_PER_PAGE = 400;

export interface TextFile {
  /** In one transaction. */
  write(changes: TextChanges): void;
  /** The editions whose words, and whose pictures, are here. */
  texts(): number[];
  pictured(): number[];
  /** The highest of them. */
  last(): number;
}

export function createTextFile(db: Database): TextFile {
  const put = db.query(
    "INSERT OR REPLACE INTO listing_text (rowid, title, tags, category, description) VALUES (?, ?, ?, ?, ?)",
  );
  const drop = db.query("DELETE FROM listing_text WHERE rowid = ?");
  const merge = db.query("INSERT INTO listing_text (listing_text, rank) VALUES ('merge', ?)");
  const putPictures = db.query("INSERT OR REPLACE INTO edition_pictures (rowid, pictures) VALUES (?, ?)");
  const dropPictures = db.query("DELETE FROM edition_pictures WHERE rowid = ?");
  const texts = db.query<{ id: number }>("SELECT id FROM listing_text_docsize");
  const pictured = db.query<{ id: number }>("SELECT id FROM edition_pictures_docsize");

  function putText(edition: number, { title, tags, category, description }: Text): number {
    const words = [forIndex(title), forIndex(tags.join(" ")), category, forIndex(description)];
    put.run(edition, ...words);
    return words.reduce((letters, { length }) => letters + length, 0);
  }

  // One index after the other, by rising number: FTS5 writes a segment whenever a number is lower than the one before,
  // and whenever a statement begins that may have to be undone by itself (as `OR REPLACE` may in another table).
  function write({ texts: words, pictures }: TextChanges): void {
    let letters = 0;
    for (const [edition, text] of inOrder(words)) {
      if (text) letters += putText(edition, text);
      else drop.run(edition);
    }
    if (words.size > 0) merge.run(Math.ceil((letters + 1) / LETTERS_PER_PAGE));
    for (const [edition, files] of inOrder(pictures)) {
      if (files === null) dropPictures.run(edition);
      else putPictures.run(edition, files);
    }
  }

  const last = db.query<{ last: number }>(`
    SELECT max(coalesce((SELECT max(id) FROM listing_text_docsize), 0),
      coalesce((SELECT max(id) FROM edition_pictures_docsize), 0)) AS last`);

  return {
    last: () => last.get()!.last,
    write: (changes) => db.transaction(() => write(changes)),
    texts: () => texts.all().map(({ id }) => id),
    pictured: () => pictured.all().map(({ id }) => id),
  };
}

const inOrder = <T>(changes: Map<number, T>): [number, T][] => [...changes].toSorted(([a], [b]) => a - b);
