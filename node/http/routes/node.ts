// Routes about this node: what it is, whom it knows, what it holds.
import type { NodeQueries, WalletCommands } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";
import type { OperationAnswer } from "../operation-answer.ts";

export function nodeRoutes({
  node,
  wallet,
  answer,
}: {
  node: NodeQueries;
  wallet: WalletCommands;
  answer: OperationAnswer;
}): Pick<Handlers, "node" | "network" | "currencies" | "balances" | "withdraw"> {
  return {
    node: () => node.status(),
    network: () => node.network(),
    currencies: () => node.currencies(),
    balances: () => wallet.balances(),
    withdraw: async ({ body, query, signal }) => answer.after(await wallet.withdraw(body), query.wait, signal),
  };
}
