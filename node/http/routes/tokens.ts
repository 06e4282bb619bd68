// Routes about tokens: what programs show instead of the owner's own.
import { AtOnce } from "../../core/at-once.ts";
import type { TokenCommands } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";

export type TokenRoute = "tokens" | "makeToken" | "revokeToken";

export function tokenRoutes(tokens: Pick<TokenCommands, "list" | "make" | "revoke">): Pick<Handlers, TokenRoute> {
  return {
    tokens: () => tokens.list(),
    makeToken: ({ body }) => new AtOnce(() => tokens.make(body)),
    revokeToken: ({ params }) => new AtOnce(() => tokens.revoke(params.token)),
  };
}
