// The transaction journal as its owner may see it: what was meant, and the fees of each transaction that was signed for it.
import { Transaction } from "ethers";
import type {
  SignedAttempt,
  SignedTransaction,
  TransactionJournal,
  TransactionQueries,
} from "../core/ports/transactions.ts";
import { decodeCall } from "./calls.ts";

export function createTransactionRecords(journal: Pick<TransactionJournal, "list">): TransactionQueries {
  return {
    list(limit, cursor) {
      const { items, next } = journal.list(limit, cursor);
      return {
        items: items.map(({ call, fee, transactions, ...rest }) => ({
          ...rest,
          call: decodeCall(call).call,
          fee: fee === null ? null : BigInt(fee),
          attempts: transactions.map(attemptOf),
        })),
        next,
      };
    },
  };
}

function attemptOf({ hash, nonce, raw, block }: SignedTransaction): SignedAttempt {
  const { gasLimit, maxFeePerGas, maxPriorityFeePerGas } = Transaction.from(raw);
  return { hash, nonce, gasLimit, maxFee: maxFeePerGas!, tip: maxPriorityFeePerGas!, block };
}
