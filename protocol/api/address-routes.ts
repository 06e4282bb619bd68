// The HTTP routes of the user's address book.
import { z } from "zod";
import { addressId, delivery } from "./purchase-inputs.ts";
import { deliveryAddress } from "../message.ts";
import { forOwner } from "./private-words.ts";
import { route } from "./route.ts";

const addressKey = z.strictObject({ id: addressId });
const bookAddress = z
  .object({ id: addressId, address: forOwner(deliveryAddress, "where the user lives") })
  .meta({ id: "BookAddress" });
export type BookAddress = z.output<typeof bookAddress>;

export const addressRoutes = {
  addresses: route({
    method: "get",
    path: "/addresses",
    access: "private",
    summary: "The address book: kept on this node alone, encrypted",
    status: 200,
    answer: z.array(bookAddress),
  }),
  putAddress: route({
    method: "put",
    path: "/addresses/:id",
    summary: "Keep an address under a short name, instead of the one that had it",
    params: addressKey,
    body: delivery,
    status: 200,
    answer: bookAddress,
  }),
  removeAddress: route({
    method: "delete",
    path: "/addresses/:id",
    summary: "Erase an address from the book; orders keep their own copy until they are closed",
    params: addressKey,
    status: 204,
  }),
} as const;
