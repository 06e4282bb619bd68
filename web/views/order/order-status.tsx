// Where an order stands, as a small badge.
import type { OrderSummary } from "../../../protocol/api/order-schemas.ts";

const LOOKS: Record<OrderSummary["status"], { words: string; tone: string }> = {
  none: { words: "Unknown", tone: "" },
  funded: { words: "Paid, to be shipped", tone: "info" },
  shipped: { words: "Shipped", tone: "info" },
  disputed: { words: "Disputed", tone: "warn" },
  released: { words: "Completed", tone: "good" },
  refunded: { words: "Refunded", tone: "" },
  split: { words: "Split", tone: "" },
};

export function OrderStatusBadge({ status }: { status: OrderSummary["status"] }) {
  const { words, tone } = LOOKS[status];
  return (
    <span className={`badge ${tone}`} data-testid="order-status" data-status={status}>
      {words}
    </span>
  );
}

/** Whether it is this account's turn: something is allowed that its role is expected to do. */
export function isMyTurn({ status, roles, allowed, signed }: OrderSummary): boolean {
  if (signed) return roles.includes("seller");
  const isParty = roles.includes("buyer") || roles.includes("seller");
  if (!isParty) return allowed.includes("rule");
  if (status === "funded") return roles.includes("seller") ? allowed.includes("ship") : allowed.includes("cancel");
  if (status === "shipped") return roles.includes(allowed.includes("claim") ? "seller" : "buyer");
  return allowed.includes("rule") || allowed.includes("expire");
}
