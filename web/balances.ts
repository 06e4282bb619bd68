// The account's balances, read anew when orders and operations move.
import { ask } from "./api.ts";
import { useQuery } from "./query.ts";

export const useBalances = () =>
  useQuery("balances", (signal) => ask((api) => api.balances({ signal })), ["order.", "operation."]);
