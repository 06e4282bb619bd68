// Takes each intent to the chain exactly once: signed before it is sent, sent again as it is, never two with one nonce (S-17).
import { SigningKey, Transaction } from "ethers";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { JournaledTransaction, TransactionJournal, TransactionState } from "../core/ports/chain.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { CallRequest, FeeHeader, Reader } from "./answers.ts";
import { type JournaledCall, decodeCall, encodeCall } from "./calls.ts";
import { fromRevert } from "./reverts.ts";
import { RpcError } from "./rpc.ts";

export interface Priced {
  request: CallRequest;
  gas: bigint;
  /** Priority fee per gas, in wei. */
  tip: bigint;
}

/** What a call becomes: a transaction without nonce and fees, or a step that has to be mined before it. */
export type Prepared = (Priced & { first?: undefined }) | { first: { id: string; call: JournaledCall } };

export interface TransactionQueue {
  /** Does what can be done now; runs one at a time. Never rejects. */
  work(): Promise<void>;
  /** A reorganisation took all blocks above `block`. */
  rolledBack(block: number): void;
  onState(listener: (state: TransactionState) => void): () => void;
  /** Tells listeners that the journal has changed. */
  changed(id: string): void;
  stop(): Promise<void>;
}

export interface TransactionQueueOptions {
  reader: Reader;
  journal: TransactionJournal;
  chainId: number;
  finality: number;
  account: { address: Address; privateKey: string };
  /** @throws SoukError when the call cannot succeed any more, `chain.unreachable` when that cannot be told */
  prepare: (id: string, call: JournaledCall, signal: AbortSignal) => Promise<Prepared>;
  /** Whether the call depends on what earlier transactions of this account leave behind. */
  mustWait: (call: JournaledCall) => boolean;
  latest: () => FeeHeader | undefined;
  /** Called after a transaction was sent: its block may be near. */
  onSent: () => void;
  logger: Logger;
}

// A replacement with a higher fee will be one more signed transaction of the same intent at the same nonce: whichever is
// mined settles the intent, and `settle` is the place that looks for both.

/** Sent again when it has no receipt for so long: the network may have dropped it. */
const RESEND_MS = 30_000;

