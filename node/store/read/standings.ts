// What the chain tells about a seller: ratings, and how orders ended. Recomputed from orders and reviews.
import type { Address } from "../../../protocol/ids.ts";
import type { ReadModelRows } from "../../core/ports/read-model.ts";
import type { Database } from "../database.ts";

export interface Standing {
  ratings: number;
  rating_sum: number;
  completed: number;
  refunded: number;
  disputed: number;
}

const NONE: Standing = { ratings: 0, rating_sum: 0, completed: 0, refunded: 0, disputed: 0 };

export interface StandingReader {
  of(owner: Address): Standing;
  rating(owner: Address): { count: number; average: number | null };
}

/** Orders with oneself count for nothing. */
export function createStandingRows(db: Database): Pick<ReadModelRows, "refreshStanding"> {
  const count = db.query<Standing>(`
    SELECT
      (SELECT count(*) FROM reviews WHERE seller = ?1 AND buyer <> ?1) AS ratings,
      (SELECT coalesce(sum(rating), 0) FROM reviews WHERE seller = ?1 AND buyer <> ?1) AS rating_sum,
      (SELECT count(*) FROM orders WHERE seller = ?1 AND status = 'released' AND buyer <> ?1) AS completed,
      (SELECT count(*) FROM orders WHERE seller = ?1 AND status = 'refunded' AND buyer <> ?1) AS refunded,
      (SELECT count(*) FROM orders WHERE seller = ?1 AND disputed = 1 AND buyer <> ?1) AS disputed`);
  const put = db.query(`
    INSERT OR REPLACE INTO standings (owner, ratings, rating_sum, completed, refunded, disputed)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const drop = db.query("DELETE FROM standings WHERE owner = ?");
  return {
    refreshStanding(owner) {
      const { ratings, rating_sum: sum, completed, refunded, disputed } = count.get(owner)!;
      if (ratings + completed + refunded + disputed === 0) drop.run(owner);
      else put.run(owner, ratings, sum, completed, refunded, disputed);
    },
  };
}

export function createStandingReader(db: Database): StandingReader {
  const get = db.query<Standing>("SELECT * FROM standings WHERE owner = ?");
  const of = (owner: Address) => get.get(owner) ?? NONE;
  return {
    of,
    rating(owner) {
      const { ratings, rating_sum: sum } = of(owner);
      return { count: ratings, average: ratings === 0 ? null : Math.round((sum / ratings) * 100) / 100 };
    },
  };
}
