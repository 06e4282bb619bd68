// Routes about this account's transactions: what was signed, what it may cost, what became of it.
import type { TransactionView } from "../../../protocol/api/transaction-schemas.ts";
import type { ErrorCode } from "../../core/errors.ts";
import type { TransactionQueries, TransactionRecord } from "../../core/ports/transactions.ts";
import type { Handlers } from "../handler.ts";
import { problemOf } from "../problem.ts";

export function transactionRoutes(transactions: TransactionQueries): Pick<Handlers, "transactions"> {
  return {
    transactions({ query }) {
      const { items, next } = transactions.list(query.limit, query.cursor);
      return { items: items.map(view), next };
    },
  };
}

function view({ attempts, error, fee, ...record }: TransactionRecord): TransactionView {
  const { id, call, status, nonce, hash, block, createdAt } = record;
  return {
    id,
    operation: id.split("/")[0]!,
    call,
    status,
    nonce,
    hash,
    block,
    fee: fee?.toString() ?? null,
    signed: attempts.map((attempt, i) => {
      const later = attempts[i + 1];
      return {
        hash: attempt.hash,
        nonce: attempt.nonce,
        gasLimit: attempt.gasLimit.toString(),
        maxFeePerGas: attempt.maxFee.toString(),
        maxPriorityFeePerGas: attempt.tip.toString(),
        block: attempt.block,
        replacedBy: later?.nonce === attempt.nonce ? later.hash : null,
        displaced: attempt.nonce !== nonce,
      };
    }),
    problem: error && problemOf(error.code as ErrorCode, error.message),
    createdAt,
  };
}
