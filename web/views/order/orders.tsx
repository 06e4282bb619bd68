// My orders: bought, sold with the work they make, to rule on.
import { Tabs } from "../../design/tabs.tsx";
import { href } from "../../router.ts";
import { useTitle } from "../../title.ts";
import { Sales } from "../selling/sales.tsx";
import { ToShip } from "../selling/to-ship.tsx";
import { OrderList } from "./order-list.tsx";

const TABS = {
  buyer: "Bought",
  seller: "Sold",
  "to-ship": "To ship",
  sales: "Figures",
  arbitrator: "To decide",
} as const;
type Tab = keyof typeof TABS;

export function Orders({ tab: asked }: { tab: string | undefined }) {
  const tab = asked && asked in TABS ? (asked as Tab) : "buyer";
  useTitle(tab === "sales" ? "Sales figures" : "Orders");
  return (
    <div className="page stack loose" data-testid="orders">
      <h1>Orders</h1>
      <Tabs
        label="My part in the orders"
        tabs={Object.entries(TABS).map(([key, name]) => ({ name, to: href(["orders", key]), current: key === tab }))}
      />
      {tab === "to-ship" ? <ToShip /> : tab === "sales" ? <Sales /> : <OrderList key={tab} role={tab} />}
    </div>
  );
}
