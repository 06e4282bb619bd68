// Follows an operation to its end: what a command answered is only the promise that it will be done.
import type { Operation } from "../protocol/api/schemas.ts";
import { ApiProblem } from "./call.ts";
import type { Client } from "./client.ts";

/** The node waits at most so long per question. */
const STEP_SECONDS = 25;

/** @returns the operation once it is done. @throws ApiProblem if it failed or is still pending after `seconds` */
export async function finished(
  client: Pick<Client, "operation">,
  started: Operation | Promise<Operation>,
  { seconds = 60, signal }: { seconds?: number; signal?: AbortSignal } = {},
): Promise<Operation> {
  const end = performance.now() + seconds * 1_000;
  let operation = await started;
  while (operation.status === "pending") {
    const left = (end - performance.now()) / 1_000;
    if (left <= 0) throw unfinished(operation, seconds);
    operation = await client.operation({
      params: { operation: operation.id },
      wait: Math.ceil(Math.min(left, STEP_SECONDS)),
      ...(signal ? { signal } : {}),
    });
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
