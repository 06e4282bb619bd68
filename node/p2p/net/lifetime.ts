// Ends streams of protocols that say one thing and are done: closing is of this side alone, and the other may keep its own open for ever (S-5).
import type { Stream } from "@libp2p/interface";

const SHORT = /^\/(ipfs\/id|souk\/message)\//;
const LIFETIME_MS = 8_000;
/** Bitswap opens one for each message, answers to a stranger's too, and gives itself ten seconds for it. */
const MESSAGE = /^\/ipfs\/bitswap\//;
export const MESSAGE_MS = 11_000;

export function endInTime(stream: Stream): void {
  const ms = lifetimeOf(stream);
  if (ms === undefined) return;
  const timer = setTimeout(() => stream.abort(new Error(`not done in ${ms} ms`)), ms);
  timer.unref();
  stream.addEventListener("close", () => clearTimeout(timer));
}

function lifetimeOf({ protocol, direction }: Stream): number | undefined {
  if (SHORT.test(protocol)) return LIFETIME_MS;
  return direction === "outbound" && MESSAGE.test(protocol) ? MESSAGE_MS : undefined;
}
