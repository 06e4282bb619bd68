// Runs what the user asked for as durable operations: stored first, taken up again after a restart, done when readable.
import { randomUUID } from "node:crypto";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import { type ErrorCode, SoukError } from "../core/errors.ts";
import type { ChainCall, EscrowWallet, TransactionState } from "../core/ports/chain.ts";
import type { OperationQueries } from "../core/ports/commands.ts";
import type { Journals } from "../core/ports/journals.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { Operations, RaiseFloor, ShelfChange, StoredMessage, StoredOperation } from "../core/ports/own.ts";
import { requestUnderWay, takeReservedId } from "./reservation.ts";

/** How far the read model has come: an operation is done when its own input has been ingested. */
export interface ReadPosition {
  block(): number;
  journal(owner: Address): number;
}

export interface Intent {
  /** Given by who must find it again after a crash; left out, the one that the request reserved, or a random one. */
  id?: string;
  /** The route's name. */
  kind: string;
  /** An order id, several with commas between, or `seller/listing`. */
  subject: string;
  /** Sent to the chain. */
  call?: ChainCall;
  /** Said in the own journal, after the call is durable. */
  records?: JournalRecord[] | null;
  /** What becomes of the own shelf once they are said. */
  shelf?: ShelfChange[] | null;
  /** Private messages that leave once they are said; not beside a call. */
  letters?: StoredMessage[];
  /** Sent to the chain once the records are readable; not beside a call. */
  afterwards?: RaiseFloor;
  /** Private messages that were written for it. */
  messages?: Hex32[];
  /** What else the user should know, in words. */
  notice?: string | null;
}

/** Work that takes a while: pending until it is ended, and to be taken up again by who began it. */
export type Job = Pick<Intent, "kind" | "subject"> & { id: string };

export interface OperationRunner extends OperationQueries {
  /** Oldest first. */
  pending(): StoredOperation[];
  /** @throws SoukError when nothing was begun and nothing is left behind. */
  run(intent: Intent): Promise<StoredOperation>;
  /** What the keyed request that is under way has begun already, before a crash or a fault; oldest first. */
  earlier(): StoredOperation[];
  begin(job: Job): StoredOperation;
  /** @param problem null if it went well */
  end(id: string, problem: StoredOperation["problem"]): void;
  /** Jobs that were begun and not ended. */
  jobs(): StoredOperation[];
  find(id: string): StoredOperation | undefined;
  /** What pending operations of some kinds are about. */
  underWay(kinds: readonly string[]): Set<string>;
  /** Call at start: takes up what a crash interrupted. */
  resume(): Promise<void>;
  /**
   * Call whenever a transaction or the read model has moved.
   * @param moved a transaction that a reorganisation took away and the next block refused: what was told to be done is not
   */
  settle(moved?: TransactionState): void;
  onChange(listener: (operation: StoredOperation) => void): () => void;
}

/** Longest wait for the chain to simulate a call before the user hears that it cannot be reached. */
const SUBMIT_MS = 15_000;

