// What the HTTP API answers about this account's transactions.
import { z } from "zod";
import { hex32 } from "../ids.ts";
import { amountText } from "../money.ts";
import { problem } from "./schemas.ts";

/** One of the transactions that were signed for an intent. Fees in wei per gas. */
const attempt = z
  .object({
    hash: hex32,
    nonce: z.int(),
    gasLimit: amountText,
    maxFeePerGas: amountText,
    maxPriorityFeePerGas: amountText,
    /** Head of the chain when it was signed. */
    block: z.int(),
    /** The one with higher fees and the same nonce that was signed after it; either may be mined. */
    replacedBy: hex32.nullable(),
    /** A foreign transaction of this account took its nonce: it will never be mined. */
    displaced: z.boolean(),
  })
  .meta({ id: "SignedTransaction" });

export const transactionView = z
  .object({
    id: z.string(),
    /** The operation it is a step of. */
    operation: z.string(),
    /** As `open`, `ship` or `approve`. */
    call: z.string(),
    status: z.enum(["intended", "signed", "sent", "mined", "final", "failed"]),
    nonce: z.int().nullable(),
    /** Of the one that was mined; before that the newest that was signed. */
    hash: hex32.nullable(),
    block: z.int().nullable(),
    /** Wei that was paid to the network; null before, and where the chain does not say. */
    fee: amountText.nullable(),
    /** Oldest first; whichever is mined counts. */
    signed: z.array(attempt),
    problem: problem.nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Transaction" });
export type TransactionView = z.output<typeof transactionView>;
