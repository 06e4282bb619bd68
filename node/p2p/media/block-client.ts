// The asking side of /souk/blocks/1.0.0: requests go out at once, answers come back in order. Whether a block is the right one is for its writer.
import { hash } from "node:crypto";
import type { Stream } from "@libp2p/interface";
import { BLOCK_DEADLINE_MS, type BlockRequest, MAX_BLOCK_BYTES, encodeBlockRequest, parseHave } from "./block-wire.ts";
import { faultOf, framesOf } from "../net/frames.ts";

export interface BlockClient {
  /** One answer per digest. @throws with `refusal` set when the peer is at fault */
  have(digests: Uint8Array[]): Promise<boolean[]>;
  /** @returns bytes to be checked, undefined when the peer does not have them. @throws with `refusal` set when the peer is at fault */
  get(digest: Uint8Array): Promise<Uint8Array | undefined>;
  /** Ends what is pending. */
  end(): void;
}

interface Pending {
  take(frame: Uint8Array): void;
  fail(error: Error): void;
}

/** Of the one block whose bytes look like none. */
const EMPTY_DIGEST = hash("sha256", new Uint8Array(), "buffer");

/** What a failed request counts as; undefined when the peer merely went away. */
export const refusalOf = (error: unknown): string | undefined => (error as { refusal?: string } | undefined)?.refusal;

export function createBlockClient(stream: Stream): BlockClient {
  const frames = framesOf(stream, { maxBytes: MAX_BLOCK_BYTES, deadlineMs: BLOCK_DEADLINE_MS });
  const pending: Pending[] = [];
  let reading = false;
  let failure: Error | undefined;

  function fail(error: unknown): void {
    failure ??= refusalOf(error) ? (error as Error) : refused(faultOf(error), error);
    frames.abort(failure);
    for (const { fail: reject } of pending.splice(0)) reject(failure);
  }

  async function read(): Promise<void> {
    if (reading) return;
    reading = true;
    try {
      while (pending.length > 0) {
        const frame = await frames.read();
        if (!frame) throw new Error("the peer closed the stream before it answered");
        pending[0]?.take(frame); // fails them all when it is wrong
        pending.shift();
      }
    } catch (error) {
      fail(error);
    } finally {
      reading = false;
    }
  }

  function ask<T>(request: BlockRequest, judge: (frame: Uint8Array) => T): Promise<T> {
    if (failure) return Promise.reject(failure);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    pending.push({ take: (frame) => resolve(judge(frame)), fail: reject });
    frames.write(encodeBlockRequest(request)).then(read, fail);
    return promise;
  }

  return {
    have: (digests) =>
      ask({ ask: "have", digests }, (frame) => {
        const verdict = parseHave(frame);
        if (!verdict.ok) throw refused(verdict.code);
        if (verdict.value.have.length !== digests.length) throw refused("blocks.have");
        return verdict.value.have;
      }),
    get: (digest) =>
      ask({ ask: "get", digests: [digest] }, (frame) =>
        frame.length > 0 || EMPTY_DIGEST.equals(digest) ? frame : undefined,
      ),
    end: () => fail(new Error("the download has ended")),
  };
}

/** An error that counts against the peer. */
export function refused(refusal: string | undefined, cause?: unknown): Error {
  return Object.assign(new Error(refusal ?? "the peer has gone", { cause }), { refusal });
}
