// What became of a signed transaction: which of those with its nonce a block took, and whether that is final.
import { Transaction } from "ethers";
import type { Address } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { Inclusion, JournaledTransaction, TransactionJournal } from "../core/ports/transactions.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { FeeHeader, Reader, Receipt } from "./answers.ts";
import { fromRevert } from "./reverts.ts";
import { RpcError } from "./rpc.ts";

/** `waiting`: no block has it. `taken`: its nonce is used up by a foreign transaction, not yet for good. */
export type Whereabouts = "waiting" | "taken" | "settled";

export interface InclusionWatch {
  /** Writes down what is known of a signed transaction. */
  look(entry: JournaledTransaction): Promise<Whereabouts>;
  /** Makes final what is deep enough, and takes back what is no longer where it was. */
  finalize(): Promise<void>;
  /** A reorganisation took all blocks above `block`. */
  rolledBack(block: number): void;
}

export interface InclusionOptions {
  reader: Reader;
  journal: TransactionJournal;
  finality: number;
  /** Blocks after which a transaction that its block refused counts as failed: until then a reorganisation may let it succeed. */
  refusalDepth: number;
  account: { address: Address };
  latest: () => FeeHeader | undefined;
  /** The journal has changed. */
  changed: (id: string) => void;
  signal: AbortSignal;
  logger: Logger;
}

export function createInclusionWatch(options: InclusionOptions): InclusionWatch {
  const { reader, journal, finality, refusalDepth, account, latest, changed, signal, logger } = options;
  /** Head at which a foreign transaction was first seen at the nonce. Old state to ask for it is not everywhere to be had. */
  const takenSince = new Map<string, number>();

  async function receiptOf({ transactions }: JournaledTransaction): Promise<Receipt | undefined> {
    for (const { hash } of transactions.toReversed()) {
      const receipt = await reader.receipt(hash, signal);
      if (receipt) return receipt;
    }
    return undefined;
  }

  async function record({ id, status, transactions }: JournaledTransaction, receipt: Receipt): Promise<void> {
    const inclusion: Inclusion = {
      hash: receipt.transactionHash,
      block: receipt.blockNumber,
      fee: feeOf(receipt)?.toString() ?? null,
    };
    const refusal = receipt.status === 1 ? null : await refusalOf(transactions, receipt);
    if (refusal) logger.warn({ id, code: refusal.code }, "a transaction was mined and failed");
    // Crashed between sending and recording it.
    if (status === "signed") journal.sent(id);
    journal.mined(id, inclusion, refusal);
    if (refusal && refusalDepth === 0) journal.failed(id, refusal);
    changed(id);
  }

  async function refusalOf(transactions: JournaledTransaction["transactions"], receipt: Receipt) {
    const { raw } = transactions.find(({ hash }) => hash === receipt.transactionHash)!;
    const { code, message } = await whyReverted(raw, receipt.blockNumber);
    return { code, message };
  }

  async function whyReverted(raw: string, block: number): Promise<SoukError> {
    const { to, data, value } = Transaction.from(raw);
    const request = { from: account.address, to: to!.toLowerCase() as Address, data, value };
    try {
      await reader.call(request, block - 1, signal);
    } catch (error) {
      if (error instanceof RpcError) return fromRevert(error);
    }
    const message = "the chain refused the transaction; look at the order's state and try again";
    return new SoukError("chain.reverted", message);
  }

  return {
    async look(entry) {
      const { id } = entry;
      const receipt = await receiptOf(entry);
      if (receipt) {
        takenSince.delete(id);
        await record(entry, receipt);
        return "settled";
      }
      if ((await reader.nonce(account.address, "latest", signal)) <= entry.nonce!) {
        takenSince.delete(id);
        return "waiting";
      }
      const head = latest()?.number ?? 0;
      const since = takenSince.get(id) ?? head;
      takenSince.set(id, since);
      // Until it is final, a reorganisation may still give the place back.
      if (head - since < finality) return "taken";
      takenSince.delete(id);
      logger.warn(
        { id, nonce: entry.nonce },
        "another transaction of this account took the place of one: signing again",
      );
      journal.displaced(id);
      changed(id);
      return "settled";
    },
    async finalize() {
      const head = latest()?.number ?? 0;
      for (const { id, hash, block, error } of journal.minedUpTo(head - Math.min(finality, refusalDepth))) {
        if (head - block! < (error ? refusalDepth : finality)) continue;
        const receipt = await reader.receipt(hash!, signal);
        // A reorganisation that nobody told of: the read model may have been deleted meanwhile.
        if (receipt?.blockNumber !== block || (receipt?.status === 1) !== (error === null)) journal.unmined(id);
        else if (error) journal.failed(id, error);
        else journal.final(id);
        changed(id);
      }
    },
    rolledBack(block) {
      takenSince.clear();
      for (const { id } of journal.minedAbove(block)) {
        journal.unmined(id);
        changed(id);
      }
    },
  };
}

function feeOf({ gasUsed, effectiveGasPrice, l1Fee }: Receipt): bigint | undefined {
  if (typeof gasUsed !== "bigint" || typeof effectiveGasPrice !== "bigint") return undefined;
  return gasUsed * effectiveGasPrice + (l1Fee ?? 0n);
}