export function createTransactionQueue(options: TransactionQueueOptions): TransactionQueue {
  const { reader, journal, chainId, finality, account, prepare, mustWait, latest, onSent, logger } = options;
  const listeners = new Set<(state: TransactionState) => void>();
  const stopping = new AbortController();
  const { signal } = stopping;
  /** When a transaction was last handed to the RPC by this process. */
  const sentAt = new Map<string, number>();
  let running: Promise<void> | undefined;
  let again = false;

  function changed(id: string): void {
    const entry = journal.get(id);
    if (!entry) return;
    const { status, hash, block, error } = entry;
    for (const listener of listeners) listener({ id, status, hash, block, error });
  }

  function fail(id: string, error: SoukError): void {
    logger.warn({ id, code: error.code }, "a transaction failed");
    journal.failed(id, { code: error.code, message: error.message });
    changed(id);
  }

  async function pass(): Promise<void> {
    const open = journal.open();
    const inFlight = open.filter(({ status }) => status === "signed" || status === "sent");
    for (const entry of inFlight.toSorted((a, b) => a.nonce! - b.nonce!)) await settle(entry);
    for (const { id } of open.filter(({ status }) => status === "intended")) {
      if (!(await begin(id))) return;
    }
  }

  /**
   * Looks for the receipt; without one, makes sure that the network has the transaction. Throws while the RPC does not
   * take it: nothing later is signed then, so a refusal leaves no gap in the nonces.
   */
  async function settle(entry: JournaledTransaction): Promise<void> {
    const { id, raw, nonce } = entry;
    const hash = entry.hash!;
    const receipt = await reader.receipt(hash, signal);
    if (receipt) {
      // Crashed between sending and recording it.
      if (entry.status === "signed") journal.sent(id);
      if (receipt.status === 1) {
        journal.mined(id, receipt.blockNumber);
        changed(id);
      } else {
        fail(id, await whyReverted(raw!, receipt.blockNumber));
      }
      return;
    }
    if ((await reader.nonce(account.address, "latest", signal)) > nonce!) return displaced(id, nonce!);
    if (entry.status === "signed" || performance.now() - (sentAt.get(id) ?? -Infinity) > RESEND_MS)
      await send(id, raw!);
  }

  /** Another transaction took the nonce. Until that is final, a reorganisation may still give the place back. */
  async function displaced(id: string, nonce: number): Promise<void> {
    const final = (latest()?.number ?? 0) - finality;
    if (final < 0 || (await reader.nonce(account.address, final, signal)) <= nonce) return;
    const message =
      "another transaction of this account, sent from elsewhere, took its place; check the order and try again";
    fail(id, new SoukError("chain.reverted", message, { subject: id }));
  }

  async function whyReverted(raw: string, block: number): Promise<SoukError> {
    const { to, data, value } = Transaction.from(raw);
    const request = { from: account.address, to: to!.toLowerCase() as Address, data, value };
    try {
      await reader.call(request, block - 1, signal);
    } catch (error) {
      if (error instanceof RpcError) return fromRevert(error);
    }
    return new SoukError(
      "chain.reverted",
      "the chain refused the transaction; look at the order's state and try again",
    );
  }

  /** @returns whether later intents may be looked at */
  async function begin(id: string): Promise<boolean> {
    const inFlight = journal.open().filter(({ status }) => status === "signed" || status === "sent");
    const entry = journal.get(id)!;
    let prepared: Prepared;
    let step = id;
    try {
      const call = decodeCall(entry.call);
      // A step is begun by the intent it belongs to.
      if (call.call === "approve") return true;
      if (inFlight.length > 0 && mustWait(call)) return false;
      prepared = await prepare(id, call, signal);
      if (prepared.first) {
        step = prepared.first.id;
        if (!journal.get(step)) journal.intend(step, encodeCall(prepared.first.call));
        prepared = await prepare(step, prepared.first.call, signal);
      }
    } catch (error) {
      const known = error instanceof SoukError;
      if (signal.aborted || error instanceof RpcError || (known && error.retryable)) throw error;
      // Anything unexpected ends this intent, so that it cannot hold up the others.
      if (!known) logger.error({ err: error, id }, "a call could not be prepared");
      fail(id, known ? error : new SoukError("internal", "the call could not be prepared; see the node's log"));
      return true;
    }
    if (prepared.first) throw new SoukError("internal", "a step cannot have a step");
    const signed = await sign(prepared, inFlight);
    journal.signed(step, signed.nonce, signed.hash, signed.raw);
    changed(step);
    await send(step, signed.raw);
    return step === id;
  }

  async function sign({ request, gas, tip }: Priced, inFlight: JournaledTransaction[]) {
    const used = await reader.nonce(account.address, "latest", signal);
    const nonce = Math.max(used, ...inFlight.map((entry) => entry.nonce! + 1));
    const transaction = Transaction.from({
      type: 2,
      chainId,
      nonce,
      to: request.to,
      data: request.data,
      value: request.value ?? 0n,
      gasLimit: gas,
      maxPriorityFeePerGas: tip,
      maxFeePerGas: maxFee(latest(), tip),
    });
    transaction.signature = new SigningKey(account.privateKey).sign(transaction.unsignedHash);
    return { nonce, hash: transaction.hash as Hex32, raw: transaction.serialized };
  }

  async function send(id: string, raw: string): Promise<void> {
    try {
      await reader.send(raw, signal);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      const known = /already known|already imported|known transaction|nonce too low|nonce has already|already in/i;
      if (!known.test(error.message)) {
        // A refusal says nothing about a copy that was accepted before.
        if (journal.get(id)!.status === "signed") fail(id, fromRevert(error));
        return;
      }
    }
    sentAt.set(id, performance.now());
    if (journal.get(id)!.status === "signed") {
      journal.sent(id);
      changed(id);
    }
    onSent();
  }

  return {
    work() {
      again = true;
      running ??= (async () => {
        while (again && !signal.aborted) {
          again = false;
          try {
            await pass();
          } catch (error) {
            if (signal.aborted) break;
            const retryable = error instanceof SoukError && error.retryable;
            logger[retryable ? "debug" : "error"]({ err: error }, "transactions wait");
          }
        }
        running = undefined;
      })();
      return running;
    },
    rolledBack(block) {
      for (const { id } of journal.minedAbove(block)) {
        sentAt.delete(id);
        journal.unmined(id);
        changed(id);
      }
    },
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Twice the base fee covers six full blocks in a row (EIP-1559). */
export const maxFee = (latest: FeeHeader | undefined, tip: bigint): bigint => 2n * (latest?.baseFee ?? 0n) + tip;
