// Decides whether a private message may be kept: its order is known, and author and recipient are the right parties of it.
import type { Envelope } from "../../protocol/envelope.ts";
import type { Address } from "../../protocol/ids.ts";
import { type Message, type MessageKind, parseMessage } from "../../protocol/message.ts";
import { isClosed } from "../../protocol/order.ts";
import { type Verdict, accept, refuse } from "../../protocol/verdict.ts";
import { type OrderRow, isParty } from "./order.ts";
import type { StoredMessage } from "./ports/own.ts";

/** Messages of one kind by one author about one order (M-7). */
export const MAX_KEPT = 50;

/**
 * Rules M-2 (addressed to us), M-3 (who may say what to whom), M-4 (of a known, open order), M-7 (no flood).
 * `message.order-unknown` is worth trying again: the chain may simply be behind.
 */
export function judgeMessage(
  envelope: Envelope,
  self: Address,
  orderOf: (id: Message["order"]) => OrderRow | undefined,
  /** What is kept about the order already, this message left out. */
  keptOf: (id: Message["order"]) => readonly Pick<StoredMessage, "author" | "kind">[],
): Verdict<Message> {
  if (envelope.recipient !== self) return refuse("message.recipient", "addressed to somebody else");
  const parsed = parseMessage(envelope.payload);
  if (!parsed.ok) return parsed;
  const { value: message } = parsed.value;
  const order = orderOf(message.order);
  if (!order) return refuse("message.order-unknown", `order ${message.order} is not known here yet`);
  // What was paid for is still owed to a buyer who was away until the seller was paid.
  if (isClosed(order.status) && message.kind !== "goods")
    return refuse("message.order-closed", `order ${message.order} is closed`);
  if (!isWay(message.kind, order, envelope.author, self)) {
    return refuse("message.party", `a ${message.kind} of this order is not for ${envelope.author} to send to ${self}`);
  }
  const { author } = envelope;
  const same = keptOf(message.order).filter((kept) => kept.author === author && kept.kind === message.kind);
  if (same.length >= MAX_KEPT) return refuse("message.too-many", `${author} has said enough about ${message.order}`);
  return accept(message);
}

function isWay(kind: MessageKind, order: OrderRow, from: Address, to: Address): boolean {
  const { buyer, offer } = order.order;
  const toSeller = from === buyer && to === offer.seller;
  const toBuyer = from === offer.seller && to === buyer;
  switch (kind) {
    case "delivery":
    case "release":
      return toSeller;
    case "tracking":
    case "goods":
      return toBuyer;
    case "settlement":
      return toSeller || toBuyer;
    case "statement":
      return from !== to && isParty(order, from) && isParty(order, to);
  }
}

/** When words may leave their author's node: once the event that names them is on chain, and while they can mean anything. */
export function mayTravel({ kind, digest, author }: StoredMessage, order: OrderRow): boolean {
  if (kind === "goods") return order.tracking === digest && order.status !== "refunded";
  if (isClosed(order.status)) return false;
  switch (kind) {
    case "tracking":
      return order.tracking === digest;
    case "statement":
      return order.evidence.some((evidence) => evidence.digest === digest && evidence.by === author);
    case "release":
      return order.status !== "disputed";
    default:
      return true;
  }
}
