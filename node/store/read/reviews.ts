// Reviews: the blocks that buyers published, the one that counts for each order, and how a page shows it.
import { z } from "zod";
import type { ReviewView } from "../../../protocol/api/schemas.ts";
import type { Address, Cid, Hex32, ListingId } from "../../../protocol/ids.ts";
import { type Picture, filesOf } from "../../../protocol/picture.ts";
import type { Dimensions, Review } from "../../../protocol/review.ts";
import type { ProfileReader, ReviewReader } from "../../core/ports/readers.ts";
import type { ReadModelRows } from "../../core/ports/read-model.ts";
import type { Database, Value } from "../database.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { isEdition } from "./editions.ts";
import { readBlock } from "./block.ts";
import { createRatingReader } from "./ratings.ts";
import { isoTime } from "./time.ts";

interface BlockRow {
  cid: Cid;
  sequence: number;
  block: Uint8Array;
}

interface Row {
  order_id: Hex32;
  seller: Address;
  buyer: Address;
  rating: number;
  digest: Hex32 | null;
  cid: Cid | null;
  title: string | null;
  body: string | null;
  /** JSON. */
  dimensions: string | null;
  pictures: string | null;
  reply: string | null;
  at: number;
  listing: ListingId | null;
  listing_title: string | null;
}

/** Of texts that are looked for, and of own ones that are looked after. */
const MOST = 1_000;
const LAST = 100;
const KEY = z.tuple([z.int(), z.string()]);

export function createReviewRows(
  db: Database,
): Pick<
  ReadModelRows,
  "putReviewBlock" | "removeReviewBlock" | "reviewBlocks" | "putReview" | "dropReview" | "review"
> {
  const putBlock = db.query(`
    INSERT INTO review_blocks (order_id, author, cid, sequence, block) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET sequence = max(sequence, excluded.sequence)`);
  const dropBlock = db.query("DELETE FROM review_blocks WHERE order_id = ? AND author = ? AND cid = ?");
  const blocks = db.query<BlockRow>(
    "SELECT cid, sequence, block FROM review_blocks WHERE order_id = ? AND author = ? ORDER BY sequence, cid",
  );
  const put = db.query(`
    INSERT OR REPLACE INTO reviews
      (order_id, seller, buyer, terms, rating, digest, cid, title, body, dimensions, pictures, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const get = db.query<{ seller: Address; rating: number }>("SELECT seller, rating FROM reviews WHERE order_id = ?");
  const putPicture = db.query("INSERT OR IGNORE INTO review_pictures (cid, order_id) VALUES (?, ?)");
  const dropPictures = db.query("DELETE FROM review_pictures WHERE order_id = ?");
  const drop = db.query("DELETE FROM reviews WHERE order_id = ?");
  return {
    putReviewBlock({ review, cid, block, sequence }) {
      putBlock.run(review.order, review.author, cid, sequence, block);
    },
    removeReviewBlock: (order, author, cid) => void dropBlock.run(order, author, cid),
    reviewBlocks: (order, author) =>
      blocks
        .all(order, author)
        .map(({ cid, sequence, block }) => ({ cid, sequence, block, review: readBlock<Review>(block) })),
    putReview({ order, seller, buyer, terms, rating, digest, text, at }) {
      put.run(
        order,
        seller,
        buyer,
        terms,
        rating,
        digest,
        text?.cid ?? null,
        text?.title ?? null,
        text?.body ?? null,
        text ? JSON.stringify(text.dimensions) : null,
        text ? JSON.stringify(text.pictures) : null,
        at,
      );
      dropPictures.run(order);
      for (const cid of text?.pictures.flatMap(filesOf) ?? []) putPicture.run(cid, order);
    },
    dropReview(order) {
      drop.run(order);
      dropPictures.run(order);
    },
    review: (order) => get.get(order),
  };
}

export function createReviewReader(db: Database, profiles: Pick<ProfileReader, "name">): ReviewReader {
  // An edition counts only as its own seller's: anybody can sign an offer that names another one's block.
  const select = `SELECT r.*, e.id AS listing, e.title AS listing_title, y.text AS reply
    FROM reviews r LEFT JOIN editions e ON ${isEdition("r.seller", "r.terms")}
    LEFT JOIN replies y ON y.order_id = r.order_id AND y.author = r.seller`;
  const one = db.query<Row>(`${select} WHERE r.order_id = ?`);
  const count = db.query<{ n: number }>("SELECT count(*) AS n FROM reviews");
  const missing = db.query<{ order: Hex32; digest: Hex32 }>(`
    SELECT order_id AS "order", digest FROM reviews WHERE cid IS NULL AND digest IS NOT NULL ORDER BY at DESC LIMIT ${MOST}`);
  const text = db.query<{ digest: Hex32; buyer: Address; block: Uint8Array }>(`
    SELECT r.digest, r.buyer, b.block FROM reviews r
    JOIN review_blocks b ON b.order_id = r.order_id AND b.author = r.buyer AND b.cid = r.cid
    WHERE r.order_id = ? AND r.digest IS NOT NULL`);
  const by = db.query<{ order: Hex32 }>(`
    SELECT order_id AS "order" FROM reviews WHERE buyer = ? AND digest IS NOT NULL ORDER BY at DESC LIMIT ${LAST}`);
  const newest = "(r.at, r.order_id) < (?, ?)";
  const order = "ORDER BY r.at DESC, r.order_id DESC LIMIT ?";
  const lists = new Map(
    ["", "s", "l", "sl"].map((key) => {
      const filters = [
        newest,
        ...(key.includes("s") ? ["r.seller = ?"] : []),
        ...(key.includes("l") ? ["e.id = ?"] : []),
      ];
      return [key, db.query<Row>(`${select} WHERE ${filters.join(" AND ")} ${order}`)];
    }),
  );

  const view = (row: Row): ReviewView => ({
    order: row.order_id,
    seller: row.seller,
    buyer: row.buyer,
    buyerName: profiles.name(row.buyer),
    rating: row.rating,
    text:
      row.cid === null
        ? null
        : {
            title: row.title!,
            body: row.body!,
            dimensions: JSON.parse(row.dimensions!) as Dimensions,
            pictures: JSON.parse(row.pictures!) as Picture[],
          },
    reply: row.reply,
    cid: row.cid,
    digest: row.digest,
    listing: row.listing === null ? null : { id: row.listing, title: row.listing_title! },
    at: isoTime(row.at),
  });

  function of(id: Hex32): ReviewView | undefined {
    const row = one.get(id);
    return row && view(row);
  }

  return {
    of,
    summary: createRatingReader(db),
    list({ seller, listing, order: id, limit, cursor }) {
      if (id) {
        const found = of(id);
        const fits = found && (!seller || found.seller === seller) && (!listing || found.listing?.id === listing);
        return { items: fits ? [found] : [], next: null };
      }
      const key: Value[] = cursor ? decodeCursor(cursor, "reviews", KEY) : [Number.MAX_SAFE_INTEGER, ""];
      const filters = [...(seller ? [seller] : []), ...(listing ? [listing] : [])];
      const rows = lists.get(`${seller ? "s" : ""}${listing ? "l" : ""}`)!.all(...key, ...filters, limit + 1);
      const page = pageOf(rows, limit, "reviews", (row) => [row.at, row.order_id]);
      return { items: page.items.map(view), next: page.next };
    },
    missing: () => missing.all().map((row) => ({ ...row })),
    text(id) {
      const row = text.get(id);
      return row && { ...row };
    },
    by: (buyer) => by.all(buyer).map(({ order: id }) => id),
    count: () => count.get()!.n,
  };
}
