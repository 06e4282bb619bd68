// Makes backups: everything that neither peers nor the chain can give back, in one file that a passphrase opens.
import { createReadStream, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Address } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Backups } from "../../core/ports/own.ts";
import { storageError } from "../failure.ts";
import { CONFIGURATION, JOURNAL, MANIFEST, type Manifest, PICTURES } from "./archive.ts";
import type { BackupJob } from "./backup-worker.ts";

const STAGING = "backup-";

export interface BackupOptions {
  directory: string;
  account: Address;
  chainId: number;
  /** Writes what the own journal needs besides own.db. */
  exportJournal(file: string): void;
  /** Content addresses of the pictures that this account's listings and profile show. */
  pictures(): string[];
  /** @throws if the picture is not to be had */
  readPicture(cid: string, signal: AbortSignal): Promise<Uint8Array>;
  logger: Logger;
}

export function createBackups({
  directory,
  account,
  chainId,
  exportJournal,
  pictures,
  readPicture,
  logger,
}: BackupOptions): Backups {
  // What a crash left behind.
  for (const name of readdirSync(directory)) {
    if (name.startsWith(STAGING)) rmSync(path.join(directory, name), { recursive: true });
  }
  let isBusy = false;

  async function stage(staging: string, signal: AbortSignal): Promise<void> {
    mkdirSync(path.join(staging, PICTURES));
    const createdAt = new Date().toISOString();
    const words: Manifest = { format: "souk-backup", version: 1, account, chainId, createdAt };
    await writeFile(path.join(staging, MANIFEST), JSON.stringify(words));
    await writeFile(path.join(staging, CONFIGURATION), JSON.stringify(keptConfiguration(directory)));
    exportJournal(path.join(staging, JOURNAL));
    for (const cid of pictures()) {
      try {
        await writeFile(path.join(staging, PICTURES, cid), await readPicture(cid, signal));
      } catch (error) {
        signal.throwIfAborted();
        logger.warn({ err: error, cid }, "a picture is not in the backup: it is not to be had");
      }
    }
  }

  return {
    async create(passphrase, signal) {
      if (isBusy) {
        throw new SoukError("storage.busy", "A backup is being made: wait until it is done.", { retryable: true });
      }
      isBusy = true;
      const staging = mkdtempSync(path.join(directory, STAGING));
      const end = () => {
        isBusy = false;
        rmSync(staging, { recursive: true, force: true });
      };
      try {
        await stage(staging, signal);
        const archive = path.join(staging, "archive");
        await runWorker({ directory, staging, archive, passphrase }, signal);
        const stream = createReadStream(archive);
        stream.once("close", end);
        await once(stream, "open");
        return {
          name: `souk-${account.slice(2, 10)}-${new Date().toISOString().slice(0, 10)}.age`,
          bytes: statSync(archive).size,
          stream: Readable.toWeb(stream) as ReadableStream<Uint8Array>,
        };
      } catch (error) {
        end();
        signal.throwIfAborted();
        throw storageError(error, "the backup");
      }
    },
  };
}

/** On another machine its ports may be taken, and its addresses are others. */
function keptConfiguration(directory: string): Record<string, unknown> {
  try {
    const {
      port: _port,
      listen: _listen,
      ...kept
    } = JSON.parse(readFileSync(path.join(directory, CONFIGURATION), "utf8"));
    return kept;
  } catch {
    return {};
  }
}

async function runWorker(job: BackupJob, signal: AbortSignal): Promise<void> {
  const worker = new Worker(new URL("./backup-worker.ts", import.meta.url), { workerData: job });
  try {
    await once(worker, "message", { signal });
  } finally {
    await worker.terminate();
  }
}
