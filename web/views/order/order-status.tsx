// Where an order stands, as a small badge.
import type { OrderSummary } from "../../../protocol/api/order-schemas.ts";
import { useNode } from "../../node.ts";

type Status = OrderSummary["status"];

const LOOKS: Record<Status, { words: string; tone: string }> = {
  none: { words: "Unknown", tone: "" },
  funded: { words: "Paid, to be shipped", tone: "info" },
  shipped: { words: "Shipped", tone: "info" },
  disputed: { words: "Disputed", tone: "warn" },
  released: { words: "Completed", tone: "good" },
  refunded: { words: "Refunded", tone: "" },
  split: { words: "Split", tone: "" },
};

/** What a window that ended without a deed is called. */
export const LATE: Partial<Record<Status, string>> = {
  funded: "Not shipped in time",
  shipped: "Time to check is over",
  disputed: "No ruling in time",
};

/** @param deadline of the order's window, by the chain's clock */
export function OrderStatusBadge({ status, deadline = null }: { status: Status; deadline?: string | null }) {
  const { now } = useNode();
  const late = deadline !== null && new Date(deadline) < now ? LATE[status] : undefined;
  const { words, tone } = late ? { words: late, tone: "warn" } : LOOKS[status];
  return (
    <span className={`badge ${tone}`} data-testid="order-status" data-status={status}>
      {words}
    </span>
  );
}
