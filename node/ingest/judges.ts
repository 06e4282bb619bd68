// Threads that judge records: signatures and shapes cost more than the rows they become, and need nothing of the read model.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Address } from "../../protocol/ids.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import type { StateRecord } from "../core/ports/journals.ts";
import { type JudgedBriefly, type JudgedRecord, inFull } from "./judge-records.ts";

export interface Judges {
  /** @throws whatever ended the thread: the records are still to be judged then */
  judge(owner: Address, records: readonly StateRecord[]): Promise<JudgedRecord[]>;
  stop(): Promise<void>;
}

export interface JudgeJob {
  owner: Address;
  records: readonly StateRecord[];
}

/** One core is left to the node itself. */
const MOST_THREADS = 4;

interface Thread {
  worker: Worker;
  /** In the order of the jobs, which is the order of the answers. */
  waiting: PromiseWithResolvers<JudgedBriefly[]>[];
}

/** @param script what a thread runs: it gets `JudgeJob`s and answers with what it makes of them, briefly */
export function createJudges({
  script,
  domain,
  most = Math.min(MOST_THREADS, Math.max(1, availableParallelism() - 1)),
}: {
  script: URL;
  domain: Domain;
  most?: number;
}): Judges {
  const threads = new Set<Thread>();

  function start(): Thread {
    const worker = new Worker(script, { workerData: domain });
    const thread: Thread = { worker, waiting: [] };
    worker.on("message", (judged: JudgedBriefly[]) => {
      thread.waiting.shift()?.resolve(judged);
      if (thread.waiting.length === 0) worker.unref();
    });
    worker.on("error", (error) => end(thread, error));
    worker.on("exit", () => end(thread, new Error("a thread that judges has ended")));
    threads.add(thread);
    return thread;
  }

  function end(thread: Thread, error: unknown): void {
    threads.delete(thread);
    for (const { reject } of thread.waiting.splice(0)) reject(error);
  }

  function leastBusy(): Thread {
    let least: Thread | undefined;
    for (const thread of threads) if (!least || thread.waiting.length < least.waiting.length) least = thread;
    return !least || (least.waiting.length > 0 && threads.size < most) ? start() : least;
  }

  return {
    async judge(owner, records) {
      const { worker, waiting } = leastBusy();
      const answer = Promise.withResolvers<JudgedBriefly[]>();
      waiting.push(answer);
      worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage({ owner, records } satisfies JudgeJob);
      const judged = await answer.promise;
      return judged.map((one, index) => inFull(one, records[index]!.record));
    },
    async stop() {
      const ending = [...threads];
      for (const thread of ending) end(thread, new Error("the node is stopping"));
      await Promise.all(ending.map(({ worker }) => worker.terminate()));
    },
  };
}
