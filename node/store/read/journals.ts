// How far each journal has been read, and which rows its records have made.
import { cidOfDigest } from "../../../protocol/block.ts";
import type { Address, Cid, Hex32, ListingId } from "../../../protocol/ids.ts";
import type { JournalReader } from "../../core/ports/readers.ts";
import type { HeldRow, ReadModelRows } from "../../core/ports/read-model.ts";
import type { Database } from "../database.ts";

type Rows = Pick<ReadModelRows, "journalSequence" | "setJournal" | "dropJournal" | "heldOf">;

export function createJournalRows(db: Database): Rows & JournalReader {
  const get = db.query<{ sequence: number; cid: Cid }>("SELECT sequence, head AS cid FROM journals WHERE owner = ?");
  const all = db.query<{ owner: Address; sequence: number; cid: Cid }>(
    "SELECT owner, sequence, head AS cid FROM journals ORDER BY owner",
  );
  const set = db.query("INSERT OR REPLACE INTO journals (owner, sequence, head) VALUES (?, ?, ?)");
  const drop = db.query("DELETE FROM journals WHERE owner = ?");
  const profile = db.query<{ cid: Cid; sequence: number }>("SELECT cid, sequence FROM profiles WHERE owner = ?");
  const listings = db.query<{ id: ListingId; terms: Hex32; sequence: number }>(
    "SELECT id, terms, sequence FROM listings WHERE seller = ?",
  );
  const replies = db.query<{ order: Hex32; cid: Cid; sequence: number }>(
    'SELECT order_id AS "order", cid, sequence FROM replies WHERE author = ?',
  );
  const reviews = db.query<{ order: Hex32; cid: Cid; sequence: number }>(
    'SELECT order_id AS "order", cid, sequence FROM review_blocks WHERE author = ?',
  );
  return {
    journalSequence: (owner) => get.get(owner)?.sequence ?? 0,
    head: (owner) => get.get(owner),
    heads: () => all.all(),
    setJournal: (owner, sequence, head) => void set.run(owner, sequence, head),
    dropJournal: (owner) => void drop.run(owner),
    heldOf: (owner): HeldRow[] => [
      ...profile.all(owner).map((row) => ({ kind: "profile" as const, ...row })),
      ...listings
        .all(owner)
        .map(({ id, terms, sequence }) => ({ kind: "listing" as const, id, cid: cidOfDigest(terms), sequence })),
      ...reviews.all(owner).map((row) => ({ kind: "review" as const, ...row })),
      ...replies.all(owner).map((row) => ({ kind: "reply" as const, ...row })),
    ],
  };
}
