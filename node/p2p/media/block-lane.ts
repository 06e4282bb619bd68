// One stream of /souk/blocks/1.0.0, the asking side: requests go out at once, answers come back in order. Whether a block is the right one is for its writer.
import { hash } from "node:crypto";
import type { Stream } from "@libp2p/interface";
import { BLOCK_DEADLINE_MS, MAX_BLOCK_BYTES, MAX_GET, encodeBlockRequest, parseHave } from "./block-wire.ts";
import { faultOf, framesOf } from "../net/frames.ts";

export interface BlockLane {
  /** One answer per digest. */
  have(digests: Uint8Array[]): Promise<boolean[]>;
  /** @returns bytes to be checked, undefined when the peer does not have them */
  get(digest: Uint8Array): Promise<Uint8Array | undefined>;
  /** The peer need not send this block any more; one that is not on its way yet is answered with nothing. */
  cancel(digest: Uint8Array): void;
  /** Requests that are not answered. */
  owed(): number;
  /** Ends what is pending. */
  end(error: Error): void;
}

interface Pending {
  take(frame: Uint8Array): void;
  fail(error: Error): void;
}

/** Of the one block whose bytes look like none. */
const EMPTY_DIGEST = hash("sha256", new Uint8Array(), "buffer");

/** What a failed request counts as; undefined when the peer merely went away. */
export const refusalOf = (error: unknown): string | undefined => (error as { refusal?: string } | undefined)?.refusal;

/** @param onFail called once, with what all pending requests fail with; its `refusal` is set when the peer is at fault */
export function createBlockLane(stream: Stream, onFail: (error: Error) => void): BlockLane {
  const frames = framesOf(stream, { maxBytes: MAX_BLOCK_BYTES, deadlineMs: BLOCK_DEADLINE_MS });
  const pending: Pending[] = [];
  /** Asked for in this turn of the event loop; they leave as one request. */
  let wanted: Uint8Array[] = [];
  let reading = false;
  let failure: Error | undefined;

  function fail(error: unknown): void {
    if (failure) return;
    failure = refusalOf(error) ? (error as Error) : refused(faultOf(error), error);
    frames.abort(failure);
    for (const { fail: reject } of pending.splice(0)) reject(failure);
    onFail(failure);
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

  function send(ask: "have" | "get" | "cancel", digests: Uint8Array[]): void {
    if (!failure) frames.write(encodeBlockRequest({ ask, digests })).then(read, fail);
  }

  function flush(): void {
    const digests = wanted;
    wanted = [];
    for (let at = 0; at < digests.length; at += MAX_GET) send("get", digests.slice(at, at + MAX_GET));
  }

  function answer<T>(judge: (frame: Uint8Array) => T): Promise<T> {
    if (failure) return Promise.reject(failure);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    pending.push({ take: (frame) => resolve(judge(frame)), fail: reject });
    return promise;
  }

  return {
    have(digests) {
      flush(); // what was asked first is answered first
      const answers = answer((frame) => {
        const verdict = parseHave(frame);
        if (!verdict.ok) throw refused(verdict.code);
        if (verdict.value.have.length !== digests.length) throw refused("blocks.have");
        return verdict.value.have;
      });
      send("have", digests);
      return answers;
    },
    get(digest) {
      if (wanted.push(digest) === 1) queueMicrotask(flush);
      return answer((frame) => (frame.length > 0 || EMPTY_DIGEST.equals(digest) ? frame : undefined));
    },
    cancel(digest) {
      flush();
      send("cancel", [digest]);
    },
    owed: () => pending.length,
    end: fail,
  };
}

/** An error that counts against the peer. */
export function refused(refusal: string | undefined, cause?: unknown): Error {
  return Object.assign(new Error(refusal ?? "the peer has gone", { cause }), { refusal });
}
