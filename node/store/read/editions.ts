// Every edition of a listing that was seen, and the pictures it shows.
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import type { Listing } from "../../../protocol/listing.ts";
import { filesOf } from "../../../protocol/picture.ts";
import type { Database } from "../database.ts";
import type { TextIndex } from "./text/text-index.ts";

export interface EditionRows {
  /** @returns its number in this file, by which a listing names its newest edition */
  put(terms: Hex32, listing: Listing, block: Uint8Array): number;
  dropOf(seller: Address): void;
}

/** That `e` is this seller's edition with these terms, as SQL expressions. The index has the beginning of each digest. */
export const isEdition = (seller: string, terms: string): string =>
  `(e.seller = ${seller} AND substr(e.terms, 3, 10) = substr(${terms}, 3, 10) AND e.terms = ${terms})`;

/** @param lastIndexed a number that the text index knows is never given again */
export function createEditionRows(
  db: Database,
  text: Pick<TextIndex, "putPictures" | "dropPictures">,
  lastIndexed: number,
): EditionRows {
  const find = db.query<{ edition: number }>(`SELECT edition FROM editions e WHERE ${isEdition("?1", "?2")}`);
  // Numbered here: RETURNING takes longer than the insertion.
  const stored = db.query<{ last: number }>("SELECT coalesce(max(edition), 0) AS last FROM editions").get()!;
  let last = Math.max(stored.last, lastIndexed);
  const put = db.query(
    "INSERT INTO editions (edition, terms, seller, id, title, pictures, block) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const drop = db.query("DELETE FROM editions WHERE seller = ?");
  const pictured = db.query<{ edition: number }>("SELECT edition FROM editions WHERE seller = ? AND pictures <> ''");

  return {
    put(terms, { seller, id, title, pictures }, block) {
      const known = find.get(seller, terms);
      if (known) return known.edition;
      const files = pictures.flatMap(filesOf).join(" ");
      const edition = ++last;
      put.run(edition, terms, seller, id, title, files, block);
      if (files !== "") text.putPictures(edition, files);
      return edition;
    },
    dropOf(seller) {
      for (const { edition } of pictured.all(seller)) text.dropPictures(edition);
      drop.run(seller);
    },
  };
}
