// Hands pictures to the worker thread and gets them back re-encoded; a picture that takes too long ends its worker, not the node.
import { Worker } from "node:worker_threads";
import { SoukError } from "../../core/errors.ts";
import type { PictureJob, PictureResult } from "./picture-worker.ts";

export interface EncodedPicture {
  bytes: Uint8Array;
  width: number;
  height: number;
  thumbnail: Uint8Array;
}

/** Of what a person uploads, before it is re-encoded. */
export const MAX_UPLOAD_BYTES = 16 * 1024 * 1024;
const DEADLINE_MS = 20_000;
const MAX_WAITING = 32;

interface Waiting {
  resolve(picture: EncodedPicture): void;
  reject(error: SoukError): void;
  timer: NodeJS.Timeout;
}

export function createPictures() {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;

  function start(): Worker {
    const started = new Worker(new URL("./picture-worker.ts", import.meta.url));
    started.on("message", settle);
    started.on("error", (error) => end(unsupported(`It cannot be decoded (${error.message})`)));
    started.unref();
    worker = started;
    return started;
  }

  function settle(result: PictureResult): void {
    const job = waiting.get(result.id);
    if (!job) return;
    waiting.delete(result.id);
    clearTimeout(job.timer);
    if (waiting.size === 0) worker?.unref();
    if (result.ok) job.resolve(result);
    else job.reject(result.code === "picture.too-large" ? tooLarge(result.reason) : unsupported(result.reason));
  }

  function end(error: SoukError): void {
    void worker?.terminate();
    worker = undefined;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    waiting.clear();
  }

  return {
    /** @throws SoukError `picture.unsupported`, `picture.too-large`, `rate.limited` */
    encode(bytes: Uint8Array): Promise<EncodedPicture> {
      if (bytes.length > MAX_UPLOAD_BYTES) throw tooLarge(`It has more than ${MAX_UPLOAD_BYTES / 2 ** 20} MiB`);
      if (waiting.size >= MAX_WAITING) {
        throw new SoukError("rate.limited", "Too many pictures at once; try again soon.", { retryable: true });
      }
      const id = ++lastId;
      const running = worker ?? start();
      running.ref();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => end(tooLarge("It takes too long to decode")), DEADLINE_MS * (waiting.size + 1));
        waiting.set(id, { resolve, reject, timer });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        running.postMessage({ id, bytes } satisfies PictureJob);
      });
    },
    stop: (): void => end(unsupported("The node is stopping")),
  };
}

const unsupported = (reason: string) =>
  new SoukError(
    "picture.unsupported",
    `The picture was not taken: ${reason}. Use a JPEG, PNG, WebP, GIF or AVIF file.`,
  );
const tooLarge = (reason: string) =>
  new SoukError("picture.too-large", `The picture was not taken: ${reason}. Use a smaller one.`);
