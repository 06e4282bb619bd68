// Recomputes derived rows from facts. Each is a pure function of what is stored, so the order of arrival never shows.
import type { Address, Hex32 } from "../../protocol/ids.ts";
import type { Offer } from "../../protocol/offer.ts";
import { type OrderRow, type RecordedEvent, foldOrder } from "../core/order.ts";
import type { ReadModelRows } from "../core/ports/read-model.ts";
import { reviewOf } from "../core/review.ts";

/** Brings order and review in line with the order's events. @returns what was sold, whose stock and standing may be others now */
export function deriveOrder(rows: ReadModelRows, id: Hex32): Offer | undefined {
  const before = rows.order(id);
  const after = foldOrder(rows.eventsOf(id));
  if (after) {
    rows.putOrder(after);
  } else if (before) {
    rows.dropOrder(id);
    rows.dropReview(id);
    rows.emit({ type: "order.vanished", order: id });
  }
  const known = after ?? before;
  if (!known) return undefined;
  const { offer, buyer } = known.order;
  if (after) deriveReview(rows, after);
  if (after && !isSameStep(after, before)) {
    rows.emit({ type: "order.changed", order: id, status: after.status, seller: offer.seller, buyer });
  }
  return offer;
}

/** Whether a person who looked at one has seen the other: status, deadline and evidence. */
const isSameStep = (after: OrderRow, before: OrderRow | undefined): boolean =>
  after.status === before?.status &&
  after.passedAt === before.passedAt &&
  after.extension === before.extension &&
  after.evidence.length === before.evidence.length;

/** Chooses the review that counts for an order, if any. */
export function deriveReview(rows: ReadModelRows, order: OrderRow): void {
  const review = reviewOf(order, rows.reviewBlocks(order.id, order.order.buyer));
  if (!review) {
    rows.dropReview(order.id);
    return;
  }
  rows.putReview(review);
  rows.emit({ type: "review.changed", order: order.id, seller: review.seller, rating: review.rating });
}

/** Derives everything that a set of new or vanished chain events touches. */
export function deriveFrom(rows: ReadModelRows, events: readonly RecordedEvent[]): void {
  const orders = new Set(events.flatMap((event) => ("orderId" in event ? [event.orderId] : [])));
  // Each counts all orders of its seller, so once for all that happened: a history has thousands of one seller.
  const stocks = new Map<string, Pick<Offer, "seller" | "sku">>();
  const add = (stock: Pick<Offer, "seller" | "sku">) => void stocks.set(`${stock.seller}/${stock.sku}`, stock);
  const sellers = new Set<Address>();
  for (const id of orders) {
    const offer = deriveOrder(rows, id);
    if (!offer) continue;
    add(offer);
    sellers.add(offer.seller);
  }
  for (const event of events) {
    if (event.name === "Retired") add(event);
    if (event.name === "FloorRaised") rows.refreshFloor(event.seller);
  }
  for (const { seller, sku } of stocks.values()) rows.refreshStock(seller, sku);
  for (const seller of sellers) rows.refreshStanding(seller);
}
