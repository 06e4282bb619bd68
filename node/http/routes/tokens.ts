// Routes about tokens: what programs show instead of the owner's own.
import type { TokenCommands } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";

export type TokenRoute = "tokens" | "makeToken" | "revokeToken";

export function tokenRoutes(tokens: Pick<TokenCommands, "list" | "make" | "revoke">): Pick<Handlers, TokenRoute> {
  return {
    tokens: () => tokens.list(),
    makeToken: ({ body }) => tokens.make(body),
    revokeToken({ params }) {
      tokens.revoke(params.token);
      return undefined;
    },
  };
}
