// Whether this account could make a call on an order in its present state; the same refusals for every command.
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { type OrderCall, TRANSITIONS, hasArbitrator, rolesOf } from "../../../protocol/order.ts";
import { SoukError } from "../../core/errors.ts";
import type { OrderRow } from "../../core/order.ts";
import { nextStep } from "../../core/order-story.ts";
import type { OrderReader } from "../../core/ports/readers.ts";

/**
 * @returns the order. Whether the time is right the contract judges in simulation: its clock is the next block's, ours the last one's.
 * @throws SoukError `order.unknown`, `order.wrong-party`, `order.not-allowed`
 */
export type Callable = (id: Hex32, call: OrderCall) => OrderRow;

export function createCallable({
  self,
  orders,
  now,
}: {
  self: Address;
  orders: Pick<OrderReader, "get">;
  /** Chain time, unix seconds. */
  now: () => number;
}): Callable {
  return function callable(id, call) {
    const row = orders.get(id);
    if (!row) {
      const message = `There is no order ${id} on this chain, or it has not arrived yet`;
      throw new SoukError("order.unknown", message, { subject: id });
    }
    const rows = TRANSITIONS.filter((transition) => transition.call === call && transition.from === row.status);
    const roles = rolesOf(row.order, self);
    if (call === "dispute" && rows.length > 0 && !hasArbitrator(row.order)) {
      const message = `Order ${id} names no arbitrator, so there is nobody to decide: ask the seller to give the money back, or a part of it`;
      throw new SoukError("order.not-allowed", message, { subject: id });
    }
    if (rows.some(({ who }) => roles.includes(who))) return row;
    if (rows.length > 0) {
      const who = [...new Set(rows.map((transition) => transition.who))].join(" or ");
      throw new SoukError("order.wrong-party", `Only the ${who} of order ${id} can do this`, { subject: id });
    }
    const message = `Order ${id} is ${row.status}, so "${call}" is not possible. ${nextStep(row, self, now())}`;
    throw new SoukError("order.not-allowed", message, { subject: id });
  };
}
