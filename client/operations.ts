// Follows an operation to its end: what a command answered is only the promise that it will be done.
import type { Operation } from "../protocol/api/schemas.ts";
import { ApiProblem } from "./call.ts";
import type { Client } from "./client.ts";
import { askAgain } from "./sending.ts";

/** The node waits at most so long per question. */
const STEP_SECONDS = 25;

export interface Following {
  /** Infinity: until it is done. */
  seconds?: number;
  /** How long the node waits before it says how far it is. */
  stepSeconds?: number;
  /** Called with each answer that is not yet the last. */
  onStep?: (operation: Operation) => void;
  signal?: AbortSignal;
}

/** @returns the operation once it is done. @throws ApiProblem if it failed or is still pending after `seconds` */
export async function finished(
  client: Pick<Client, "operation">,
  started: Operation | Promise<Operation>,
  { seconds = 60, stepSeconds = STEP_SECONDS, onStep = () => {}, signal }: Following = {},
): Promise<Operation> {
  const end = performance.now() + seconds * 1_000;
  let operation = await started;
  while (operation.status === "pending") {
    const left = (end - performance.now()) / 1_000;
    if (left <= 0) throw unfinished(operation, seconds);
    onStep(operation);
    const { id } = operation;
    const wait = Math.ceil(Math.min(left, stepSeconds));
    operation = await askAgain(
      () => client.operation({ params: { operation: id }, wait, ...(signal ? { signal } : {}) }),
      signal,
    );
  }
  if (operation.status === "failed") throw new ApiProblem(operation.problem ?? failedUnsaid(operation));
  return operation;
}

const unfinished = ({ id, kind }: Operation, seconds: number): ApiProblem =>
  new ApiProblem({
    type: "about:blank",
    title: "Not finished yet",
    status: 504,
    detail: `${kind} (operation ${id}) is still pending after ${seconds} seconds: it goes on, look again later`,
    code: "operation.pending",
    subject: id,
    retryable: true,
  });

const failedUnsaid = ({ id, kind }: Operation) => ({
  type: "about:blank",
  title: "Failed",
  status: 500,
  detail: `${kind} (operation ${id}) failed and the node does not say why`,
  code: "internal",
  subject: id,
  retryable: false,
});
