// How V8 keeps the node's memory small.
import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Of half the space for what dies young, in MB; V8 would let each half grow to 32 or more, and hold all of it in memory. */
const SEMI_SPACE = 16;

export const HEAP_FLAGS = [
  // Or V8 walks the whole heap for every few dozen MB of buffers that pass through (decision 0015).
  "--external-memory-accounted-in-global-limit",
  // Strangers who come and go leave garbage that outlives them; V8 would let the heap grow to several times what lives.
  "--heap-growing-percent=50",
];

/** Threads are made later, and read these; with less than the most at once, the end of growth below would leave them too little. */
const THREAD_FLAGS = [`--max-semi-space-size=${SEMI_SPACE}`, `--min-semi-space-size=${SEMI_SPACE}`];

/** Call it first. */
export function boundHeap(): void {
  [...HEAP_FLAGS, ...THREAD_FLAGS].forEach(setFlagsFromString);
  // The main thread's space was made before: it doubles after a collection where much lives, until it is as large as it may be.
  const growth = new PerformanceObserver(() => {
    if (youngBytes() < 2 * SEMI_SPACE * 2 ** 20) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    growth.disconnect();
  });
  growth.observe({ entryTypes: ["gc"] });
}

/** What the space for what dies young takes of this thread. */
export const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")!.space_size;
