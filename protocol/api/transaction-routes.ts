// The HTTP routes about this account's transactions.
import { z } from "zod";
import * as inputs from "./inputs.ts";
import { page, route } from "./route.ts";
import { transactionView } from "./transaction-schemas.ts";

export const transactionRoutes = {
  transactions: route({
    method: "get",
    path: "/transactions",
    summary: "What this account sent to the chain, or is about to; newest first",
    query: z.strictObject({ limit: inputs.limit, cursor: inputs.cursor }),
    status: 200,
    answer: page(transactionView),
  }),
} as const;
