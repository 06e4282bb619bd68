// One order: where it stands, what happens next and if nobody acts, what can be done, and everything that happened.
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { LinkButton } from "../../design/button.tsx";
import { Icon } from "../../design/icon.tsx";
import { moneyText } from "../../design/money.tsx";
import { Empty, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { Picture } from "../../design/picture.tsx";
import { absoluteText, leftText } from "../../design/time.tsx";
import { Timeline } from "../../design/timeline.tsx";
import { useNode } from "../../node.ts";
import { useQuery } from "../../query.ts";
import { href } from "../../router.ts";
import { useTitle } from "../../title.ts";
import { Agreements } from "./agreements.tsx";
import { OrderActions } from "./order-actions.tsx";
import { OrderDelivery, OrderMoney, OrderParties } from "./order-facts.tsx";
import { OrderFile } from "./order-file.tsx";
import { OrderHistory, OrderReview, Statements } from "./order-history.tsx";
import { OrderStatusBadge } from "./order-status.tsx";
import { stepsOf } from "./order-steps.tsx";

export function Order({ id }: { id: string }) {
  const {
    data: order,
    trouble,
    reload,
  } = useQuery(`order ${id}`, (signal) => ask((api) => api.order({ params: { order: id as Hex32 }, signal })), [
    "order.",
    "message.",
    "review.",
    "listing.",
  ]);
  const { now } = useNode();
  useTitle(order?.listing?.title ?? "Order");
  if (!order) {
    return (
      <div className="page stack">
        {trouble?.code === "order.unknown" ? (
          <Empty icon="box" title="This order is not here" alone>
            <p>It does not exist, or your node has not read it from the chain yet.</p>
            <LinkButton href="#/orders">To my orders</LinkButton>
          </Empty>
        ) : trouble ? (
          <TroubleNotice trouble={trouble} alone onRetry={reload} />
        ) : (
          <Skeleton height={160} count={3} />
        )}
      </div>
    );
  }
  return (
    <div className="page stack loose" data-testid="order" data-status={order.status}>
      <p className="crumbs">
        <a href={href(["orders", listOf(order)])} data-testid="to-list">
          ‹ {LISTS[listOf(order)]}
        </a>
      </p>
      <Head order={order} />
      <section className="card raised stack loose order-progress" aria-label="Progress of this order">
        <Timeline label="Timeline" steps={stepsOf(order, now)} />
        <Fates order={order} />
        <Agreements order={order} onDone={reload} />
        <OrderActions order={order} onDone={reload} />
      </section>
      <Statements order={order} />
      <OrderReview order={order} onDone={reload} />
      <div className="columns order-columns">
        <OrderHistory order={order} />
        <div className="stack">
          <OrderFile order={order} />
          <OrderDelivery order={order} />
          <OrderMoney order={order} />
          <OrderParties order={order} />
        </div>
      </div>
    </div>
  );
}

/** The lists an order is in: an arbitrator goes back to the other cases. */
const LISTS = { buyer: "What you bought", seller: "What you sold", arbitrator: "What you decide" };
const listOf = ({ roles }: OrderDetail): keyof typeof LISTS =>
  roles.includes("buyer") ? "buyer" : roles.includes("seller") ? "seller" : "arbitrator";

function Head({ order }: { order: OrderDetail }) {
  const { currency } = useNode();
  const { listing, seller } = order;
  return (
    <header className="order-head">
      <div className="thumb">
        <Picture picture={listing?.picture} alt="" square />
      </div>
      <div className="stack tight">
        <p className="row">
          <OrderStatusBadge status={order.status} deadline={order.deadline} />
          <span className="strong number">{moneyText(order.total, currency(order.currency))}</span>
        </p>
        <h1>{listing?.title ?? "An order"}</h1>
        <p className="muted small">
          {listing?.variant && `${listing.variant} · `}
          {order.units === 1 ? "1 unit" : `${order.units} units`}
          {listing && order.bought?.now !== "gone" && (
            <>
              {" · "}
              <a href={href(["listing", seller, listing.id])}>to the listing</a>
            </>
          )}
        </p>
        <Bought order={order} />
        <Papers order={order} />
      </div>
    </header>
  );
}

const SINCE = { changed: "The listing has changed since.", gone: "The listing is not here any more." };

/** The listing may say something else today: what counts is the edition that was paid for. */
function Bought({ order: { bought } }: { order: OrderDetail }) {
  if (!bought) return null;
  return (
    <div data-testid="bought">
      {bought.now !== "same" && (
        <p className="small" data-testid="listing-now">
          {SINCE[bought.now]}
        </p>
      )}
      <details className="more">
        <summary>As it was bought</summary>
        <p className="prose small">{bought.description || "The seller wrote no description."}</p>
      </details>
    </div>
  );
}

/** What can be printed of it. */
function Papers({ order: { id, roles, status, file } }: { order: OrderDetail }) {
  const isSeller = roles.includes("seller");
  if (!isSeller && !roles.includes("buyer")) return null;
  return (
    <p className="row papers">
      <LinkButton compact icon="print" href={href(["receipt", id])} data-testid="receipt">
        Receipt
      </LinkButton>
      {isSeller && status === "funded" && !file && (
        <LinkButton compact icon="print" href={href(["packing-list"], { orders: id })}>
          Packing list
        </LinkButton>
      )}
    </p>
  );
}

/** The two sentences that are never missing: what happens next, and what happens by itself. */
function Fates({ order }: { order: OrderDetail }) {
  const { now } = useNode();
  const { ifNobodyActs } = order;
  // The moment of the timeline; what is forced is possible a second later.
  const end = order.deadline ? new Date(order.deadline) : now;
  const isOver = end < now;
  return (
    <div className="fates">
      <div className="fate next" data-testid="next">
        <Icon name="info" />
        <div>
          <h2>{ifNobodyActs ? "What happens next" : "How it ended"}</h2>
          <p>{order.next}</p>
        </div>
      </div>
      <div className="fate" data-testid="if-nobody-acts">
        <Icon name="clock" />
        <div>
          <h2>{!ifNobodyActs ? "What is left to do" : isOver ? "Until somebody does" : "If nobody acts"}</h2>
          {ifNobodyActs ? (
            <>
              <p>
                {isOver ? "Now " : `From ${absoluteText(end)} `}
                {ifNobodyActs.text}.{isOver && " Until then it stays in the escrow."}
              </p>
              <span className="muted small">{leftText(end, now)}, by the chain&apos;s clock</span>
            </>
          ) : (
            <p>Nothing: the money is paid out, and nobody can change that.</p>
          )}
        </div>
      </div>
    </div>
  );
}
