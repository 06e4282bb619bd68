// The orders of one role: first those that wait for this account, by how long they still do; each with who is to act and until when.
import { useState } from "react";
import type { OrderSummary } from "../../../protocol/api/order-schemas.ts";
import { dueOf, isMyTurn } from "../../../client/order-turn.ts";
import { ask } from "../../api.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Icon } from "../../design/icon.tsx";
import { moneyText } from "../../design/money.tsx";
import { Empty, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { shortAddress } from "../../design/party.tsx";
import { Picture } from "../../design/picture.tsx";
import { Moment, absoluteText, leftText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { usePages } from "../../pages.ts";
import { href } from "../../router.ts";
import { Due } from "../selling/due.tsx";
import { OrderSearch } from "./order-search.tsx";
import { OrderStatusBadge } from "./order-status.tsx";
import { type OrderRole, turnsText } from "./turns.ts";

const EMPTY: Record<OrderRole, string> = {
  buyer: "You have not bought anything yet.",
  seller: "Nobody has bought from you yet.",
  arbitrator: "No order names you as its arbitrator.",
};
const PAGE = 50;

const useOrders = (role: OrderRole, open: boolean, q: string) =>
  usePages(
    `orders ${role} ${open} ${q}`,
    (cursor, signal) =>
      ask((api) =>
        api.orders({
          query: { role, open, q: q || undefined, sort: open ? "due" : "newest", limit: PAGE, cursor },
          signal,
        }),
      ),
    ["order.", "message."],
  );

export function OrderList({ role }: { role: OrderRole }) {
  const [q, search] = useState("");
  const open = useOrders(role, true, q);
  const closed = useOrders(role, false, q);
  const trouble = open.trouble ?? closed.trouble;
  if (trouble && !open.data) return <TroubleNotice trouble={trouble} onRetry={open.reload} />;
  if (!open.data || !closed.data) return <Skeleton height={104} count={3} />;
  const isEmpty = open.data.items.length + closed.data.items.length === 0;
  if (isEmpty && !q && open.fresh && closed.fresh) {
    return (
      <Empty icon="box" title="No orders">
        <p>{EMPTY[role]}</p>
        {role === "buyer" && (
          <LinkButton href="#/" kind="primary">
            Look around the shop
          </LinkButton>
        )}
        {role === "seller" && <LinkButton href="#/sell">Your shop</LinkButton>}
      </Empty>
    );
  }
  const mine = open.data.items.filter(isMyTurn).toSorted((one, other) => timeOf(one) - timeOf(other));
  const others = open.data.items.filter((order) => !isMyTurn(order));
  return (
    <>
      {role === "seller" && <Due onDone={open.reload} />}
      <OrderSearch onSearch={search} />
      {isEmpty && q && <Empty icon="search" title="No order is like that" />}
      {open.data.next && (
        <p className="muted small">
          These are the {open.data.items.length} open ones whose time ends first: others, below on “Show more”, have
          longer.
        </p>
      )}
      <Section name="Your turn" orders={mine} more={!!open.data.next} role={role} testId="orders-mine" />
      <Section name="Waiting for others" orders={others} more={!!open.data.next} role={role} testId="orders-open" />
      {open.data.next && (
        <Button onClick={open.more} data-testid="more-open">
          Show more that are open
        </Button>
      )}
      <Section name="Closed" orders={closed.data.items} more={!!closed.data.next} role={role} testId="orders-closed" />
      {closed.data.next && (
        <Button onClick={closed.more} data-testid="more-closed">
          Show more that are closed
        </Button>
      )}
    </>
  );
}

/** What is late or ends first comes first. */
function timeOf(order: OrderSummary): number {
  const due = dueOf(order);
  return due ? Date.parse(due) : Infinity;
}

function Section({
  name,
  orders,
  more,
  role,
  testId,
}: {
  name: string;
  orders: readonly OrderSummary[];
  /** There are pages that were not read. */
  more: boolean;
  role: OrderRole;
  testId: string;
}) {
  if (orders.length === 0) return null;
  return (
    <section className="stack" aria-label={name}>
      <h2>
        {name} <span className="count">{turnsText({ count: orders.length, more })}</span>
      </h2>
      <ul className="stack tight" data-testid={testId}>
        {orders.map((order) => (
          <OrderRow key={order.id} order={order} role={role} />
        ))}
      </ul>
    </section>
  );
}

function OrderRow({ order, role }: { order: OrderSummary; role: OrderRole }) {
  const { currency, now } = useNode();
  const { listing } = order;
  const due = dueOf(order);
  const other =
    role === "buyer"
      ? `from ${order.sellerName ?? shortAddress(order.seller)}`
      : role === "seller"
        ? `to ${order.buyerName ?? shortAddress(order.buyer)}`
        : `${order.buyerName ?? shortAddress(order.buyer)} and ${order.sellerName ?? shortAddress(order.seller)}`;
  return (
    <li className="card order-row" data-testid="order-row" data-order={order.id}>
      <div className="thumb">
        <Picture picture={listing?.picture} alt="" square />
      </div>
      <div className="stack tight">
        <p className="row">
          <OrderStatusBadge status={order.status} deadline={order.deadline} />
        </p>
        <h3>
          <a href={href(["order", order.id])}>{listing?.title ?? "A listing that has not arrived yet"}</a>
        </h3>
        <p className="muted small">
          {listing?.variant && `${listing.variant} · `}
          {order.units > 1 && `${order.units} units · `}
          {other} · <Moment at={order.openedAt} now={now} only="relative" />
        </p>
        <p className="small">{order.next}</p>
      </div>
      <div className="order-row-end">
        <p className="strong number">{moneyText(order.total, currency(order.currency))}</p>
        {due && (
          <p className="muted small line">
            <Icon name="clock" size={15} />
            <time dateTime={due} title={absoluteText(new Date(due))}>
              {leftText(new Date(due), now)}
            </time>
          </p>
        )}
      </div>
    </li>
  );
}
