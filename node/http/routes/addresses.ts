// Routes of the address book.
import { AtOnce } from "../../core/at-once.ts";
import type { AddressCommands } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";

export function addressRoutes(
  book: Pick<AddressCommands, "list" | "put" | "remove">,
): Pick<Handlers, "addresses" | "putAddress" | "removeAddress"> {
  return {
    addresses: () => book.list(),
    putAddress: ({ params, body }) => book.put(params.id, body),
    removeAddress: ({ params }) => new AtOnce(() => book.remove(params.id)),
  };
}
