// Long work in slices, so that the event loop serves own writes and peers in between.
import { setImmediate } from "node:timers/promises";

const SLICE_MS = 8;

/** @returns a function to call between small steps: it waits for a turn of the loop when a slice is over. It throws the signal's reason */
export function createSlices(signal: AbortSignal): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    signal.throwIfAborted();
    if (performance.now() - began < SLICE_MS) return undefined;
    return setImmediate().then(() => {
      began = performance.now();
    });
  };
}
