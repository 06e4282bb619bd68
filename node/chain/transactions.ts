// Takes each intent to the chain exactly once: signed before it is sent, sent again as it is, replaced only at its own nonce (S-17).
import { SoukError } from "../core/errors.ts";
import type { TransactionState } from "../core/ports/chain.ts";
import type { JournaledTransaction, SignedTransaction } from "../core/ports/transactions.ts";
import type { FeeHeader } from "./answers.ts";
import { type JournaledCall, decodeCall } from "./calls.ts";
import { type DraftsOptions, createDrafts } from "./drafts.ts";
import { createInclusionWatch } from "./inclusion.ts";
import { fromRevert } from "./reverts.ts";
import { RpcError } from "./rpc.ts";
import { createSigningDesk } from "./signing-desk.ts";

export interface TransactionQueue {
  /** Does what can be done now; runs one at a time. Never rejects. */
  work(): Promise<void>;
  /** A reorganisation took all blocks above `block`. */
  rolledBack(block: number): void;
  onState(listener: (state: TransactionState) => void): () => void;
  /** Tells listeners that the journal has changed. */
  changed(id: string): void;
  /** Whether somebody has to confirm it at the signer. */
  isAsking(id: string): boolean;
  stop(): Promise<void>;
}

export interface TransactionQueueOptions extends DraftsOptions {
  finality: number;
  /** Blocks after which what a block refused counts as failed. */
  refusalDepth: number;
  patience: Patience;
  /** Whether the call depends on what earlier transactions of this account leave behind. */
  mustWait: (call: JournaledCall) => boolean;
  /** Called after a transaction was sent: its block may be near. */
  onSent: () => void;
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
  const { reader, journal, finality, refusalDepth, signer, mustWait, latest, onSent, patience, logger } = options;
  const listeners = new Set<(state: TransactionState) => void>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const desk = createSigningDesk(() => void work());
  const drafts = createDrafts(options);
  const { inFlight } = drafts;
  /** By hash: what the RPC took from this process. The wait for a block begins anew after a restart or a reorganisation. */
  const handed = new Map<string, { since: FeeHeader | undefined; lastAt: number }>();
  /** Hashes that the RPC found too cheap. */
  const tooCheap = new Set<string>();
  /** Hashes that the signer did not want replaced. */
  const declined = new Set<string>();
  let running: Promise<void> | undefined;
  let again = false;
  const inclusion = createInclusionWatch({
    reader,
    journal,
    finality,
    refusalDepth,
    account: signer,
    latest,
    changed,
    signal,
    logger,
  });

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
    if (!isWanted(desk.holds())) desk.drop();
    let first = true;
    for (const entry of inFlight().toSorted((a, b) => a.nonce! - b.nonce!)) {
      if ((await inclusion.look(entry)) !== "waiting") continue;
      await keepGoing(entry);
      // The others wait behind the first one: only its fees can hold them up.
      if (desk.holds() === replacementOf(entry) || (first && isLate(entry))) await replace(entry);
      first = false;
    }
    for (const { id } of journal.open().filter(({ status }) => status === "intended")) {
      if (!(await begin(id))) return;
    }
  }

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

  /** Of a work at the desk: an intent's id, or the hash that is to be replaced. */
  const replacementOf = ({ transactions }: JournaledTransaction): string => transactions.at(-1)!.hash;

  const isWanted = (key: string | undefined): boolean =>
    key === undefined ||
    journal.get(key)?.status === "intended" ||
    inFlight().some((entry) => replacementOf(entry) === key);

  /** One more of the same nonce with higher fees: at most one of them is mined, whichever it is. */
  async function replace(entry: JournaledTransaction): Promise<void> {
    const { id, nonce } = entry;
    const isTheSame = () => {
      const now = journal.get(id)!;
      // It may have failed while it was sent.
      return now.nonce === nonce && now.status !== "failed" && replacementOf(now) === replacementOf(entry);
    };
    if (!isTheSame() || declined.has(replacementOf(entry))) return;
    try {
      const ended = (cancelled: AbortSignal) => AbortSignal.any([signal, cancelled]);
      const taken = await desk.take(replacementOf(entry), (cancelled) => drafts.dearer(entry, ended(cancelled)));
      if (!taken?.value || !isTheSame()) return;
      journal.replaced(id, taken.value);
      changed(id);
      await send(id, taken.value);
    } catch (error) {
      // It stays valid as it is.
      if (!(error instanceof SoukError) || !error.code.startsWith("signer.")) throw error;
      logger.warn({ id, code: error.code }, "a transaction could not be given higher fees");
      if (!error.retryable) declined.add(replacementOf(entry));
    }
  }

  /** @returns whether later intents may be looked at */
  async function begin(id: string): Promise<boolean> {
    let call: JournaledCall;
    try {
      call = decodeCall(journal.get(id)!.call);
    } catch (error) {
      return giveUp(id, error);
    }
    // A step is begun by the intent it belongs to.
    if (call.call === "approve") return true;
    if (inFlight().length > 0 && mustWait(call)) return false;
    const taken = await desk.take(id, (cancelled) => drafts.first(id, call, AbortSignal.any([signal, cancelled])));
    if (!taken) return false;
    const { step, signed } = taken.value;
    if (!signed) return giveUp(step, taken.value.error);
    // While the signer was asked, something else of this account was mined, or fell out again.
    if (signed.nonce !== (await drafts.nextNonce(signal))) {
      again = true;
      return false;
    }
    journal.signed(step, signed);
    changed(step);
    await send(step, signed);
    return step === id;
  }

  /** @throws what may go better the next time */
  function giveUp(step: string, error: unknown): true {
    const known = error instanceof SoukError;
    if (signal.aborted || error instanceof RpcError || (known && error.retryable)) throw error;
    // Anything unexpected ends this intent, so that it cannot hold up the others.
    if (!known) logger.error({ err: error, id: step }, "a call could not be prepared");
    fail(step, known ? inView(journal.get(step)!, error) : unprepared());
    return true;
  }

  async function send(id: string, { raw, hash, nonce }: SignedTransaction): Promise<void> {
    try {
      await reader.send(raw, signal);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (TOO_CHEAP.test(error.message)) return void tooCheap.add(hash);
      // It may have come there before: by a process that crashed, or with an answer that was lost.
      if (!KNOWN.test(error.message) && !(await reader.has(hash, signal))) {
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

  function work(): Promise<void> {
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
  }

  return {
    work,
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
    isAsking(id) {
      const held = desk.holds();
      if (held === undefined || signer.status().waiting.length === 0) return false;
      return held === id || held === journal.get(id)?.transactions.at(-1)?.hash;
    },
    async stop() {
      stopping.abort();
      await Promise.all([running, desk.stop()]);
    },
  };
}

/** What servers say of a transaction that they have, or whose nonce is used up: the next look tells which. */
const KNOWN =
  /already ?known|already imported|known transaction|nonce too low|old ?nonce|nonce has already|already in/i;
const TOO_CHEAP = /underpriced|(max ?fee ?per ?gas|fee cap|gas price|max fee).*(too low|less than|below)/i;

const unprepared = () => new SoukError("internal", "the call could not be prepared; see the node's log");

/** A refusal now that the intent has lost its place to a foreign transaction, which perhaps did the same. */
function inView({ id, transactions }: JournaledTransaction, error: SoukError): SoukError {
  if (transactions.length === 0) return error;
  const message = `another transaction of this account, sent from elsewhere, took its place, and now: ${error.message}`;
  return new SoukError("chain.displaced", message, { subject: id, cause: error });
}
