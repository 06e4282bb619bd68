// One peer that blocks are asked of, over one stream or, when it is fast, several: yamux lets no more than 256 KiB of a stream be on their way.
import type { Stream } from "@libp2p/interface";
import { type BlockLane, createBlockLane } from "./block-lane.ts";

/** @throws (all of it) with `refusal` set when the peer is at fault */
export interface BlockClient extends Pick<BlockLane, "have" | "get" | "cancel"> {
  /** Ends what is pending. */
  end(): void;
}

export const MAX_LANES = 4;
/** A lane with so many unanswered requests is full: another one is opened. */
const FULL = 3;

/** @param more opens one more stream to the same peer */
export function createBlockClient(stream: Stream, more: () => Promise<Stream>): BlockClient {
  const lanes = [createBlockLane(stream, end)];
  const laneOf = new Map<string, BlockLane>();
  /** Streams that were asked for, whether they came or not. */
  let opened = 1;
  let ended = false;

  function end(error: Error): void {
    if (ended) return;
    ended = true;
    for (const lane of lanes) lane.end(error);
  }

  async function widen(): Promise<void> {
    opened++;
    try {
      const next = await more();
      if (ended) next.abort(new Error("the download has ended"));
      else lanes.push(createBlockLane(next, end));
    } catch {
      // as many as the peer takes
    }
  }

  return {
    have: (digests) => lanes[0]!.have(digests),
    async get(digest) {
      const lane = lanes.reduce((best, other) => (other.owed() < best.owed() ? other : best));
      if (lane.owed() >= FULL && opened < MAX_LANES) void widen();
      const key = Buffer.from(digest).toString("hex");
      laneOf.set(key, lane);
      try {
        return await lane.get(digest);
      } finally {
        laneOf.delete(key);
      }
    },
    cancel: (digest) => laneOf.get(Buffer.from(digest).toString("hex"))?.cancel(digest),
    end: () => end(new Error("the download has ended")),
  };
}
