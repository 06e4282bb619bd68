// Blocks that one download asks for by Bitswap, a few at a time, because no peer that speaks our own protocol has them.
import type { CID } from "multiformats/cid";
import type { DagBlock } from "./dag.ts";
import type { SourceState } from "./schedule.ts";

export const BITSWAP = "bitswap";
const AT_ONCE = 4;
const DEADLINE_MS = 10_000;
/** To the endgame Bitswap is a source that may never answer. */
const BITSWAP_SPEED = 1;

/** @param bitswap waits for its turn */
export function createSwaps(bitswap: (cid: CID, signal: AbortSignal) => Promise<Uint8Array>, over: AbortSignal) {
  const running = new Map<string, AbortController>();

  return {
    has: (key: string): boolean => running.has(key),
    isFull: (): boolean => running.size >= AT_ONCE,
    count: (): number => running.size,
    /** The block has come from elsewhere. */
    cancel: (key: string): void => running.get(key)?.abort(),
    state: (): SourceState => ({
      id: BITSWAP,
      bytesPerSecond: BITSWAP_SPEED,
      inFlight: [...running.keys()],
      holds: () => false,
    }),

    /** @returns undefined when it is not found in time, or is found elsewhere */
    async fetch({ key, cid }: DagBlock): Promise<{ bytes: Uint8Array; bytesPerSecond: number } | undefined> {
      const here = new AbortController();
      running.set(key, here);
      const started = performance.now();
      try {
        const deadline = AbortSignal.timeout(DEADLINE_MS);
        const bytes = await bitswap(cid, AbortSignal.any([over, here.signal, deadline]));
        // A copy: Helia may still want its own, and the writer takes away what it is given.
        return { bytes: new Uint8Array(bytes), bytesPerSecond: (bytes.length * 1_000) / (performance.now() - started) };
      } catch {
        return undefined;
      } finally {
        running.delete(key);
      }
    },
  };
}
