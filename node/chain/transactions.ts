// Takes each intent to the chain exactly once: signed before it is sent, sent again as it is, replaced only at its own nonce (S-17).
import { SigningKey, Transaction } from "ethers";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { TransactionState } from "../core/ports/chain.ts";
import type { JournaledTransaction, SignedTransaction, TransactionJournal } from "../core/ports/transactions.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { CallRequest, FeeHeader, Reader } from "./answers.ts";
import { type JournaledCall, decodeCall, encodeCall } from "./calls.ts";
import { type Fees, higherFees } from "./fees.ts";
import { createInclusionWatch } from "./inclusion.ts";
import { fromRevert } from "./reverts.ts";
import { RpcError } from "./rpc.ts";

export interface Priced {
  request: CallRequest;
  gas: bigint;
  fees: Fees;
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
  patience: Patience;
  /** Highest fee per gas, in wei. */
  maxFeePerGas: bigint;
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

/** How long a transaction may wait for a block before one with higher fees takes its place: so many blocks, and by their time so many seconds. */
export interface Patience {
  blocks: number;
  seconds: number;
}
export const PATIENCE: Patience = { blocks: 3, seconds: 30 };

/** Sent again when it has no receipt for so long: the network may have dropped it. */
const RESEND_MS = 30_000;

export function createTransactionQueue(options: TransactionQueueOptions): TransactionQueue {
  const { reader, journal, chainId, finality, account, prepare, mustWait, latest, onSent, logger } = options;
  const { patience, maxFeePerGas } = options;
  const listeners = new Set<(state: TransactionState) => void>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const key = new SigningKey(account.privateKey);
  /** By hash: what the RPC took from this process. The wait for a block begins anew after a restart or a reorganisation. */
  const handed = new Map<string, { since: FeeHeader | undefined; lastAt: number }>();
  /** Hashes that the RPC found too cheap. */
  const tooCheap = new Set<string>();
  let running: Promise<void> | undefined;
  let again = false;
  const inclusion = createInclusionWatch({ reader, journal, finality, account, latest, changed, signal, logger });

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
    await inclusion.finalize();
    let first = true;
    for (const entry of inFlight().toSorted((a, b) => a.nonce! - b.nonce!)) {
      if ((await inclusion.look(entry)) !== "waiting") continue;
      await keepGoing(entry);
      // The others wait behind the first one: only its fees can hold them up.
      if (first && isLate(entry)) await replace(entry);
      first = false;
    }
    for (const { id } of journal.open().filter(({ status }) => status === "intended")) {
      if (!(await begin(id))) return;
    }
  }

  const inFlight = (): JournaledTransaction[] => journal.open().filter(({ status }) => status !== "intended");

  /**
   * Makes sure that the network has it. Throws while the RPC does not take it: nothing later is signed then, so a refusal
   * leaves no gap in the nonces.
   */
  async function keepGoing({ id, status, transactions }: JournaledTransaction): Promise<void> {
    const newest = transactions.at(-1)!;
    const longAgo = performance.now() - (handed.get(newest.hash)?.lastAt ?? -Infinity) > RESEND_MS;
    if (status === "signed" || longAgo) await send(id, newest);
  }

  function isLate({ transactions }: JournaledTransaction): boolean {
    const { hash, block } = transactions.at(-1)!;
    const head = latest();
    if (!head) return false;
    if (tooCheap.has(hash)) return head.number > block;
    const since = handed.get(hash)?.since;
    if (!since) return false;
    return head.number - since.number >= patience.blocks && head.timestamp - since.timestamp >= patience.seconds;
  }

