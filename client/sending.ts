// Sends a write that may get lost on the way: under a key of its own, so that the node does it once however often it is sent.
import { ApiProblem, NodeUnreachable } from "./call.ts";

/** Between one attempt and the next: long enough for a node that starts again. */
const PAUSES_MS = [100, 400, 1_500, 4_000];

/**
 * @param send is given the header's value
 * @param options.isStream the body is read while it is sent, and cannot be sent again
 */
export async function sendOnce<T>(
  send: (key: string) => Promise<T>,
  {
    key = newKey(),
    isStream = false,
    signal,
  }: { key?: string | undefined; isStream?: boolean; signal?: AbortSignal | undefined },
): Promise<T> {
  return isStream ? send(`"${key}"`) : askAgain(() => send(`"${key}"`), signal);
}

/** Again after a connection that broke: what asks must do no harm if it is done twice. */
export async function askAgain<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  let lost = false;
  for (const pause of PAUSES_MS) {
    try {
      return await ask();
    } catch (error) {
      if (!isWorthAnother(error, lost)) throw error;
      lost = true;
    }
    await paused(pause, signal);
  }
  return ask();
}

/** Not where nobody listens from the start, nor where the node took too long: there the caller decides. */
function isWorthAnother(error: unknown, lost: boolean): boolean {
  if (error instanceof NodeUnreachable) return error.lost || lost;
  return lost && error instanceof ApiProblem && error.code === "idempotency.in-flight";
}

/** Random, as nobody else's request may be called the same. `crypto.randomUUID` is absent where a page came over plain HTTP from afar. */
const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function paused(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
