// Waits until an operation is done and says how far it is; Ctrl-C ends the waiting, not the operation.
import { NodeUnreachable } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { finished } from "../client/operations.ts";
import type { Operation } from "../protocol/api/schemas.ts";
import { createProgress } from "./progress.ts";
import { printable } from "./terminal/text.ts";
import { UsageError } from "./usage-error.ts";
import type { World } from "./world.ts";

/** How often the node says whether a transaction was sent. */
const STEP_SECONDS = 2;

/** The waiting was ended by Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** @throws Interrupted, ApiProblem of an operation that failed or is not done after the timeout, NodeUnreachable */
export async function waitFor(
  { client, world, settings }: { client: Client; world: World; settings: ReadonlyMap<string, string> },
  started: Operation,
): Promise<Operation> {
  const seconds = timeoutOf(settings);
  using progress = createProgress(world.stderr);
  try {
    return await finished(client, started, {
      seconds,
      stepSeconds: STEP_SECONDS,
      onStep: (operation) => progress.step(stepText(operation)),
      signal: world.interrupt,
    });
  } catch (error) {
    if (error instanceof NodeUnreachable)
      throw new NodeUnreachable(`${error.message} ${goesOn(started)}`, { cause: error });
    if (!world.interrupt.aborted) throw error;
    throw new Interrupted(`${printable(started.kind)} goes on in the node. ${lookAt(started)}`, { cause: error });
  }
}

const goesOn = (started: Operation): string =>
  `${printable(started.kind)} is stored there and goes on when the node runs again. ${lookAt(started)}`;
const lookAt = ({ id }: Operation): string => `Look at it: souk operations wait ${id}`;

const BAR = 20;

function progressText({ phase, done, total }: NonNullable<Operation["progress"]>): string {
  if (total === null) return `${phase} ${done}`;
  const full = Math.round((BAR * done) / Math.max(1, total));
  return `${phase} ${"█".repeat(full)}${"░".repeat(BAR - full)} ${done}/${total}`;
}

function stepText({ kind, id, transaction, progress, notice }: Operation): string {
  if (progress) return printable(`${kind}: ${progressText(progress)}`);
  const step = transaction ? `sent as transaction ${transaction}` : `accepted as operation ${id}`;
  return printable(`${kind}: ${step}, waiting until it is done${notice ? `. ${notice}` : ""}`);
}

/** Read before anything is sent, too: what cannot be meant begins nothing. @throws UsageError */
export function timeoutOf(settings: ReadonlyMap<string, string>): number {
  const text = settings.get("timeout");
  if (text === undefined) return Infinity;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`--timeout takes seconds, not "${text}"`);
  return Number(text);
}
