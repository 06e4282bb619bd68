// A call to the escrow as the transaction journal keeps it: JSON with bigints as decimal strings.
import type { Address } from "../../protocol/ids.ts";
import type { Order } from "../../protocol/order.ts";
import { SoukError } from "../core/errors.ts";
import type { EscrowCall } from "../core/ports/chain.ts";

/** The allowance that a currency without permits needs first: a step of `open`, journaled under an id of its own. */
export interface ApproveCall {
  call: "approve";
  currency: Address;
  amount: bigint;
}

export type JournaledCall = EscrowCall | ApproveCall;

export function encodeCall(call: JournaledCall): string {
  return JSON.stringify(call, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

/** @throws SoukError `internal` if the text is not what {@link encodeCall} wrote */
export function decodeCall(text: string): JournaledCall {
  try {
    const call = JSON.parse(text) as JournaledCall;
    if (call.call === "approve") return { ...call, amount: BigInt(call.amount) };
    return "order" in call ? { ...call, order: reviveOrder(call.order) } : call;
  } catch (cause) {
    throw new SoukError("internal", "the transaction journal holds a call that cannot be read", { cause });
  }
}

function reviveOrder(order: Order): Order {
  const { offer } = order;
  return {
    ...order,
    salt: BigInt(order.salt),
    offer: { ...offer, unitPrice: BigInt(offer.unitPrice), shipping: BigInt(offer.shipping) },
  };
}
