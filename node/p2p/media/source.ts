// One peer that a download asks: what it says it has, what it was asked for, and how fast it is.
import type { BlockClient } from "./block-client.ts";
import type { DagBlock } from "./dag.ts";
import type { SourceState } from "./schedule.ts";

/** Older measurements count for so much less with every block. */
const DECAY = 0.9;

export type Source = ReturnType<typeof createSource>;

/** @param speed bytes per second, known from earlier; 0 when not */
export function createSource(id: string, client: BlockClient, sizeOf: (key: string) => number, speed: number) {
  const inFlight = new Map<string, DagBlock>();
  const known = new Map<string, boolean>();
  let weightedBytes = speed;
  let weightedSeconds = speed > 0 ? 1 : 0;
  /** When the peer last gave something, or was asked while idle. */
  let since = 0;

  const measured = (): number => (weightedSeconds > 0 ? weightedBytes / weightedSeconds : 0);

  /** What is measured, or less while a block is overdue. */
  function current(): number {
    const [first] = inFlight.keys();
    if (first === undefined) return measured();
    const silent = (performance.now() - since) / 1_000;
    const floor = sizeOf(first) / Math.max(silent, 0.001);
    return measured() === 0 ? (silent < 1 ? 0 : floor) : Math.min(measured(), floor);
  }

  return {
    id,
    client,
    /** A question which blocks it has is open. */
    asking: false,
    /** How many changes of what is missing that question has seen. */
    inquired: -Infinity,
    inFlight,
    known,
    measured,

    ask(block: DagBlock): void {
      if (inFlight.size === 0) since = performance.now();
      inFlight.set(block.key, block);
    },

    /** @param bytes undefined when it did not give the block: that says nothing of its speed */
    answered(key: string, bytes: number | undefined): void {
      inFlight.delete(key);
      const now = performance.now();
      if (bytes === undefined) return void (since = now);
      weightedBytes = weightedBytes * DECAY + bytes;
      weightedSeconds = weightedSeconds * DECAY + (now - since) / 1_000;
      since = now;
    },

    state: (): SourceState => ({
      id,
      bytesPerSecond: current(),
      inFlight: [...inFlight.keys()],
      holds: (key) => known.get(key) === true,
    }),
  };
}
