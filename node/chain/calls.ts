// A call to the chain as the transaction journal keeps it: JSON with bigints as decimal strings.
import type { Address } from "../../protocol/ids.ts";
import type { Order } from "../../protocol/order.ts";
import { SoukError } from "../core/errors.ts";
import type { ChainCall } from "../core/ports/chain.ts";

/** The allowance that a currency without permits needs first: a step of opening, journaled under an id of its own. */
export interface ApproveCall {
  call: "approve";
  currency: Address;
  amount: bigint;
}

export type JournaledCall = ChainCall | ApproveCall;

export function encodeCall(call: JournaledCall): string {
  return JSON.stringify(call, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

/** @throws SoukError `internal` if the text is not what {@link encodeCall} wrote */
export function decodeCall(text: string): JournaledCall {
  try {
    const call = JSON.parse(text) as JournaledCall;
    switch (call.call) {
      case "approve":
      case "lockBond":
      case "requestBond":
        return { ...call, amount: BigInt(call.amount) };
      case "openMany":
        return { ...call, purchases: call.purchases.map(reviveIn) };
      case "collect":
        return { ...call, releases: call.releases.map(reviveIn), claims: call.claims.map(reviveOrder) };
      case "confirmMany":
        return { ...call, releases: call.releases.map(reviveIn) };
      default:
        return "order" in call ? reviveIn(call) : call;
    }
  } catch (cause) {
    throw new SoukError("internal", "the transaction journal holds a call that cannot be read", { cause });
  }
}

const reviveIn = <T extends { order: Order }>(value: T): T => ({ ...value, order: reviveOrder(value.order) });

function reviveOrder(order: Order): Order {
  const { offer } = order;
  return {
    ...order,
    salt: BigInt(order.salt),
    offer: { ...offer, unitPrice: BigInt(offer.unitPrice), shipping: BigInt(offer.shipping) },
  };
}
