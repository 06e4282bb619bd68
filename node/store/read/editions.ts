// Every edition of a listing that was seen, and the pictures it shows.
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import type { Listing } from "../../../protocol/listing.ts";
import { filesOf } from "../../../protocol/picture.ts";
import type { Database } from "../database.ts";

export interface EditionRows {
  /** @returns its number in this file, by which a listing names its newest edition */
  put(terms: Hex32, listing: Listing, block: Uint8Array): number;
  dropOf(seller: Address): void;
  /** Writes the pictures of what was put; call before the commit. */
  flush(): void;
  /** Forgets what was put; call after a rollback. */
  reset(): void;
}

/** That `e` is this seller's edition with these terms, as SQL expressions. The index has the beginning of each digest. */
export const isEdition = (seller: string, terms: string): string =>
  `(e.seller = ${seller} AND substr(e.terms, 3, 10) = substr(${terms}, 3, 10) AND e.terms = ${terms})`;

export function createEditionRows(db: Database): EditionRows {
  const find = db.query<{ edition: number }>(`SELECT edition FROM editions e WHERE ${isEdition("?1", "?2")}`);
  // Numbered here: RETURNING takes longer than the insertion.
  let { last } = db.query<{ last: number }>("SELECT coalesce(max(edition), 0) AS last FROM editions").get()!;
  const put = db.query(
    "INSERT INTO editions (edition, terms, seller, id, title, pictures, block) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const putPictures = db.query("INSERT INTO edition_pictures (rowid, pictures) VALUES (?, ?)");
  const drop = db.query("DELETE FROM editions WHERE seller = ?");
  const dropPictures = db.query(
    "DELETE FROM edition_pictures WHERE rowid IN (SELECT edition FROM editions WHERE seller = ? AND pictures <> '')",
  );
  // FTS5 writes a segment whenever another statement begins that may have to be undone, so a transaction's go in at its end.
  const pending = new Map<number, string>();

  function flush(): void {
    for (const [edition, files] of pending) putPictures.run(edition, files);
    pending.clear();
  }

  return {
    flush,
    reset: () => pending.clear(),
    put(terms, { seller, id, title, pictures }, block) {
      const known = find.get(seller, terms);
      if (known) return known.edition;
      const files = pictures.flatMap(filesOf).join(" ");
      const edition = ++last;
      put.run(edition, terms, seller, id, title, files, block);
      if (files !== "") pending.set(edition, files);
      return edition;
    },
    dropOf(seller) {
      flush();
      dropPictures.run(seller);
      drop.run(seller);
    },
  };
}
