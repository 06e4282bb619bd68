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

/** What ranking weighs, see search/sellers.ts. */
interface Weighed {
  voices: number;
  voice_sum: number;
  buyers: number;
  settled: string;
  last_sale: number;
}

/** Orders with oneself count for nothing. @param touched hears whose standing changes */
export function createStandingRows(
  db: Database,
  touched: (owner: Address) => void,
): Pick<ReadModelRows, "refreshStanding"> {
  const count = db.query<Standing>(`
    SELECT
      (SELECT count(*) FROM reviews WHERE seller = ?1 AND buyer <> ?1) AS ratings,
      (SELECT coalesce(sum(rating), 0) FROM reviews WHERE seller = ?1 AND buyer <> ?1) AS rating_sum,
      (SELECT count(*) FROM orders WHERE seller = ?1 AND status = 'released' AND buyer <> ?1) AS completed,
      (SELECT count(*) FROM orders WHERE seller = ?1 AND status = 'refunded' AND buyer <> ?1) AS refunded,
      (SELECT count(*) FROM orders WHERE seller = ?1 AND disputed = 1 AND buyer <> ?1) AS disputed`);
  // One voice per buyer. Sums of money in eighths of an octave: no order of addition tells in so coarse a number.
  const weigh = db.query<Weighed>(`
    WITH released AS (SELECT * FROM orders WHERE seller = ?1 AND status = 'released' AND buyer <> ?1)
    SELECT v.voices, v.voice_sum, r.buyers, r.last_sale, s.settled FROM
      (SELECT count(*) AS voices, coalesce(sum(rating), 0.0) AS voice_sum FROM (
        SELECT avg(rating) AS rating FROM reviews WHERE seller = ?1 AND buyer <> ?1 GROUP BY buyer ORDER BY buyer)) AS v,
      (SELECT count(DISTINCT buyer) AS buyers, coalesce(max(opened_at), 0) AS last_sale FROM released) AS r,
      (SELECT json_group_object(currency, eighths) AS settled FROM (
        SELECT currency, CAST(8 * log2(sum(total) + 1) AS INTEGER) AS eighths
        FROM released GROUP BY currency ORDER BY currency)) AS s`);
  const put = db.query(`
    INSERT OR REPLACE INTO standings (owner, ratings, rating_sum, completed, refunded, disputed,
      voices, voice_sum, buyers, settled, last_sale)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const drop = db.query("DELETE FROM standings WHERE owner = ?");
  return {
    refreshStanding(owner) {
      touched(owner);
      const { ratings, rating_sum: sum, completed, refunded, disputed } = count.get(owner)!;
      if (ratings + completed + refunded + disputed === 0) return void drop.run(owner);
      const { voices, voice_sum: voiceSum, buyers, settled, last_sale: lastSale } = weigh.get(owner)!;
      put.run(owner, ratings, sum, completed, refunded, disputed, voices, voiceSum, buyers, settled, lastSale);
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
