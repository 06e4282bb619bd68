// When a delivery address has served its purpose: its order is closed, for good, and nobody can need it any more.
import { isClosed } from "../../protocol/order.ts";
import type { OrderRow, RecordedEvent } from "./order.ts";

export interface ErasureFacts {
  row: OrderRow;
  events: readonly RecordedEvent[];
  /** Number and time of the newest block that was ingested. */
  head: number;
  now: number;
  /** Blocks until an event counts as final. */
  finality: number;
  /** Seconds after the close; null for as long as the buyer had to inspect, so that a wrong delivery can still be talked about. */
  keepFor: number | null;
}

export function mayErase({ row, events, head, now, finality, keepFor }: ErasureFacts): boolean {
  const closed = events.findLast(({ name }) => name === "Closed");
  if (!isClosed(row.status) || !closed || head - closed.block < finality) return false;
  return now > row.closedAt! + (keepFor ?? row.order.offer.inspectionWindow);
}