export function createOperations({
  store,
  wallet,
  journals,
  position,
  logger,
  sayAgainMs = 10_000,
}: {
  store: Operations;
  wallet: EscrowWallet;
  journals: Journals;
  position: ReadPosition;
  logger: Logger;
  /** Before what could not be said is tried again. */
  sayAgainMs?: number;
}): OperationRunner {
  const listeners = new Set<(operation: StoredOperation) => void>();
  /** Whose last step is being sent. */
  const sending = new Set<string>();
  /** Whose words are on their way into journal and mailbox. */
  const saying = new Set<string>();
  /** In the journal up to this sequence, which could not be noted yet. */
  const spoken = new Map<string, number>();
  /** Could not be said; not to be tried before. */
  const unsaid = new Map<string, number>();

  function finish(id: string, status: "done" | "failed", problem: StoredOperation["problem"] = null) {
    store.finish(id, status, problem);
    const operation = store.get(id)!;
    for (const listener of listeners) listener(operation);
  }

  const fail = ({ id, error }: TransactionState): void =>
    finish(id, "failed", error as { code: ErrorCode; message: string });

  const hasWords = ({ records, shelf, letters }: StoredOperation): boolean =>
    records !== null || shelf !== null || letters.length > 0;
  const hasToSay = (operation: StoredOperation): boolean => operation.appended === null && hasWords(operation);

  async function say(operation: StoredOperation): Promise<void> {
    const { id, records } = operation;
    if (!hasToSay(operation) || saying.has(id)) return;
    saying.add(id);
    try {
      if (records && !spoken.has(id)) spoken.set(id, (await journals.append(records)).sequence);
      store.appended(id, spoken.get(id) ?? 0);
      spoken.delete(id);
      unsaid.delete(id);
    } finally {
      saying.delete(id);
    }
  }

  /** What goes on whether it can be said now or not: a full disk, or a certificate that is not signed yet. */
  async function sayOrLater(operation: StoredOperation): Promise<void> {
    const { id } = operation;
    if ((unsaid.get(id) ?? 0) > performance.now()) return;
    try {
      await say(operation);
    } catch (error) {
      unsaid.set(id, performance.now() + sayAgainMs);
      logger.warn({ err: error, operation: id }, "could not say what belongs to it; trying again later");
    }
  }

  const isRead = ({ appended }: StoredOperation): boolean =>
    appended !== null && position.journal(wallet.address) >= appended;

  /** While the chain cannot be reached, each new block and each start tries again. */
  async function sendAfterwards({ id, afterwards }: StoredOperation): Promise<void> {
    if (sending.has(id)) return;
    sending.add(id);
    try {
      await wallet.submit(id, afterwards!, AbortSignal.timeout(SUBMIT_MS));
    } catch (error) {
      if (error instanceof SoukError && !error.retryable) {
        finish(id, "failed", { code: error.code, message: error.message });
      } else logger.warn({ err: error, operation: id }, "could not send what was to follow; trying again later");
    } finally {
      sending.delete(id);
    }
  }

  function settleOne(operation: StoredOperation): void {
    if (operation.job) return;
    if (hasToSay(operation) && ifBegun(operation)) void sayOrLater(operation);
    if (operation.afterwards && !wallet.state(operation.id)) {
      if (isRead(operation)) void sendAfterwards(operation);
      return;
    }
    if (operation.transaction) {
      const state = wallet.state(operation.id);
      if (state?.status === "failed") return fail(state);
      // What its block refused may still succeed in another one: who is told too early pays twice.
      if (!state || state.error || state.block === null || position.block() < state.block) return;
    }
    if (hasWords(operation) && !isRead(operation)) return;
    finish(operation.id, "done");
  }

  function get(id: string): StoredOperation {
    const operation = store.get(id);
    if (!operation)
      throw new SoukError("operation.unknown", `There is no operation ${id} on this node`, { subject: id });
    return operation;
  }

  /** @returns undefined for what a crash left behind before it reached the chain's journal */
  const ifBegun = (operation: StoredOperation | undefined): StoredOperation | undefined =>
    operation?.transaction && !operation.afterwards && !wallet.state(operation.id) ? undefined : operation;

  return {
    async run({
      id = takeReservedId() ?? randomUUID(),
      kind,
      subject,
      call,
      records = null,
      shelf = null,
      letters = [],
      afterwards = null,
      messages = [],
      notice = null,
    }) {
      const transaction = call !== undefined || afterwards !== null;
      const request = requestUnderWay() ?? null;
      const said = { records, shelf, letters, messages, notice };
      const operation = store.create({ id, request, kind, subject, transaction, afterwards, ...said });
      try {
        if (call) await wallet.submit(id, call, AbortSignal.timeout(SUBMIT_MS));
        else await say(operation);
      } catch (error) {
        // A submit that failed half-way may still have left a durable intent, or words in the journal; then the operation goes on.
        if (!wallet.state(id) && !spoken.has(id)) {
          store.discard(id);
          throw error;
        }
      }
      if (call) await sayOrLater(operation);
      settleOne(get(id));
      return get(id);
    },
    begin: ({ id, kind, subject }) =>
      store.create({ id, kind, subject, transaction: false, records: null, messages: [], job: true }),
    end: (id, problem) => finish(id, problem ? "failed" : "done", problem),
    find: (id) => store.get(id),
    jobs: () => store.pending().filter(({ job }) => job),
    get,
    begun(id) {
      const operation = store.get(id);
      return operation ? ifBegun(operation) : store.ofRequest(id).find(ifBegun);
    },
    earlier: () => store.ofRequest(requestUnderWay() ?? "").filter(ifBegun),
    pending: () => store.pending(),
    list: (limit, cursor) => store.list(limit, cursor),
    async wait(id, seconds, signal) {
      if (get(id).status !== "pending" || seconds <= 0) return get(id);
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(seconds * 1_000))]);
      await new Promise<void>((resolve) => {
        const stop = () => {
          listeners.delete(heard);
          resolve();
        };
        const heard = (operation: StoredOperation) => {
          if (operation.id === id) stop();
        };
        listeners.add(heard);
        deadline.addEventListener("abort", stop, { once: true });
        if (deadline.aborted) stop();
      });
      return get(id);
    },
    underWay: (kinds) =>
      new Set(store.pending().flatMap(({ kind, subject }) => (kinds.includes(kind) ? subject.split(",") : []))),
    async resume() {
      for (const operation of store.pending()) {
        if (!ifBegun(operation)) {
          finish(operation.id, "failed", {
            code: "internal",
            message: "The node stopped before this was begun: nothing was sent. Please ask for it again.",
          });
          continue;
        }
        await sayOrLater(operation);
      }
      this.settle();
    },
    settle(moved) {
      if (moved?.status === "failed" && store.get(moved.id)?.status === "done") fail(moved);
      for (const operation of store.pending()) settleOne(operation);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
