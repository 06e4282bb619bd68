// All orders of a party that a query names, page by page: nothing is read that is not looked at.
import type { OrderQuery } from "../../../protocol/api/inputs.ts";
import type { Address } from "../../../protocol/ids.ts";
import type { OrderRow } from "../../core/order.ts";
import type { OrderReader } from "../../core/ports/readers.ts";

const PAGE = 100;

export function* everyOrder(
  orders: Pick<OrderReader, "list">,
  party: Address,
  query: Omit<OrderQuery, "limit" | "cursor">,
): Generator<OrderRow> {
  let cursor: string | undefined;
  do {
    const page = orders.list(party, { ...query, limit: PAGE, cursor });
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}
