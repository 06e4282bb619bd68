// Checks and stores blocks of downloads in a thread, so that hashing and the disk hold up neither the network nor own work.
import { Worker } from "node:worker_threads";
import type { WriteJob, WriteResult } from "./block-writer-worker.ts";

export type BlockWriter = ReturnType<typeof createBlockWriter>;

/** @param file blocks.db */
export function createBlockWriter(file: string) {
  const waiting = new Map<number, { resolve(isRight: boolean): void; reject(error: Error): void }>();
  let worker: Worker | undefined;
  let lastId = 0;

  function startWorker(): Worker {
    const started = new Worker(new URL("./block-writer-worker.ts", import.meta.url), { workerData: file });
    started.on("message", ({ stored, wrong, error }: WriteResult) => {
      for (const id of wrong) settle(id, false);
      for (const id of stored) settle(id, error === null ? true : new Error(`a block could not be stored: ${error}`));
    });
    started.on("error", end);
    started.unref();
    return (worker = started);
  }

  function settle(id: number, outcome: boolean | Error): void {
    const job = waiting.get(id);
    waiting.delete(id);
    if (typeof outcome === "boolean") job?.resolve(outcome);
    else job?.reject(outcome);
  }

  function end(error: Error): void {
    worker = undefined;
    for (const id of waiting.keys()) settle(id, error);
  }

  return {
    /** Its thread takes a while to start, too long for the first block to wait; a node that fetches nothing needs none. */
    start(): void {
      worker ??= startWorker();
    },
    /**
     * Resolves when the block is committed, so that any reader of the file sees it.
     * @param bytes given away: a buffer of their own goes over to the thread, and is empty here from then on
     * @returns false when the bytes are not what the digest names
     */
    store(digest: Uint8Array, bytes: Uint8Array): Promise<boolean> {
      const { promise, resolve, reject } = Promise.withResolvers<boolean>();
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      const own = bytes.length > 0 && bytes.length === bytes.buffer.byteLength;
      const transfer = own ? [bytes.buffer as ArrayBuffer] : [];
      (worker ?? startWorker()).postMessage({ id, digest, bytes } satisfies WriteJob, transfer);
      return promise;
    },
    /** Waits for the thread, so that the file can be closed. */
    async stop(): Promise<void> {
      const ending = worker;
      end(new Error("the node is stopping"));
      await ending?.terminate();
    },
  };
}
