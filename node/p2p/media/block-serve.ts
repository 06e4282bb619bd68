// Answers /souk/blocks/1.0.0 from this node's own store; never asks the network on a peer's behalf.
import { setImmediate, setTimeout as delay } from "node:timers/promises";
import type { Connection, Stream } from "@libp2p/interface";
import { BLOCK_DEADLINE_MS, MAX_BLOCK_REQUEST_BYTES, encodeHave, parseBlockRequest } from "./block-wire.ts";
import type { Blocks } from "./blocks.ts";
import { type Frames, faultOf, framesOf } from "../net/frames.ts";
import { createRate } from "../net/rate.ts";
import type { Refusals } from "../net/refusals.ts";

/** Each block asked for, and every eight asked about, cost a token: honest downloads of 256 KiB leaves stay far below. */
const RATE = { burst: 4_000, perSecond: 1_000 };
const HAVE_PER_TOKEN = 8;
/** Blocks asked for on one stream and not sent; with more, its next requests are not read. */
const MAX_OWED = 64;
const NOTHING = new Uint8Array();

export interface BlockServeDeps {
  blocks: Pick<Blocks, "find" | "holds" | "sizeOf">;
  refusals: Refusals;
  /** Of all peers together; unlimited when left out. */
  uploadBytesPerSecond?: number | undefined;
}

interface Owed {
  digest: Uint8Array;
  isWanted: boolean;
}

export function createBlockServe({ blocks, refusals, uploadBytesPerSecond }: BlockServeDeps) {
  const rate = createRate(RATE);
  const pace = uploadBytesPerSecond === undefined ? undefined : createPace(uploadBytesPerSecond);

  async function give(block: Owed, write: Frames["write"]): Promise<void> {
    if (block.isWanted) await pace?.(blocks.sizeOf(block.digest) ?? 0);
    await write((block.isWanted && blocks.find(block.digest)) || NOTHING);
    await setImmediate(); // own work and other peers get their turn
  }

  /** One stream: any number of requests, answered in order, until the asker closes it or is slow. Requests are read ahead, so that a cancel is seen in time. */
  return async function serve(stream: Stream, connection: Connection): Promise<void> {
    const peerId = connection.remotePeer.toString();
    const frames = framesOf(stream, { maxBytes: MAX_BLOCK_REQUEST_BYTES, deadlineMs: BLOCK_DEADLINE_MS });
    const abort = (code: string) => {
      refusals.add(peerId, code);
      frames.abort(new Error(code));
    };
    const owed = new Set<Owed>();
    let answers = Promise.resolve();

    function answer(work: () => Promise<void>): void {
      answers = answers.then(work);
      answers.catch((error: Error) => frames.abort(error)); // ends reading, which has the last word
    }

    function owe(digest: Uint8Array): void {
      const block = { digest, isWanted: true };
      owed.add(block);
      answer(() => give(block, frames.write).finally(() => owed.delete(block)));
    }

    function cancel(digest: Uint8Array): void {
      for (const block of owed) if (Buffer.compare(block.digest, digest) === 0) block.isWanted = false;
    }

    try {
      for (let frame = await frames.read(); frame; frame = await frames.read(() => owed.size > 0)) {
        const verdict = parseBlockRequest(frame);
        if (!verdict.ok) return abort(verdict.code);
        const { ask, digests } = verdict.value;
        const tokens = ask === "get" ? digests.length : Math.ceil(digests.length / HAVE_PER_TOKEN);
        if (!rate(peerId, tokens)) return abort("blocks.rate");
        if (ask === "have") answer(() => frames.write(encodeHave(digests.map(blocks.holds))));
        else if (ask === "get") digests.forEach(owe);
        else digests.forEach(cancel);
        if (owed.size > MAX_OWED) await answers;
      }
      await answers;
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
