// Answers /souk/blocks/1.0.0 from this node's own store; never asks the network on a peer's behalf.
import { setImmediate, setTimeout as delay } from "node:timers/promises";
import type { Connection, Stream } from "@libp2p/interface";
import {
  BLOCK_DEADLINE_MS,
  type BlockRequest,
  MAX_BLOCK_REQUEST_BYTES,
  encodeHave,
  parseBlockRequest,
} from "./block-wire.ts";
import type { Blocks } from "./blocks.ts";
import { faultOf, framesOf } from "../net/frames.ts";
import { createRate } from "../net/rate.ts";
import type { Refusals } from "../net/refusals.ts";

/** Each block asked for, and every eight asked about, cost a token: honest downloads of 256 KiB leaves stay far below. */
const RATE = { burst: 4_000, perSecond: 1_000 };
const HAVE_PER_TOKEN = 8;
const NOTHING = new Uint8Array();

export interface BlockServeDeps {
  blocks: Pick<Blocks, "find" | "holds">;
  refusals: Refusals;
  /** Of all peers together; unlimited when left out. */
  uploadBytesPerSecond?: number | undefined;
}

export function createBlockServe({ blocks, refusals, uploadBytesPerSecond }: BlockServeDeps) {
  const rate = createRate(RATE);
  const pace = uploadBytesPerSecond === undefined ? undefined : createPace(uploadBytesPerSecond);

  async function answer(request: BlockRequest, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    if (request.ask === "have") return write(encodeHave(request.digests.map(blocks.holds)));
    for (const digest of request.digests) {
      const bytes = blocks.find(digest) ?? NOTHING;
      await pace?.(bytes.length);
      await write(bytes);
      await setImmediate(); // own work and other peers get their turn
    }
  }

  /** One stream: any number of requests, each answered before the next, until the asker closes it or is slow. */
  return async function serve(stream: Stream, connection: Connection): Promise<void> {
    const peerId = connection.remotePeer.toString();
    const frames = framesOf(stream, { maxBytes: MAX_BLOCK_REQUEST_BYTES, deadlineMs: BLOCK_DEADLINE_MS });
    const abort = (code: string) => {
      refusals.add(peerId, code);
      frames.abort(new Error(code));
    };
    try {
      for (let frame = await frames.read(); frame; frame = await frames.read()) {
        const verdict = parseBlockRequest(frame);
        if (!verdict.ok) return abort(verdict.code);
        const { ask, digests } = verdict.value;
        const tokens = ask === "get" ? digests.length : Math.ceil(digests.length / HAVE_PER_TOKEN);
        if (!rate(peerId, tokens)) return abort("blocks.rate");
        await answer(verdict.value, frames.write);
      }
      await frames.close();
    } catch (error) {
      const fault = faultOf(error);
      if (fault) refusals.add(peerId, fault);
      frames.abort(error as Error);
    }
  };
}

/** @returns a function that waits until so many bytes may leave */
function createPace(bytesPerSecond: number): (bytes: number) => Promise<void> {
  let free = performance.now();
  return async (bytes) => {
    const start = Math.max(performance.now(), free);
    free = start + (bytes / bytesPerSecond) * 1_000;
    if (free > performance.now() + 1) await delay(free - performance.now());
  };
}
