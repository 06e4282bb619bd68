// The thread that checks and writes blocks of downloads: what waits when a transaction ends goes into the next one.
import { hash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { prepareDatabase, transaction } from "../database.ts";

export interface WriteJob {
  id: number;
  digest: Uint8Array;
  bytes: Uint8Array;
}
export interface WriteResult {
  stored: number[];
  /** Not what their digests name. */
  wrong: number[];
  error: string | null;
}

const BATCH = 16;

const database = new DatabaseSync(workerData as string);
prepareDatabase(database);
const insert = database.prepare("INSERT OR IGNORE INTO blocks (digest, bytes) VALUES (?, ?)");
const port = parentPort!;

port.on("message", (first: WriteJob) => {
  const jobs = [first];
  while (jobs.length < BATCH) {
    const next = receiveMessageOnPort(port) as { message: WriteJob } | undefined;
    if (!next) break;
    jobs.push(next.message);
  }
  const isRight = ({ digest, bytes }: WriteJob) => hash("sha256", bytes, "buffer").equals(digest);
  const { right = [], wrong = [] } = Object.groupBy(jobs, (job) => (isRight(job) ? "right" : "wrong"));
  let error: string | null = null;
  try {
    transaction(database, () => right.forEach(({ digest, bytes }) => insert.run(digest, bytes)));
  } catch (reason) {
    error = String((reason as Error).message);
  }
  const idsOf = (list: WriteJob[]) => list.map(({ id }) => id);
  port.postMessage({ stored: idsOf(right), wrong: idsOf(wrong), error } satisfies WriteResult);
});
