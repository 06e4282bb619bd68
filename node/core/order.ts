// An order as its events tell it: a pure fold, so that any arrival order and any rebuild give the same row.
import { type Address, type Hex32, ZERO_HEX32 } from "../../protocol/ids.ts";
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
  /** Digests that parties and arbitrators pointed to, the dispute's first, in chain order; each once. */
  evidence: { by: Address; digest: Hex32 }[];
}

/**
 * Whoever guesses an order's id can have a batch skip it before it exists: what comes before `Opened` says nothing.
 * @param events of one order, in chain order. @returns undefined if it was not opened
 */
export function foldOrder(events: readonly RecordedEvent[]): OrderRow | undefined {
  const at = events.findIndex(({ name }) => name === "Opened");
  const first = events[at];
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
    extension: 0,
    closedAt: null,
    payout: null,
    review: null,
    tracking: null,
    evidence: [],
  };
  for (const event of events.slice(at + 1)) apply(row, event);
  return row;
}

function apply(row: OrderRow, event: RecordedEvent): void {
  switch (event.name) {
    case "Shipped":
      row.status = "shipped";
      row.shippedAt = event.time;
      row.tracking = event.tracking;
      row.extension = 0;
      break;
    case "Extended":
      row.extension = event.extension;
      break;
    case "Disputed":
      row.status = "disputed";
      row.disputedAt = event.time;
      row.extension = 0;
      addEvidence(row, row.order.buyer, event.evidence);
      break;
    case "Evidence":
      addEvidence(row, event.party, event.evidence);
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

function addEvidence(row: OrderRow, by: Address, digest: Hex32): void {
  const known = row.evidence.some((one) => one.digest === digest && one.by === by);
  if (digest !== ZERO_HEX32 && !known) row.evidence.push({ by, digest });
}

/** Whether an account may read and write about an order in private. */
export const isParty = ({ order }: OrderState, who: Address): boolean =>
  [order.buyer, order.offer.seller, order.offer.arbitrator, order.offer.fallbackArbitrator].includes(who);
