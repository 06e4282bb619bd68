// Length-prefixed frames over a libp2p stream: bounded in size, in memory and in time, so that a slow or greedy peer costs little (S-5, S-11).
import type { Stream, StreamMessageEvent } from "@libp2p/interface";
import { decode, encode } from "it-length-prefixed";

export interface FrameLimits {
  /** Of one frame. */
  maxBytes: number;
  /** For each frame to arrive in full, or to be taken off our hands. */
  deadlineMs: number;
}

export interface Frames {
  /**
   * @param isOurTurn while true the peer has every right to be silent, and the deadline begins anew
   * @returns undefined when the peer has closed its side. @throws when the stream breaks or the deadline passes
   */
  read(isOurTurn?: () => boolean): Promise<Uint8Array | undefined>;
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  abort(error: Error): void;
}

const DEADLINE = "FrameDeadlineError";

/** The refusal a failed exchange counts as; undefined when the peer merely went away. */
export function faultOf(error: unknown): string | undefined {
  const name = String((error as Error | undefined)?.name); // a peer's reset may be anything
  if (name === DEADLINE) return "frame.deadline";
  return name.startsWith("InvalidData") || name.startsWith("InvalidMessageLength") ? "frame.size" : undefined;
}

/** unsigned-varint (multiformats) length, then the bytes. */
export function framesOf(stream: Stream, { maxBytes, deadlineMs }: FrameLimits): Frames {
  const source = decode(chunks(stream, maxBytes), { maxDataLength: maxBytes, maxLengthLength: 4 });

  async function within<T>(work: Promise<T>, isOurTurn = () => false): Promise<T> {
    const late = Promise.withResolvers<never>(); // libp2p's close waits for ever when it is aborted meanwhile
    const expire = () => {
      if (isOurTurn()) return void (timer = setTimeout(expire, deadlineMs));
      const error = Object.assign(new Error(`no progress within ${deadlineMs} ms`), { name: DEADLINE });
      stream.abort(error);
      late.reject(error);
    };
    let timer = setTimeout(expire, deadlineMs);
    try {
      return await Promise.race([work, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async read(isOurTurn) {
      const { value, done } = await within(source.next(), isOurTurn);
      return done ? undefined : value.subarray();
    },
    async write(bytes) {
      stream.send(encode.single(bytes));
      if (stream.writeBufferLength > 0) await within(sent(stream));
    },
    close: () => within(stream.close()),
    abort: (error) => stream.abort(error),
  };
}

/**
 * Resolves when nothing waits to be sent. libp2p's `onDrain` resolves as soon as any stream of the connection may go on,
 * and after its first time at once: what a peer does not read would pile up here.
 */
function sent(stream: Stream): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onIdle = () => stream.status !== "aborted" && resolve(); // an abort throws away what waits
  const onClose = ({ error }: Event & { error?: Error }) => reject(error ?? new Error("the stream was closed"));
  stream.addEventListener("idle", onIdle);
  stream.addEventListener("close", onClose);
  return promise.finally(() => {
    stream.removeEventListener("idle", onIdle);
    stream.removeEventListener("close", onClose);
  });
}

/** Perhaps a list of parts: copied once, when a frame is whole. */
type Bytes = StreamMessageEvent["data"];

/** The stream's own iterator buffers without bound; this one pauses the stream when more than a frame waits. */
function chunks(stream: Stream, highWater: number): AsyncGenerator<Bytes> {
  const queue: Bytes[] = [];
  let size = 0;
  let ended = false;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;

  stream.addEventListener("message", ({ data }) => {
    queue.push(data);
    size += data.byteLength;
    if (size > highWater && stream.readStatus === "readable") stream.pause();
    wake?.();
  });
  const end = (error?: Error) => {
    ended = true;
    failure ??= error;
    wake?.();
  };
  stream.addEventListener("end", () => end());
  stream.addEventListener("close", ({ error }) => end(error));
  if (stream.readableEnded) ended = true;

  return (async function* () {
    for (;;) {
      const next = queue.shift();
      if (next) {
        size -= next.byteLength;
        if (size <= highWater && stream.readStatus === "paused") stream.resume();
        yield next;
      } else if (failure) {
        throw failure;
      } else if (ended) {
        return;
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  })();
}
