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
/** So much is moved from SQLite's log into the file, which waits for the disk, when nothing has come for a while … */
const LOG_BYTES = 4 * 2 ** 20;
const PAUSE_MS = 50;
/** … and so much at once: in the midst of a download the peers would wait with it. */
const MAX_LOG_BYTES = 64 * 2 ** 20;

const database = new DatabaseSync(workerData as string);
prepareDatabase(database);
database.exec("PRAGMA wal_autocheckpoint = 0");
const insert = database.prepare("INSERT OR IGNORE INTO blocks (digest, bytes) VALUES (?, ?)");
const port = parentPort!;
let logged = 0;
let pause: NodeJS.Timeout | undefined;

function checkpoint(): void {
  logged = 0;
  try {
    database.exec("PRAGMA wal_checkpoint(PASSIVE)"); // never waits for who reads or writes
  } catch {
    // a full disk: all is in the log still, and the next one tries again
  }
}

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
    logged += right.reduce((sum, { bytes }) => sum + bytes.length, 0);
  } catch (reason) {
    error = String((reason as Error).message);
  }
  const idsOf = (list: WriteJob[]) => list.map(({ id }) => id);
  port.postMessage({ stored: idsOf(right), wrong: idsOf(wrong), error } satisfies WriteResult);
  clearTimeout(pause);
  if (logged >= MAX_LOG_BYTES) checkpoint();
  else if (logged >= LOG_BYTES) pause = setTimeout(checkpoint, PAUSE_MS);
});
