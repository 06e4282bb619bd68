// What paying would do to the money: what is locked, until when at the latest, what happens if nobody acts, who decides.
import type { PlannedOrder, PurchasePreview } from "../../../protocol/api/purchase-schemas.ts";
import { roundFee } from "../../../protocol/money.ts";
import { Icon, type IconName } from "../../design/icon.tsx";
import { moneyText, percent } from "../../design/money.tsx";
import { Party, shortAddress } from "../../design/party.tsx";
import { absoluteText, spanText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { Arbitration } from "../listing/protection.tsx";
import { ordersOf } from "./preview.ts";

export function PreviewTerms({ preview }: { preview: PurchasePreview }) {
  const orders = ordersOf(preview);
  return (
    <section className="card stack" aria-labelledby="terms">
      <h2 id="terms">What happens to your money</h2>
      <div className="stack" data-testid="terms">
        <Locked preview={preview} count={orders.length} />
        {orders.length === 1
          ? orders.map((order) => <Plan key={order.terms} order={order} />)
          : orders.map((order, index) => (
              <details key={`${order.terms} ${order.variant} ${index}`} className="more plan">
                <summary>
                  <span>
                    {order.title}
                    {order.variant && `, ${order.variant}`}
                    <br />
                    <span className="small muted">{inShort(order)}</span>
                  </span>
                </summary>
                <Plan order={order} />
              </details>
            ))}
      </div>
    </section>
  );
}

/** `Shipped by 30 Nov 2026, 10:41, then 14 days to check; Hélène decides in a dispute` */
function inShort({ steps, dispute }: PlannedOrder): string {
  const [ship, check] = steps;
  const when = `Shipped by ${absoluteText(new Date(ship!.until))}, then ${spanText(check!.seconds)} to check`;
  const who = dispute ? (dispute.arbitrator.name ?? shortAddress(dispute.arbitrator.address)) : "nobody";
  return `${when}; ${who} decides in a dispute`;
}

function Locked({ preview: { dues, fee }, count }: { preview: PurchasePreview; count: number }) {
  const { currency: find, coin } = useNode();
  if (!dues) return null;
  return (
    <ol className="protection">
      <li>
        <Icon name="lock" />
        <p>
          <strong>{dues.map(({ currency, total }) => moneyText(total, find(currency))).join(" and ")}</strong> are
          locked in the escrow contract by one transaction
          {count > 1 && (
            <>
              , as {count} orders: <strong>all or none</strong>
            </>
          )}
          . {fee && <>The network&apos;s fee, at most {moneyText(roundFee(BigInt(fee)), coin)}, comes on top.</>}
          {dues.some(({ way }) => way === "approval") &&
            " Before it goes another one that lets the escrow take exactly this sum."}
        </p>
      </li>
    </ol>
  );
}

const ICONS: Record<PlannedOrder["steps"][number]["state"], IconName> = {
  funded: "truck",
  shipped: "box",
  disputed: "scale",
};
const STATES: Record<PlannedOrder["steps"][number]["state"], string> = {
  funded: "",
  shipped: "",
  disputed: "Only if you open a dispute: ",
};

function Plan({ order }: { order: PlannedOrder }) {
  return (
    <div className="stack">
      <ol className="protection">
        {order.steps.map(({ state, text, seconds, until, ifNobodyActs }) => (
          <li key={state}>
            <Icon name={ICONS[state]} />
            <p>
              {STATES[state]}
              {text} Until <strong>{absoluteText(new Date(until))}</strong> at the latest ({spanText(seconds)}).
              <br />
              <span className="muted small">If nobody acts, {ifNobodyActs}.</span>
            </p>
          </li>
        ))}
      </ol>
      {order.returns && (
        <p className="small" data-testid="returns">
          <span className="muted">What the seller says of returns, which binds nobody: </span>
          {order.returns}
        </p>
      )}
      {order.dispute ? <Deciding order={order} dispute={order.dispute} /> : <Arbitration arbitration={null} />}
    </div>
  );
}

function Deciding({ order, dispute }: { order: PlannedOrder; dispute: NonNullable<PlannedOrder["dispute"]> }) {
  const { me, currency: find } = useNode();
  const { arbitrator, fallback, fee, feeBps, defaultBuyerBps } = dispute;
  return (
    <div className="stack tight" data-testid="arbitration">
      <p className="row">
        <span className="muted">Decides in a dispute:</span>
        <Party address={arbitrator.address} name={arbitrator.name} me={me} />
        <Standing ruler={arbitrator} />
      </p>
      {fallback && (
        <p className="row">
          <span className="muted">If they are silent:</span>
          <Party address={fallback.address} name={fallback.name} me={me} />
          <Standing ruler={fallback} />
        </p>
      )}
      <p className="muted small">
        Earns at most {moneyText(fee, find(order.currency))} ({percent(feeBps)}), only for ruling. Without a ruling{" "}
        {percent(defaultBuyerBps)} go to you and {percent(10_000 - defaultBuyerBps)} to the seller.
      </p>
    </div>
  );
}

const CONSENT = {
  registry: "agreed on the chain",
  profile: "agreed in their profile",
  court: "a court that takes every case",
};

function Standing({ ruler: { consent, trusted } }: { ruler: NonNullable<PlannedOrder["dispute"]>["arbitrator"] }) {
  return (
    <>
      <span className={consent ? "badge good" : "badge warn"}>{consent ? CONSENT[consent] : "has not agreed"}</span>
      {trusted && <span className="badge good">on your list</span>}
    </>
  );
}
