// Somebody's record as the chain counts it: the raw numbers, how ranking weighs them, and what looks made up.
import type { ReputationView } from "../../../protocol/api/reputation-schemas.ts";
import { disputesText } from "../../../client/disputes.ts";
import type { Address } from "../../../protocol/ids.ts";
import { DIMENSIONS } from "../../../protocol/review.ts";
import { ask } from "../../api.ts";
import { moneyText } from "../../design/money.tsx";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { Stars } from "../../design/stars.tsx";
import { spanText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { useQuery } from "../../query.ts";
import { MARKS } from "../review/review-draft.ts";
import { ReputationFlags } from "./reputation-flags.tsx";

export function Reputation({ owner }: { owner: string }) {
  const { data, trouble, reload } = useQuery(
    `reputation ${owner}`,
    (signal) => ask((api) => api.reputation({ params: { owner: owner as Address }, signal })),
    ["order.", "review."],
  );
  return (
    <section className="stack" aria-labelledby="record" data-testid="reputation">
      <h2 id="record">Their record</h2>
      {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
      {!data && !trouble && <Skeleton height={180} />}
      {data && data.sales.orders + data.purchases.orders + data.rulings.cases === 0 && (
        <p className="muted">They have neither sold nor bought anything on this chain yet.</p>
      )}
      {data && <ReputationFlags reputation={data} />}
      {data && data.sales.orders > 0 && <Sold reputation={data} />}
      {data && data.purchases.orders > 0 && <Bought purchases={data.purchases} />}
      {data && data.rulings.cases > 0 && <Ruled rulings={data.rulings} />}
      {data?.partial && <p className="muted small">There are very many: only the newest are counted.</p>}
    </section>
  );
}

function Sold({ reputation: { sales, reviews, weighing } }: { reputation: ReputationView }) {
  const { currency: find } = useNode();
  const { disputes } = sales;
  const marks = DIMENSIONS.filter((name) => reviews.dimensions[name].count > 0);
  const facts: [string, React.ReactNode][] = [
    ["Completed sales", sales.completed],
    ["Different buyers", sales.buyers],
    ["Still in escrow", sales.open],
    ["Refunded", sales.refunded],
    ["Never shipped", sales.expired],
    ["Usual time to ship", sales.medianShipSeconds === null ? "unknown" : spanText(sales.medianShipSeconds)],
    ["Disputes", disputes.opened === 0 ? "none" : disputesText(disputes)],
    [
      "Was paid",
      sales.settled.map(({ currency, amount }) => moneyText(amount, find(currency))).join(" and ") || "nothing yet",
    ],
  ];
  return (
    <div className="card stack">
      <Facts facts={facts} testId="record-facts" />
      {reviews.rating.count > 0 && (
        <div className="stack tight">
          <p className="row">
            <Stars rating={reviews.rating} />
            <span className="muted small">
              from {reviews.voices} {reviews.voices === 1 ? "buyer" : "different buyers"}; ranking weighs it as{" "}
              <strong className="number">{reviews.weighed.toFixed(2)}</strong>
            </span>
          </p>
          <ul className="marks small">
            {marks.map((name) => (
              <li key={name} className="row">
                <span className="muted">{MARKS[name]}</span>
                <Stars rating={reviews.dimensions[name]} size={13} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <details className="more">
        <summary>How ranking weighs this</summary>
        <ul className="stack tight small">
          {weighing.map((text) => (
            <li key={text}>{text}.</li>
          ))}
        </ul>
      </details>
      <p className="muted small">
        Counted from the escrow&apos;s events: every node that has read the chain shows the same, and nobody can change
        it.
      </p>
    </div>
  );
}

function Bought({ purchases }: { purchases: ReputationView["purchases"] }) {
  const { orders, completed, refunded, disputes, sellers } = purchases;
  return (
    <p className="small muted number">
      As a buyer: {orders} {orders === 1 ? "order" : "orders"} from {sellers} {sellers === 1 ? "seller" : "sellers"},{" "}
      {completed} completed, {refunded} refunded, {disputes.opened} disputed.
    </p>
  );
}

function Ruled({ rulings: { cases, ruled, passed, missed, open, other } }: { rulings: ReputationView["rulings"] }) {
  const facts: [string, number][] = [
    ["Cases", cases],
    ["Ruled", ruled],
    ["Not ruled in time", missed],
    ["Still open", open],
    ["Passed on", passed],
    ["Ended otherwise", other],
  ];
  return (
    <div className="card stack tight">
      <h3>As an arbitrator</h3>
      <Facts facts={facts} testId="ruling-facts" />
      <p className="muted small">
        Disputes that were theirs to rule on. Otherwise is: the parties ended it themselves, or a ruling earned no fee.
      </p>
    </div>
  );
}

function Facts({ facts, testId }: { facts: readonly [name: string, value: React.ReactNode][]; testId: string }) {
  return (
    <dl className="facts small number" data-testid={testId}>
      {facts.map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
