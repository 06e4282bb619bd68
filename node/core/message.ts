// Decides whether a private message may be kept: its order is known, and author and recipient are the right parties of it.
import type { Envelope } from "../../protocol/envelope.ts";
import type { Address } from "../../protocol/ids.ts";
import { type Message, type MessageKind, parseMessage } from "../../protocol/message.ts";
import { isClosed } from "../../protocol/order.ts";
import { type Verdict, accept, refuse } from "../../protocol/verdict.ts";
import { type OrderRow, isParty } from "./order.ts";

/**
 * Rules M-2 (addressed to us), M-3 (a delivery goes from buyer to seller, tracking back, a statement from buyer to the others), M-4 (of a known, open order).
 * `message.order-unknown` is worth trying again: the chain may simply be behind.
 */
export function judgeMessage(
  envelope: Envelope,
  self: Address,
  orderOf: (id: Message["order"]) => OrderRow | undefined,
): Verdict<Message> {
  if (envelope.recipient !== self) return refuse("message.recipient", "addressed to somebody else");
  const parsed = parseMessage(envelope.payload);
  if (!parsed.ok) return parsed;
  const { value: message } = parsed.value;
  const order = orderOf(message.order);
  if (!order) return refuse("message.order-unknown", `order ${message.order} is not known here yet`);
  if (isClosed(order.status)) return refuse("message.order-closed", `order ${message.order} is closed`);
  const { buyer, offer } = order.order;
  const ways = { delivery: [buyer, offer.seller], tracking: [offer.seller, buyer], statement: [buyer, self] } as const;
  const [from, to] = ways[message.kind];
  if (envelope.author !== from || self !== to) {
    return refuse("message.party", `a ${message.kind} of this order is not for ${envelope.author} to send to ${self}`);
  }
  if (!isParty(order, self)) return refuse("message.party", `${self} takes no part in order ${message.order}`);
  return accept(message);
}

/** When words may leave the author's node: once the event they belong to is on chain, and until the order closes. */
export function mayTravel(kind: MessageKind, order: OrderRow): boolean {
  if (isClosed(order.status)) return false;
  if (kind === "tracking") return order.shippedAt !== null;
  return kind === "statement" ? order.disputedAt !== null : true;
}
