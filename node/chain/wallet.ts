// This node's account: calls that were simulated become durable intents; and what it holds.
import type { Deployment } from "../../protocol/deployments.ts";
import { SoukError } from "../core/errors.ts";
import type { EscrowWallet } from "../core/ports/chain.ts";
import type { Signer } from "../core/ports/signer.ts";
import type { TransactionJournal } from "../core/ports/transactions.ts";
import type { Reader } from "./answers.ts";
import { encodeCall } from "./calls.ts";
import type { Escrow } from "./escrow.ts";
import type { Preparer } from "./preparer.ts";
import { RpcError } from "./rpc.ts";
import type { TransactionQueue } from "./transactions.ts";

export interface WalletOptions {
  reader: Reader;
  escrow: Escrow;
  deployment: Pick<Deployment, "contracts">;
  signer: Pick<Signer, "address">;
  journal: TransactionJournal;
  /** @throws SoukError unless the RPC serves the right chain with the escrow on it */
  requireChain: () => void;
  preparer: Preparer;
  queue: TransactionQueue;
  quote: EscrowWallet["quote"];
}

export function createWallet(options: WalletOptions): EscrowWallet {
  const { reader, escrow, deployment, signer, journal, requireChain, preparer, queue, quote } = options;
  return {
    address: signer.address,
    async submit(id, call, signal) {
      if (journal.get(id)) return;
      try {
        await preparer.simulate(id, call, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof RpcError)) throw error;
        throw new SoukError("chain.unreachable", `the chain's RPC answered: ${error.message}`, {
          retryable: true,
          cause: error,
        });
      }
      // Another submit of the same id may have been simulated at the same time.
      if (journal.get(id)) return;
      journal.intend(id, encodeCall(call));
      queue.changed(id);
      void queue.work();
    },
    async batches(signal) {
      requireChain();
      const { multicall } = deployment.contracts;
      return multicall !== null && (await reader.code(multicall, signal)) !== "0x";
    },
    quote,
    state(id) {
      const entry = journal.get(id);
      return entry && { id, status: entry.status, hash: entry.hash, block: entry.block, error: entry.error };
    },
    isAsking: (id) => queue.isAsking(id),
    onState: (listener) => queue.onState(listener),
    async balance(currency) {
      requireChain();
      return preparer.balance(currency);
    },
    async credit(currency) {
      requireChain();
      return escrow.credit(reader, signer.address, currency);
    },
  };
}
