// My orders: bought, sold with the work they make, to rule on.
import { useState } from "react";
import { Skeleton } from "../../design/notice.tsx";
import { Tabs } from "../../design/tabs.tsx";
import { href } from "../../router.ts";
import { useTitle } from "../../title.ts";
import { Sales } from "../selling/sales.tsx";
import { ToShip } from "../selling/to-ship.tsx";
import { OrderList } from "./order-list.tsx";
import { type OrderRole, firstWaiting, turnsText, useTurns } from "./turns.ts";

const TABS = {
  buyer: "Bought",
  seller: "Sold",
  "to-ship": "To ship",
  sales: "Figures",
  arbitrator: "To decide",
} as const;
type Tab = keyof typeof TABS;

export function Orders({ tab: asked }: { tab: string | undefined }) {
  const turns = useTurns();
  // Where no tab is named: the first that has work. It stays while the work is done.
  const [first, keep] = useState<Tab>();
  if (!first && turns) keep(firstWaiting(turns) ?? "buyer");
  const tab = asked === undefined ? first : asked in TABS ? (asked as Tab) : "buyer";
  useTitle(tab === "sales" ? "Sales figures" : "Orders");
  const nameOf = (key: string, name: string): string => {
    const waiting = turns?.[key as OrderRole];
    return waiting && waiting.count > 0 ? `${name} (${turnsText(waiting)})` : name;
  };
  return (
    <div className="page stack loose" data-testid="orders">
      <h1>Orders</h1>
      <Tabs
        label="My part in the orders"
        tabs={Object.entries(TABS).map(([key, name]) => ({
          name: nameOf(key, name),
          to: href(["orders", key]),
          current: key === tab,
        }))}
      />
      {tab === undefined ? (
        <Skeleton height={104} count={3} />
      ) : tab === "to-ship" ? (
        <ToShip />
      ) : tab === "sales" ? (
        <Sales />
      ) : (
        <OrderList key={tab} role={tab} />
      )}
    </div>
  );
}
