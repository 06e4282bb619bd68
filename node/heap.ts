// How V8 keeps the node's memory small.
import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Of half the space for what dies young, in MB; V8 would let each half grow to 64, and hold all of it in memory. */
const SEMI_SPACE = 16;

export const HEAP_FLAGS = [
  // Or V8 walks the whole heap for every few dozen MB of buffers that pass through (decision 0015).
  "--external-memory-accounted-in-global-limit",
  // Strangers who come and go leave garbage that outlives them; V8 would let the heap grow to several times what lives.
  "--heap-growing-percent=50",
];

/** Threads are made later, and read these; with less than the most at once, the end of growth below would leave them too little. */
const THREAD_FLAGS = [`--max-semi-space-size=${SEMI_SPACE}`, `--min-semi-space-size=${SEMI_SPACE}`];
/** Kilobytes; V8 grows the space once what lives is more than half of it. */
const MOST_LIVING = 4 * SEMI_SPACE * 1024;

/** Call it before the rest is loaded, in which the main thread's space would grow to all that it may be: no event comes while modules are loaded. */
export function boundHeap(): void {
  [...HEAP_FLAGS, ...THREAD_FLAGS].forEach(setFlagsFromString);
  growYoung();
  // V8 gives room back when little is made for a while; what it takes again, it takes step by step, with events in between.
  new PerformanceObserver(() => growBy(halfOfYoung() < SEMI_SPACE ? 2 : 1)).observe({ entryTypes: ["gc"] });
}

/** To its bound in one step, which is the last: the main thread's space was made before, small, with a bound of V8's own. */
function growYoung(): void {
  growBy(Math.max(1, SEMI_SPACE / halfOfYoung()));
  const living: unknown[] = [];
  while (halfOfYoung() < SEMI_SPACE && living.length < MOST_LIVING) living.push(Array.from({ length: 128 }));
  growBy(1);
}

const growBy = (factor: number): void => setFlagsFromString(`--semi-space-growth-factor=${factor}`);

const young = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")!;

/** In MB. */
function halfOfYoung(): number {
  const { space_used_size: used, space_available_size: left } = young();
  return Math.round((used + left) / 2 ** 20);
}

/** What the space for what dies young takes of this thread. */
export const youngBytes = (): number => young().space_size;
