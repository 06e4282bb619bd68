// How V8 keeps the node's memory small.
import { setFlagsFromString } from "node:v8";

export const HEAP_FLAGS = [
  // Or V8 walks the whole heap for every few dozen MB of buffers that pass through (decision 0015).
  "--external-memory-accounted-in-global-limit",
  // Strangers who come and go leave garbage that outlives them; V8 would let the heap grow to several times what lives.
  "--heap-growing-percent=50",
];

/** Call it first. The bound on what dies young is a flag of the command alone: `npm run node`. */
export function boundHeap(): void {
  HEAP_FLAGS.forEach(setFlagsFromString);
}