  /** One more of the same nonce with higher fees: at most one of them is mined, whichever it is. */
  async function replace({ id, nonce, transactions }: JournaledTransaction): Promise<void> {
    // It may have failed while it was sent.
    if (journal.get(id)!.nonce !== nonce || journal.get(id)!.status === "failed") return;
    const before = Transaction.from(transactions.at(-1)!.raw);
    const { value, gasLimit: gas } = before;
    const [held, tip] = await Promise.all([reader.balance(account.address, signal), reader.tip(signal)]);
    const affordable = held > value ? (held - value) / gas : 0n;
    const cap = affordable < maxFeePerGas ? affordable : maxFeePerGas;
    const offered = { maxFee: before.maxFeePerGas!, tip: before.maxPriorityFeePerGas! };
    const fees = higherFees(offered, latest()!.baseFee, tip, cap);
    // It stays valid as it is: the base fee may fall.
    if (!fees) return logger.debug({ id }, "a transaction waits: higher fees are above the limit");
    const request = { to: before.to as Address, data: before.data, value };
    const signed = sign({ request, gas, fees }, nonce!);
    journal.replaced(id, signed);
    changed(id);
    await send(id, signed);
  }

  /** @returns whether later intents may be looked at */
  async function begin(id: string): Promise<boolean> {
    const others = inFlight();
    const entry = journal.get(id)!;
    let prepared: Prepared;
    let step = id;
    try {
      const call = decodeCall(entry.call);
      // A step is begun by the intent it belongs to.
      if (call.call === "approve") return true;
      if (others.length > 0 && mustWait(call)) return false;
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
      fail(step, known ? inView(journal.get(step)!, error) : unprepared());
      return true;
    }
    if (prepared.first) throw new SoukError("internal", "a step cannot have a step");
    const used = await reader.nonce(account.address, "latest", signal);
    const signed = sign(prepared, Math.max(used, ...others.map(({ nonce }) => nonce! + 1)));
    journal.signed(step, signed);
    changed(step);
    await send(step, signed);
    return step === id;
  }

  function sign({ request, gas, fees }: Priced, nonce: number): SignedTransaction {
    const transaction = Transaction.from({
      type: 2,
      chainId,
      nonce,
      to: request.to,
      data: request.data,
      value: request.value ?? 0n,
      gasLimit: gas,
      maxPriorityFeePerGas: fees.tip,
      maxFeePerGas: fees.maxFee,
    });
    transaction.signature = key.sign(transaction.unsignedHash);
    const block = latest()?.number ?? 0;
    return { nonce, hash: transaction.hash as Hex32, raw: transaction.serialized, block };
  }

  async function send(id: string, { raw, hash, nonce }: SignedTransaction): Promise<void> {
    try {
      await reader.send(raw, signal);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (TOO_CHEAP.test(error.message)) return void tooCheap.add(hash);
      if (!KNOWN.test(error.message)) {
        const { status, transactions } = journal.get(id)!;
        // A refusal says nothing about a copy, or an earlier one of its nonce, that was accepted before.
        const alone = transactions.filter((one) => one.nonce === nonce).length === 1;
        if (status === "signed" && alone) fail(id, fromRevert(error));
        return;
      }
    }
    tooCheap.delete(hash);
    handed.set(hash, { since: handed.get(hash)?.since ?? latest(), lastAt: performance.now() });
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
      // The network may not have put them back.
      handed.clear();
      inclusion.rolledBack(block);
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

/** What servers say of a transaction that they have, or whose nonce is used up: the next look tells which. */
const KNOWN = /already known|already imported|known transaction|nonce too low|nonce has already|already in/i;
const TOO_CHEAP = /underpriced|(max ?fee ?per ?gas|fee cap|gas price|max fee).*(too low|less than|below)/i;

const unprepared = () => new SoukError("internal", "the call could not be prepared; see the node's log");

/** A refusal now that the intent has lost its place to a foreign transaction, which perhaps did the same. */
function inView({ id, transactions }: JournaledTransaction, error: SoukError): SoukError {
  if (transactions.length === 0) return error;
  const message = `another transaction of this account, sent from elsewhere, took its place, and now: ${error.message}`;
  return new SoukError("chain.displaced", message, { subject: id, cause: error });
}
