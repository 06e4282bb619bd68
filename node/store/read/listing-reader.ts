// Reading listings: one by its key, an edition by its digest, and counts. Searching is in search/.
import { cidOfDigest } from "../../../protocol/block.ts";
import type { Listing } from "../../../protocol/listing.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { variantsOf } from "../../core/listing.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import type { Database } from "../database.ts";
import { LISTING_COLUMNS, type ListingRow, type ListingView } from "./listing-view.ts";
import { isEdition } from "./editions.ts";
import { readBlock } from "./block.ts";
import type { PlaceRows } from "./places.ts";

export function createListingReader(
  db: Database,
  view: ListingView,
  places: Pick<PlaceRows, "get">,
  parts: Pick<ListingReader, "search" | "facets" | "wordsOfNow" | "stock" | "floor">,
): ListingReader {
  const get = db.query<ListingRow>(`
    SELECT ${LISTING_COLUMNS} FROM listings l JOIN editions e USING (edition) WHERE l.seller = ? AND l.id = ?`);
  const edition = db.query<{ block: Uint8Array }>(`SELECT block FROM editions e WHERE ${isEdition("?1", "?2")}`);
  const blocks = db.query<{ block: Uint8Array }>(
    "SELECT e.block FROM listings l JOIN editions e USING (edition) WHERE l.seller = ?",
  );
  const some = db.query<{ id: ListingId }>("SELECT id FROM listings WHERE seller = ? AND id > ? ORDER BY id LIMIT ?");
  const ending = db.query<{ id: ListingId }>(
    "SELECT id FROM listings WHERE seller = ? AND available_until >= ? AND available_until < ? ORDER BY id",
  );
  const ids = db.query<{ id: ListingId }>("SELECT id FROM listings WHERE seller = ? ORDER BY id");
  const categories = db.query<{ category: string; listings: number }>(`
    SELECT category, count(*) AS listings FROM listings WHERE available_until >= ? GROUP BY category ORDER BY category`);
  const listings = db.query<{ n: number }>("SELECT count(*) AS n FROM listings");
  // From seller to seller through the index, without a look at every listing.
  const sellers = db.query<{ n: number }>(`
    WITH RECURSIVE s (seller) AS (
      SELECT min(seller) FROM listings
      UNION ALL SELECT (SELECT min(seller) FROM listings WHERE seller > s.seller) FROM s WHERE s.seller IS NOT NULL)
    SELECT count(seller) AS n FROM s`);

  return {
    ...parts,
    detail(seller, id, now, prices) {
      const row = get.get(seller, id);
      return row && view.detail(row, now, prices);
    },
    listed(seller, id) {
      const row = get.get(seller, id);
      if (!row) return undefined;
      const listing = readBlock<Listing>(row.block);
      const { terms, block, sequence } = row;
      const place = places.get(seller, id)!;
      return { listing, cid: cidOfDigest(terms), terms, block, variants: variantsOf(listing), place, sequence };
    },
    idsAfter: (seller, after, limit) => some.all(seller, after, limit).map(({ id }) => id),
    endingIn: (seller, from, until) => ending.all(seller, from, until).map(({ id }) => id),
    idsOf: (seller) => ids.all(seller).map(({ id }) => id),
    edition({ seller, terms }) {
      const row = edition.get(seller, terms);
      return row && readBlock<Listing>(row.block);
    },
    arbitrators(seller) {
      const named = blocks.all(seller).flatMap(({ block }) => readBlock<Listing>(block).arbitration ?? []);
      return [...new Set(named.flatMap(({ arbitrator, fallback }) => [arbitrator, fallback ?? arbitrator]))];
    },
    categories: (now) => categories.all(now).map((row) => ({ ...row })),
    count: () => ({ listings: listings.get()!.n, sellers: sellers.get()!.n }),
  };
}
