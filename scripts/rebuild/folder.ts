// Makes one node's read.db anew, compares it row by row with the old one, and puts it in its place.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { readConfig } from "../../node/config.ts";
import { createLoggers } from "../../node/logger.ts";
import { rebuild } from "../../node/rebuild.ts";
import { lockDirectory } from "../../node/store/lock.ts";
import { differingTables, dumpTables } from "../../node/store/read/dump.ts";
import { createOpenMark } from "../../node/store/read/open-mark.ts";
import { dropReadStore, openReadStore, readFile } from "../../node/store/read/read-store.ts";
import { textFile } from "../../node/store/read/text/text-file.ts";

const TIMEOUT_MS = 10 * 60_000;

export interface Rebuilt {
  entries: number;
  blocks: number;
  milliseconds: number;
  /** Tables that came out otherwise; null where there was nothing to compare with. */
  differing: string[] | null;
}

/** @throws SoukError `node.data-in-use` while the node runs, Error where none has ever run */
export async function rebuildFolder(
  directory: string,
  rpc: string,
  how: Pick<Parameters<typeof rebuild>[0], "onProgress" | "patienceMs"> = {},
): Promise<Rebuilt> {
  if (!existsSync(path.join(directory, "blocks.db"))) {
    throw new Error(`there is no node's data in ${directory}: name a folder that a node has run in, with --data`);
  }
  const config = readConfig(["--data", directory, "--rpc", rpc])!;
  const into = path.join(directory, "rebuilt");
  const lock = lockDirectory(directory);
  try {
    rmSync(into, { recursive: true, force: true });
    mkdirSync(into, { mode: 0o700 });
    const loggers = createLoggers(config.logLevel);
    const made = await rebuild({ config, loggers, into, signal: AbortSignal.timeout(TIMEOUT_MS), ...how });
    const isThere = [readFile, textFile].every((file) => existsSync(file(directory)));
    if (isThere && createOpenMark(readFile(directory)).isSet()) openReadStore({ directory }).close(); // mends what a kill left
    const differing = isThere ? differingTables(dumpTables(directory), dumpTables(into)) : null;
    dropReadStore(directory);
    for (const file of [textFile, readFile]) renameSync(file(into), file(directory));
    return { ...made, differing };
  } finally {
    rmSync(into, { recursive: true, force: true });
    lock.release();
  }
}
