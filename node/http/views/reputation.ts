// Shows an account's reputation: its record from the chain, its reviews, and flags, with how ranking weighs them.
import type { ReputationView } from "../../../protocol/api/reputation-schemas.ts";
import type { Address } from "../../../protocol/ids.ts";
import { everyOrder } from "../../commands/orders/order-pages.ts";
import type { OrderRow } from "../../core/order.ts";
import type { OrderReader, ReviewReader } from "../../core/ports/readers.ts";
import { PRIOR_RATING, PRIOR_VOICES, WEIGHTS, ratingOf } from "../../core/relevance.ts";
import { purchaseRecord, rulingRecord, salesRecord } from "../../core/reputation.ts";
import { findRing } from "../../core/rings.ts";

/** An account with more would hold up everything else while it is counted. */
const MAX_ORDERS = 5_000;
const MAX_MUTUAL = 100;
/** Of whom it is looked up whether they traded with anybody else. */
const MAX_BUYERS = 1_000;

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const WEIGHING = [
  "Each buyer is one voice: the average of their ratings",
  `The weighed rating is (sum of voices + ${PRIOR_VOICES} × ${PRIOR_RATING}) / (voices + ${PRIOR_VOICES}), so few voices say little`,
  `In ranking, words that fit count ${percent(WEIGHTS.text)}, the weighed rating ${percent(WEIGHTS.rating)}, different buyers ${percent(WEIGHTS.buyers)}, settled value ${percent(WEIGHTS.settled)}, freshness ${percent(WEIGHTS.freshness)}, signs of life ${percent(WEIGHTS.liveness)}`,
  "Replies, dimensions and flags are shown and change no place in the ranking",
];

export type ReputationQueries = (owner: Address) => ReputationView;

export function createReputationViews({
  orders,
  reviews,
  now,
}: {
  orders: Pick<OrderReader, "list" | "trades">;
  reviews: Pick<ReviewReader, "summary">;
  /** Chain time, unix seconds. */
  now: () => number;
}): ReputationQueries {
  function ordersOf(owner: Address, role: "seller" | "buyer" | "arbitrator"): { rows: OrderRow[]; partial: boolean } {
    const rows: OrderRow[] = [];
    for (const row of everyOrder(orders, owner, { role })) {
      if (rows.length === MAX_ORDERS) return { rows, partial: true };
      rows.push(row);
    }
    return { rows, partial: false };
  }

  return function reputation(owner) {
    const sold = ordersOf(owner, "seller");
    const bought = ordersOf(owner, "buyer");
    const named = ordersOf(owner, "arbitrator");
    const { settled, ...sales } = salesRecord(sold.rows);
    const { voices, voiceSum, ...rated } = reviews.summary(owner);
    const completed = sold.rows.filter(({ status }) => status === "released");
    const buyers = [...new Set(completed.map(({ order }) => order.buyer))].slice(0, MAX_BUYERS);
    const suppliers = new Set(
      bought.rows.filter(({ status }) => status === "released").map(({ order }) => order.offer.seller),
    );
    const isCaptive = (buyer: Address): boolean =>
      orders.trades(buyer).every((trade) => trade.seller === owner && trade.buyer === buyer);
    return {
      owner,
      sales: {
        ...sales,
        settled: settled.map(({ currency, amount }) => ({ currency, amount: amount.toString() })),
      },
      purchases: purchaseRecord(bought.rows),
      rulings: rulingRecord(named.rows, owner, now()),
      reviews: { ...rated, voices, weighed: Math.round(ratingOf({ voices, voiceSum }) * 100) / 100 },
      flags: {
        ring: findRing(owner, orders.trades),
        captiveBuyers: buyers.filter(isCaptive).length,
        mutual: buyers.filter((buyer) => suppliers.has(buyer)).slice(0, MAX_MUTUAL),
        selfPurchases: sold.rows.filter(({ order }) => order.buyer === owner).length,
      },
      partial: sold.partial || bought.partial || named.partial,
      weighing: WEIGHING,
    };
  };
}
