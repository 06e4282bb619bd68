// Which pictures this node may serve, and which it should hold.
import type { PictureReader } from "../../core/ports/readers.ts";
import type { Database } from "../database.ts";

export function createPictureReader(db: Database): PictureReader {
  const known = db.query<{ known: number }>(`
    SELECT EXISTS (SELECT 1 FROM edition_pictures WHERE cid = ?1)
        OR EXISTS (SELECT 1 FROM review_pictures WHERE cid = ?1)
        OR EXISTS (SELECT 1 FROM profiles WHERE picture = ?1)
        OR EXISTS (SELECT 1 FROM profiles WHERE thumbnail = ?1) AS known`);
  // Of older editions only those that an order shows: else every edit of a listing would be held for ever.
  const all = db.query<{ cid: string }>(`
    SELECT p.cid FROM edition_pictures p WHERE p.terms IN (SELECT terms FROM listings)
        OR p.terms IN (SELECT terms FROM orders)
    UNION SELECT cid FROM review_pictures
    UNION SELECT picture FROM profiles WHERE picture IS NOT NULL
    UNION SELECT thumbnail FROM profiles WHERE thumbnail IS NOT NULL`);
  const of = db.query<{ cid: string }>(`
    SELECT p.cid FROM edition_pictures p JOIN editions e ON e.terms = p.terms WHERE e.seller = ?1
    UNION SELECT v.cid FROM review_pictures v JOIN reviews r ON r.order_id = v.order_id WHERE r.buyer = ?1
    UNION SELECT picture FROM profiles WHERE owner = ?1 AND picture IS NOT NULL
    UNION SELECT thumbnail FROM profiles WHERE owner = ?1 AND thumbnail IS NOT NULL`);
  return {
    of: (owner) => of.all(owner).map(({ cid }) => cid),
    isKnown: (cid) => known.get(cid)!.known === 1,
    all: () => all.all().map(({ cid }) => cid),
  };
}
