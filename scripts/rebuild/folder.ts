// Makes one node's read.db anew, compares it row by row with the old one, and puts it in its place.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { readConfig } from "../../node/config.ts";
import { createLoggers } from "../../node/logger.ts";
import { rebuild } from "../../node/rebuild.ts";
import { lockDirectory } from "../../node/store/lock.ts";
import { differingTables, dumpTables } from "../../node/store/read/dump.ts";
import { dropReadStore, readFile } from "../../node/store/read/read-store.ts";

const TIMEOUT_MS = 10 * 60_000;

export interface Rebuilt {
  entries: number;
  blocks: number;
  milliseconds: number;
  /** Tables that came out otherwise; none if there was nothing to compare with. */
  differing: string[];
}

/** @throws SoukError `node.data-in-use` while the node runs */
export async function rebuildFolder(directory: string, rpc: string): Promise<Rebuilt> {
  const config = readConfig(["--data", directory, "--rpc", rpc])!;
  const into = path.join(directory, "rebuilt");
  const lock = lockDirectory(directory);
  try {
    rmSync(into, { recursive: true, force: true });
    mkdirSync(into, { mode: 0o700 });
    const loggers = createLoggers(config.logLevel);
    const made = await rebuild({ config, loggers, into, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const differing = existsSync(readFile(directory)) ? differingTables(dumpTables(directory), dumpTables(into)) : [];
    dropReadStore(directory);
    renameSync(readFile(into), readFile(directory));
    return { ...made, differing };
  } finally {
    rmSync(into, { recursive: true, force: true });
    lock.release();
  }
}
