// An account's reputation: raw numbers first, then how they are weighed.
import { disputesText } from "../../client/disputes.ts";
import type { ReputationView } from "../../protocol/api/reputation-schemas.ts";
import { record } from "../terminal/table.ts";
import { durationText } from "../terminal/time.ts";
import { type Facts, NOTHING, idText, moneyText, ratingText } from "./facts.ts";

export function reputationPage(
  { owner, sales, purchases, rulings, reviews, flags, ...rest }: ReputationView,
  facts: Facts,
): string {
  const { disputes, settled, medianShipSeconds: median } = sales;
  const { dimensions } = reviews;
  return record(
    [
      ["account", owner],
      ["sold", `${sales.completed} completed, ${sales.refunded} refunded, ${sales.split} split, ${sales.open} open`],
      ["shipped", `${sales.shipped} on time, ${sales.expired} never`],
      [
        "time to ship",
        median === null ? undefined : `${durationText(Math.max(1, Math.round(median / 60)) * 60)}, the median`,
      ],
      ["disputes", disputesText(disputes)],
      ["settled", settled.map(({ currency, amount }) => moneyText(facts, amount, currency)).join(", ") || NOTHING],
      ["buyers", `${sales.buyers}, ${flags.captiveBuyers} of them bought of nobody else`],
      ["bought", `${purchases.completed} completed of ${purchases.orders}, ${purchases.disputes.opened} disputed`],
      [
        "arbitrated",
        rulings.cases === 0
          ? undefined
          : `${rulings.cases}: ${rulings.ruled} ruled, ${rulings.missed} not in time, ${rulings.open} open, ${rulings.passed} passed on, ${rulings.other} ended otherwise`,
      ],
      ["rating", `${ratingText(reviews.rating)}, weighed ${reviews.weighed} by ${reviews.voices} voices`],
      ["as described", ratingText(dimensions.asDescribed)],
      ["shipping", ratingText(dimensions.shipping)],
      ["communication", ratingText(dimensions.communication)],
      [
        "ring",
        flags.ring
          ? facts.style(
              "bad",
              `${flags.ring.members.map((one) => idText(facts, one)).join(", ")}: ${flags.ring.inside} orders among them, ${flags.ring.outside} with others`,
            )
          : "none found",
      ],
      ["also sell to it", flags.mutual.map((one) => idText(facts, one)).join(", ") || undefined],
      ["counted", rest.partial ? "the newest orders only" : undefined],
      ["weighing", rest.weighing.join("\n")],
    ],
    facts,
  );
}
