// My orders: bought, sold, to rule on; open ones first.
import { useState } from "react";
import type { OrderSummary } from "../../protocol/api/order-schemas.ts";
import { ask } from "../api.ts";
import { Button, LinkButton } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { moneyText } from "../design/money.tsx";
import { Empty, Notice, Skeleton, TroubleNotice } from "../design/notice.tsx";
import { shortAddress } from "../design/party.tsx";
import { Picture } from "../design/picture.tsx";
import { Progress } from "../design/progress.tsx";
import { Tabs } from "../design/tabs.tsx";
import { Moment, absoluteText, leftText } from "../design/time.tsx";
import { useNode } from "../node.ts";
import { useCommand } from "../operation.ts";
import { useQuery } from "../query.ts";
import { href } from "../router.ts";
import { useTitle } from "../title.ts";
import { isMyTurn, OrderStatusBadge } from "./order-status.tsx";

const ROLES = { buyer: "Bought", seller: "Sold", arbitrator: "Disputes to rule" } as const;
type Role = keyof typeof ROLES;

const EMPTY: Record<Role, string> = {
  buyer: "You have not bought anything yet.",
  seller: "Nobody has bought from you yet.",
  arbitrator: "No order names you as its arbitrator.",
};

export function Orders({ role: asked }: { role: string | undefined }) {
  const role = asked && asked in ROLES ? (asked as Role) : "buyer";
  useTitle("Orders");
  return (
    <div className="page stack loose" data-testid="orders">
      <h1>Orders</h1>
      <Tabs
        label="My part in the orders"
        tabs={Object.entries(ROLES).map(([key, name]) => ({
          name,
          to: href(["orders", key]),
          current: key === role,
        }))}
      />
      <OrderList key={role} role={role} />
    </div>
  );
}

function OrderList({ role }: { role: Role }) {
  const open = useOrders(role, true);
  const closed = useOrders(role, false);
  const trouble = open.trouble ?? closed.trouble;
  if (trouble && !open.data) return <TroubleNotice trouble={trouble} onRetry={open.reload} />;
  if (!open.data || !closed.data) return <Skeleton height={104} count={3} />;
  if (open.data.items.length + closed.data.items.length === 0) {
    return (
      <Empty icon="box" title="No orders">
        <p>{EMPTY[role]}</p>
        {role === "buyer" && (
          <LinkButton href="#/" kind="primary">
            Look around the shop
          </LinkButton>
        )}
      </Empty>
    );
  }
  return (
    <>
      {role === "seller" && <Collect orders={open.data.items} onDone={open.reload} />}
      {[
        { name: "Open", list: open },
        { name: "Closed", list: closed },
      ].map(
        ({ name, list }) =>
          list.data!.items.length > 0 && (
            <section key={name} className="stack" aria-label={`${name} orders`}>
              <h2>
                {name} <span className="count">{list.data!.items.length}</span>
              </h2>
              <ul className="stack tight" data-testid={`orders-${name.toLowerCase()}`}>
                {list.data!.items.map((order) => (
                  <OrderRow key={order.id} order={order} role={role} />
                ))}
              </ul>
              {list.data!.next && (
                <Button onClick={list.more} data-testid={`more-${name.toLowerCase()}`}>
                  Show more
                </Button>
              )}
            </section>
          ),
      )}
    </>
  );
}

/** What buyers signed is worth nothing until it is collected, and one transaction takes it all. */
function Collect({ orders, onDone }: { orders: OrderSummary[]; onDone: () => void }) {
  const command = useCommand();
  const signed = orders.filter((order) => order.signed).length;
  if (signed === 0) return null;
  const collect = async () => {
    if (await command.run(() => ask((api) => api.collectReleases({ wait: 20 })))) onDone();
  };
  return (
    <Notice
      tone="good"
      icon="coins"
      title={signed === 1 ? "A buyer signed a release" : `${signed} buyers signed a release`}
    >
      <p>They have what they ordered, and let you collect the money: one transaction of yours takes all of it.</p>
      <Progress command={command} />
      <p>
        <Button kind="primary" busy={command.busy} onClick={() => void collect()} data-testid="collect">
          Collect
        </Button>
      </p>
    </Notice>
  );
}

const PAGE = 50;

function useOrders(role: Role, open: boolean) {
  const [pages, setPages] = useState(1);
  const query = useQuery(
    `orders ${role} ${open} ${pages}`,
    async (signal) => {
      const all: { items: OrderSummary[]; next: string | null } = { items: [], next: null };
      for (let page = 0; page < pages && (page === 0 || all.next); page++) {
        const cursor = all.next ?? undefined;
        const answer = await ask((api) => api.orders({ query: { role, open, limit: PAGE, cursor }, signal }));
        all.items.push(...answer.items);
        all.next = answer.next;
      }
      return all;
    },
    ["order.", "message."],
  );
  return { ...query, more: () => setPages(pages + 1) };
}

function OrderRow({ order, role }: { order: OrderSummary; role: Role }) {
  const { currency, now } = useNode();
  const { listing } = order;
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
          <OrderStatusBadge status={order.status} />
          {isMyTurn(order) && <span className="badge warn">Your turn</span>}
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
        {order.deadline && (
          <p className="muted small line">
            <Icon name="clock" size={15} />
            <time dateTime={order.deadline} title={absoluteText(new Date(order.deadline))}>
              {leftText(new Date(order.deadline), now)}
            </time>
          </p>
        )}
      </div>
    </li>
  );
}
