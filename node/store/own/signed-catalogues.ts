// Which catalogue sequences the own account has used, and what can still be paid of the listings it signed.
import type { ListingId } from "../../../protocol/ids.ts";
import type { SignedCatalogues, SignedListing } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";

interface Row {
  listing: ListingId;
  sequence: number;
  valid_until: number;
  totals: string;
}

export function createSignedCatalogues(db: Database): SignedCatalogues {
  const last = db.query<{ sequence: number }>("SELECT sequence FROM catalogue");
  const setLast = db.query("INSERT OR REPLACE INTO catalogue (only, sequence) VALUES (1, ?)");
  const put = db.query(
    "INSERT OR REPLACE INTO signed_listings (listing, sequence, valid_until, totals) VALUES (?, ?, ?, ?)",
  );
  const ofOne = db.query<Row>("SELECT * FROM signed_listings WHERE listing = ? ORDER BY sequence");
  const all = db.query<Row>("SELECT * FROM signed_listings ORDER BY listing, sequence");
  const drop = db.query("DELETE FROM signed_listings WHERE valid_until < ?");

  return {
    last: () => last.get()?.sequence ?? 0,
    next(least) {
      const sequence = Math.max((last.get()?.sequence ?? 0) + 1, least);
      setLast.run(sequence);
      return sequence;
    },
    note(listings, now) {
      db.transaction(() => {
        drop.run(now);
        for (const { listing, sequence, validUntil, totals } of listings) {
          put.run(listing, sequence, validUntil, JSON.stringify(totals));
        }
      });
    },
    of: (listing) => ofOne.all(listing).map(signedOf),
    all: () => all.all().map(signedOf),
  };
}

const signedOf = ({ listing, sequence, valid_until, totals }: Row): SignedListing => ({
  listing,
  sequence,
  validUntil: valid_until,
  totals: JSON.parse(totals) as SignedListing["totals"],
});
