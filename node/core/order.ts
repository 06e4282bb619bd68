// An order as its events tell it: a pure fold, so that any arrival order and any rebuild give the same row.
import type { Address, Hex32 } from "../../protocol/ids.ts";
import type { OrderState, Split } from "../../protocol/order.ts";
import type { EscrowEvent } from "./ports/chain.ts";

/** An escrow event with the block that holds it. */
export type RecordedEvent = EscrowEvent & { blockHash: Hex32; time: number };

export interface OrderRow extends OrderState {
  id: Hex32;
  openedBlock: number;
  closedAt: number | null;
  payout: Split | null;
  /** What the buyer gave to `confirm`. */
  review: { digest: Hex32; rating: number; at: number } | null;
  tracking: Hex32 | null;
  evidence: Hex32 | null;
}

/** @param events of one order, in chain order. @returns undefined if they do not begin with `Opened`. */
export function foldOrder(events: readonly RecordedEvent[]): OrderRow | undefined {
  const first = events[0];
  if (first?.name !== "Opened") return undefined;
  const row: OrderRow = {
    id: first.orderId,
    order: first.order,
    status: "funded",
    openedAt: first.time,
    openedBlock: first.block,
    shippedAt: null,
    disputedAt: null,
    passedAt: null,
    closedAt: null,
    payout: null,
    review: null,
    tracking: null,
    evidence: null,
  };
  for (const event of events) apply(row, event);
  return row;
}

function apply(row: OrderRow, event: RecordedEvent): void {
  switch (event.name) {
    case "Shipped":
      row.status = "shipped";
      row.shippedAt = event.time;
      row.tracking = event.tracking;
      break;
    case "Disputed":
      row.status = "disputed";
      row.disputedAt = event.time;
      row.evidence = event.evidence;
      break;
    case "Passed":
      row.passedAt = event.time;
      break;
    case "Reviewed":
      row.review = { digest: event.review, rating: event.rating, at: event.time };
      break;
    case "Closed":
      row.status = event.status;
      row.closedAt = event.time;
      row.payout = {
        buyer: event.toBuyer,
        seller: event.toSeller,
        arbitrator: event.toArbitrator,
        referrer: event.toReferrer,
      };
      break;
  }
}

/** Whether an account may read and write about an order in private. */
export const isParty = ({ order }: OrderState, who: Address): boolean =>
  [order.buyer, order.offer.seller, order.offer.arbitrator, order.offer.fallbackArbitrator].includes(who);
