// npm run rebuild: makes read.db anew from journals and chain, compares it row by row with the old one, and puts it in its place.
import { existsSync } from "node:fs";
import path from "node:path";
import { startDevChain } from "./devchain.ts";
import { readFlags } from "./flags.ts";
import { ROLES } from "./network/network.ts";
import { createProgress } from "./progress.ts";
import { rebuildFolder } from "./rebuild/folder.ts";

const USAGE = `npm run rebuild [-- --data <folder> --rpc <url>]

Without flags: the three nodes of npm start (which must be stopped), with their kept chain.
`;

const { values } = readFlags(USAGE, {
  options: { data: { type: "string" }, rpc: { type: "string" }, help: { type: "boolean" } },
});

/** @returns whether the rows were equal, or there was nothing to compare with */
async function rebuildOne(directory: string, rpc: string): Promise<boolean> {
  const progress = createProgress(process.stderr);
  const { entries, blocks, milliseconds, differing } = await rebuildFolder(directory, rpc, {
    onProgress: progress.say,
  });
  progress.done("done");
  const seconds = (milliseconds / 1_000).toFixed(1);
  const verdict = differing ? comparison(differing) : "there was no old one to compare it with";
  process.stdout.write(`  ${directory}: ${entries} journal entries and ${blocks} blocks in ${seconds} s, ${verdict}\n`);
  return !differing?.length;
}

const comparison = (differing: readonly string[]): string =>
  differing.length === 0 ? "equal to the old one, row by row" : `DIFFERENT in ${differing.join(", ")}`;

async function rebuildNetwork(): Promise<boolean> {
  const directory = path.resolve(import.meta.dirname, "../.souk/dev");
  const logFile = path.join(directory, "chain.log");
  if (!existsSync(logFile))
    throw new Error("there is no network to rebuild: run npm start once, or name a folder with --data");
  const chain = await startDevChain({ port: 0, logFile });
  try {
    let equal = true;
    for (const role of ROLES) equal = (await rebuildOne(path.join(directory, role), chain.url)) && equal;
    return equal;
  } finally {
    await chain.stop();
  }
}

try {
  const equal = values.data
    ? await rebuildOne(path.resolve(values.data), values.rpc ?? "http://127.0.0.1:8545")
    : await rebuildNetwork();
  process.exit(equal ? 0 : 1);
} catch (error) {
  process.stderr.write(`\n  ${(error as Error).message}\n\n`);
  process.exit(1);
}
