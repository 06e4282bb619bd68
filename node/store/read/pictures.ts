// Which pictures this node may serve, and which it should hold.
import type { PictureReader } from "../../core/ports/readers.ts";
import type { Database } from "../database.ts";
import type { TextIndex } from "./text/text-index.ts";

export function createPictureReader(db: Database, text: { db: Database } & Pick<TextIndex, "isComing">): PictureReader {
  const shown = text.db.query("SELECT 1 FROM edition_pictures WHERE edition_pictures MATCH ? LIMIT 1");
  const known = db.query<{ known: number }>(`
    SELECT EXISTS (SELECT 1 FROM review_pictures WHERE cid = ?1)
        OR EXISTS (SELECT 1 FROM profiles WHERE picture = ?1)
        OR EXISTS (SELECT 1 FROM profiles WHERE thumbnail = ?1) AS known`);
  // Of older editions only those that an order shows: else every edit of a listing would be held for ever.
  const all = db.query<{ files: string }>(`
    SELECT pictures AS files FROM editions WHERE pictures <> ''
      AND (edition IN (SELECT edition FROM listings) OR terms IN (SELECT terms FROM orders))
    UNION ALL SELECT cid FROM review_pictures
    UNION ALL SELECT picture || ' ' || thumbnail FROM profiles WHERE picture IS NOT NULL`);
  const of = db.query<{ files: string }>(`
    SELECT pictures AS files FROM editions WHERE seller = ?1 AND pictures <> ''
    UNION ALL SELECT v.cid FROM review_pictures v JOIN reviews r ON r.order_id = v.order_id WHERE r.buyer = ?1
    UNION ALL SELECT picture || ' ' || thumbnail FROM profiles WHERE owner = ?1 AND picture IS NOT NULL`);
  const cidsOf = (rows: readonly { files: string }[]) => [...new Set(rows.flatMap(({ files }) => files.split(" ")))];
  return {
    of: (owner) => cidsOf(of.all(owner)),
    // What is no word would be read as a query of the index.
    isKnown: (cid) =>
      /^[a-z0-9]+$/.test(cid) && (!!shown.get(`"${cid}"`) || text.isComing(cid) || known.get(cid)!.known === 1),
    all: () => cidsOf(all.all()),
  };
}
