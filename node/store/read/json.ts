// Orders as JSON columns: amounts are decimal text there, and bigints again when read.
import type { Order } from "../../../protocol/order.ts";

type Texted<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] extends object ? Texted<T[K]> : T[K] };
export type OrderJson = Texted<Order>;

/** JSON with sorted keys, so that equal values give equal text. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint") return inner.toString();
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });

export function orderFromJson({ offer, salt, ...order }: OrderJson): Order {
  const unitPrice = BigInt(offer.unitPrice);
  const shipping = BigInt(offer.shipping);
  return { ...order, salt: BigInt(salt), offer: { ...offer, unitPrice, shipping } } as Order;
}
