// Making the read model anew: records a second from journals that are checked, judged and indexed, beside the same journals only read and checked.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { recover } from "../node/chain/recover.ts";
import { createLoggers } from "../node/logger.ts";
import { openArchive } from "../node/p2p/archive.ts";
import { rebuild } from "../node/rebuild.ts";
import { dumpTables } from "../node/store/read/dump.ts";
import { deploymentOf } from "../protocol/deployments.ts";
import { startDevChain } from "../scripts/devchain.ts";
import { createMarket } from "./listings.ts";
import { seedJournals } from "./peers/seed-journals.ts";
import { finish, isQuick, median, progress, round, table } from "./report.ts";
import { publishedListings } from "./signed-listings.ts";

const quick = isQuick();
const RUNS = quick ? 1 : 5;
const JOURNALS = quick ? 5 : 20;
const EACH = quick ? 400 : 1_000;
const PER_ENTRY = 30;
const RECORDS = JOURNALS * EACH;
const TIMEOUT_MS = 5 * 60_000;

/** How the sellers published: many listings under one signature, as imports do, or each by itself. */
const KINDS = { together: undefined, alone: 1 };
type Kind = keyof typeof KINDS;

const root = mkdtempSync(path.join(tmpdir(), "souk-bench-rebuild-"));
const chain = await startDevChain({ port: 0 });
try {
  const deployment = deploymentOf(chain.chainId)!;
  const domain = { chainId: deployment.chainId, escrow: deployment.escrow };
  const loggers = createLoggers("silent");

  /** Every entry's writer, place and signature, and nothing of what it says. */
  async function readAndCheck(directory: string): Promise<number> {
    const began = performance.now();
    let records = 0;
    for await (const input of openArchive({ directory, ...domain, recover })) {
      if (input.kind === "entry") records += input.entry.records.length;
    }
    if (records !== RECORDS) throw new Error(`${records} of ${RECORDS} records were read`);
    return performance.now() - began;
  }

  async function measure(kind: Kind): Promise<{ rate: number; floor: number }> {
    progress(`signing ${RECORDS} listings of ${JOURNALS} sellers, ${kind}`);
    const directory = path.join(root, kind);
    const recordsOf = publishedListings(createMarket(7), domain, KINDS[kind]);
    await seedJournals(directory, JOURNALS, EACH, domain, recordsOf, PER_ENTRY);
    const config = { directory, deployment, rpcUrls: [chain.url] };
    const ours: number[] = [];
    const floors: number[] = [];
    let first: string | undefined;
    for (let run = 0; run < RUNS; run++) {
      floors.push(await readAndCheck(directory));
      const into = path.join(root, `rebuilt-${run}`);
      const { milliseconds } = await rebuild({ config, loggers, into, signal: AbortSignal.timeout(TIMEOUT_MS) });
      ours.push(milliseconds);
      const rows = JSON.stringify(dumpTables(into));
      if (rows !== (first ??= rows)) throw new Error("two rebuilds of the same journals differ");
      rmSync(into, { recursive: true });
      progress(`  run ${run + 1}/${RUNS}: ${perSecond(ours.at(-1)!)} records/s`);
    }
    return { rate: perSecond(median(ours)), floor: perSecond(median(floors)) };
  }

  const perSecond = (milliseconds: number) => Math.round(RECORDS / (milliseconds / 1e3));
  const together = await measure("together");
  const alone = await measure("alone");
  console.log(`Rebuild of ${RECORDS} signed listings in ${JOURNALS} journals, medians of ${RUNS} runs.\n`);
  table([
    ["", "records/s", "aim"],
    ["rebuilt: judged, indexed, the chain followed to its head", together.rate, "5000"],
    ["… where each listing was published alone, so each has a signature to check", alone.rate, ""],
    ["only read and checked as journal entries", together.floor, ""],
  ]);
  finish("rebuild", {
    records: RECORDS,
    records_per_s: together.rate,
    alone_records_per_s: alone.rate,
    checked_only_per_s: together.floor,
    vs_checked_only: round(together.rate / together.floor),
  });
} finally {
  await chain.stop();
  rmSync(root, { recursive: true, force: true });
}
