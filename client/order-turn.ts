// Whose turn it is in an order, and until when.
import type { OrderSummary } from "../protocol/api/order-schemas.ts";

/** Whether it is this account's turn: something is allowed that its role is expected to do, or was asked of it. */
export function isMyTurn({ status, roles, allowed, signed, proposedUntil }: OrderSummary): boolean {
  if (proposedUntil) return true;
  if (signed) return roles.includes("seller");
  const isParty = roles.includes("buyer") || roles.includes("seller");
  if (!isParty) return allowed.includes("rule");
  if (status === "funded") return roles.includes("seller") ? allowed.includes("ship") : allowed.includes("cancel");
  if (status === "shipped") return roles.includes(allowed.includes("claim") ? "seller" : "buyer");
  return allowed.includes("rule") || allowed.includes("expire");
}

/** What ends first: the window of the order, or the time to accept a split; null once closed. */
export function dueOf({ deadline, proposedUntil }: Pick<OrderSummary, "deadline" | "proposedUntil">): string | null {
  if (!deadline || !proposedUntil) return deadline ?? proposedUntil;
  return proposedUntil < deadline ? proposedUntil : deadline;
}
