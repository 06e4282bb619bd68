// An operation as the API shows it, after the wait the caller asked for.
import type { Operation } from "../../protocol/api/schemas.ts";
import type { EscrowWallet } from "../core/ports/chain.ts";
import type { ImportCommands, OperationQueries } from "../core/ports/commands.ts";
import type { StoredOperation } from "../core/ports/own.ts";
import { problemOf } from "./problem.ts";

export interface OperationAnswer {
  /** Ends early once the operation is no longer pending; parts of a second are rounded up, timers take whole numbers. */
  after(operation: StoredOperation, seconds: number, signal: AbortSignal): Promise<Operation>;
  /** All of them, after one wait. */
  afterAll(operations: readonly StoredOperation[], seconds: number, signal: AbortSignal): Promise<Operation[]>;
  view(operation: StoredOperation): Operation;
}

const ASKING = "It waits for the signer: look there, and confirm or refuse it.";
const refused = (why: string): string =>
  `A block took it and it was refused: ${why}. Until that block is final it may still succeed in another one: do not ask for it again before this has failed.`;

export function createOperationAnswer({
  operations,
  transactions,
  progressOf,
}: {
  operations: Pick<OperationQueries, "wait">;
  transactions: Pick<EscrowWallet, "state" | "isAsking">;
  progressOf: ImportCommands["progressOf"];
}): OperationAnswer {
  function waitsFor(id: string): string | null {
    if (transactions.isAsking(id)) return ASKING;
    const { error } = transactions.state(id) ?? {};
    return error ? refused(error.message) : null;
  }

  const view = ({
    id,
    kind,
    status,
    subject,
    problem,
    notice,
    transaction,
    createdAt,
  }: StoredOperation): Operation => ({
    id,
    kind,
    status,
    subject,
    transaction: transaction ? (transactions.state(id)?.hash ?? null) : null,
    problem: problem && problemOf(problem.code, problem.message),
    progress: progressOf(id),
    notice: (status === "pending" && waitsFor(id)) || notice,
    createdAt,
  });
  async function after(operation: StoredOperation, seconds: number, signal: AbortSignal): Promise<Operation> {
    const waits = seconds > 0 && operation.status === "pending";
    return view(waits ? await operations.wait(operation.id, Math.ceil(seconds), signal) : operation);
  }
  return {
    view,
    after,
    afterAll: (all, seconds, signal) => Promise.all(all.map((operation) => after(operation, seconds, signal))),
  };
}
