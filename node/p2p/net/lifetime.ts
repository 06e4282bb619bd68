// Ends streams of protocols that say one thing and are done: closing is of this side alone, and the other may keep its own open for ever (S-5).
import type { Stream } from "@libp2p/interface";

const SHORT = /^\/(ipfs\/id|souk\/message)\//;
const LIFETIME_MS = 8_000;

export function endInTime(stream: Stream): void {
  if (!SHORT.test(stream.protocol)) return;
  const timer = setTimeout(() => stream.abort(new Error(`not done in ${LIFETIME_MS} ms`)), LIFETIME_MS);
  timer.unref();
  stream.addEventListener("close", () => clearTimeout(timer));
}
