// What buyers gave a seller, summed: the rating, each dimension, and one voice per buyer.
import type { Address } from "../../../protocol/ids.ts";
import { DIMENSIONS } from "../../../protocol/review.ts";
import type { RatingSummary, ReviewReader } from "../../core/ports/readers.ts";
import type { Database } from "../database.ts";

type Sums = Record<`${string}_count`, number> & Record<`${string}_average`, number | null>;

/** Reviews of one's own are none. */
export function createRatingReader(db: Database): ReviewReader["summary"] {
  const own = "FROM reviews WHERE seller = ?1 AND buyer <> ?1";
  const columns = DIMENSIONS.map((one) => {
    const value = `json_extract(dimensions, '$.${one}')`;
    return `count(${value}) AS ${one}_count, avg(${value}) AS ${one}_average`;
  });
  const sum = db.query<Sums>(
    `SELECT count(*) AS rating_count, avg(rating) AS rating_average, ${columns.join(", ")} ${own}`,
  );
  const weigh = db.query<{ voices: number; voiceSum: number }>(`
    SELECT count(*) AS voices, coalesce(sum(rating), 0.0) AS voiceSum FROM (
      SELECT avg(rating) AS rating ${own} GROUP BY buyer)`);
  return (seller: Address) => {
    const sums = sum.get(seller)!;
    const of = (name: string): RatingSummary => {
      const average = sums[`${name}_average`]!;
      return { count: sums[`${name}_count`]!, average: average === null ? null : Math.round(average * 100) / 100 };
    };
    const [asDescribed, shipping, communication] = DIMENSIONS.map(of) as [RatingSummary, RatingSummary, RatingSummary];
    return { rating: of("rating"), dimensions: { asDescribed, shipping, communication }, ...weigh.get(seller)! };
  };
}
