// Replication: awaited and bulk writes, a fresh copy, live latency, many journals, reconnecting; beside stock OrbitDB and Hyperbee in the same run.
//
// npm run bench:replicate [-- [--quick] [row …]]    rows: puts copies copies50k searchable live1 live7 live15 reconnect aggregate memory
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { seedJournals } from "./peers/seed-journals.ts";
import { type Peer, startPeer } from "./peers/peer.ts";
import { type Result, finish, isQuick, median, namedRows, progress, quantile, round, table } from "./report.ts";

const ROWS = [
  "puts",
  "copies",
  "copies50k",
  "searchable",
  "live1",
  "live7",
  "live15",
  "reconnect",
  "aggregate",
  "memory",
];
const quick = isQuick();
const named = namedRows();
const isWanted = (row: string): boolean => named.length === 0 || named.includes(row);
const RUNS = quick ? 1 : 5;
const MANY = 10_000;
const PUTS = 1_000;
const TRICKLE = quick ? 80 : 400;
/** Readers also meet each other; handshakes are over after this. */
const SETTLE_MS = 3_000;
const JOURNALS = 1_000;
const LISTINGS_EACH = 100;
/** The same listings in so many times more journals show what a journal costs, apart from what the listings do. */
const FINER = 4;

const here = fileURLToPath(new URL(".", import.meta.url));
const root = mkdtempSync(path.join(tmpdir(), "souk-bench-replicate-"));
const peers: Peer[] = [];
let folders = 0;
const notes: string[] = [];

const folder = () => path.join(root, String(++folders));

async function start(system: string, join?: { address: string; reference: string }) {
  const peer = startPeer(system);
  peers.push(peer);
  const directory = folder();
  const options = join ? { directory, join: join.address, reference: join.reference } : { directory };
  return { peer, directory, ...(await peer.open(options)) };
}

async function stopAll(): Promise<void> {
  await Promise.all(peers.splice(0).map((peer) => peer.kill()));
}

interface Copies {
  bulkSeconds: number;
  convergeSeconds: number;
}

/** `PUTS` awaited ones, one after the other. @returns how many a second */
async function measurePuts(system: string): Promise<number> {
  const writer = await start(system);
  await writer.peer.put({ from: 1_000_000, count: 50 }); // compiled and warm
  const ms = await writer.peer.put({ from: 2_000_000, count: PUTS });
  await stopAll();
  progress(`  ${system}: ${(PUTS / (ms / 1e3)).toFixed(0)} puts/s`);
  return PUTS / (ms / 1e3);
}

/** Writes `count` at once, then a fresh peer fetches all. */
async function measureCopies(system: string, count: number): Promise<Copies> {
  const fresh = await start(system);
  const bulkMs = await fresh.peer.bulk({ from: 0, count });
  const reader = await start(system, fresh);
  const convergeMs = await reader.peer.holds({ count });
  await stopAll();
  const result = { bulkSeconds: bulkMs / 1e3, convergeSeconds: convergeMs / 1e3 };
  progress(
    `  ${system}: ${count} in ${result.bulkSeconds.toFixed(2)} s, fresh copy in ${result.convergeSeconds.toFixed(2)} s`,
  );
  return result;
}

interface Late {
  p50: number;
  p99: number;
}

/** How late each of a writer's entries is at each of its readers, from before the write began. */
async function live(readers: number, system = "souk"): Promise<Late> {
  const writer = await start(system);
  const copies = [];
  for (let number = 0; number < readers; number++) copies.push(await start(system, writer));
  await writer.peer.put({ from: 0, count: 5 });
  await Promise.all(copies.map(({ peer }) => peer.holds({ count: 5 })));
  await Promise.all(copies.map(({ peer }) => peer.latencies()));
  await delay(SETTLE_MS);
  await writer.peer.trickle({ from: 10, count: TRICKLE, everyMs: 50 });
  await Promise.all(copies.map(({ peer }) => peer.holds({ count: TRICKLE + 5 })));
  const late = (await Promise.all(copies.map(({ peer }) => peer.latencies()))).flat();
  await stopAll();
  const [p50, p99] = [quantile(late, 0.5), quantile(late, 0.99)];
  progress(`  ${system}, ${readers} readers: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  return { p50, p99 };
}

/** @returns seconds until a fresh peer can search `count` real listings of one seller */
async function searchable(count: number): Promise<number> {
  const writer = await start("souk-indexed");
  await writer.peer.bulk({ from: 0, count });
  const reader = await start("souk-indexed", writer);
  const seconds = (await reader.peer.holds({ count })) / 1e3;
  await stopAll();
  progress(`  souk: ${count} searchable at a fresh peer in ${seconds.toFixed(2)} s`);
  return seconds;
}

/** A reader goes away, misses 100 entries, comes back. */
async function reconnect(): Promise<number> {
  const writer = await start("souk");
  const reader = await start("souk", writer);
  await writer.peer.put({ from: 0, count: 10 });
  await reader.peer.holds({ count: 10 });
  await reader.peer.close();
  await reader.peer.kill();
  await writer.peer.put({ from: 10, count: 100 });
  const back = startPeer("souk");
  peers.push(back);
  await back.open({ directory: reader.directory, join: writer.address });
  const ms = await back.holds({ count: 100 });
  await stopAll();
  return ms;
}

/** One node fetches `JOURNALS * LISTINGS_EACH` listings of many owners from another. */
async function aggregate(journals: number): Promise<{ perSecond: number; bytes: number }> {
  const directory = folder();
  const each = (JOURNALS * LISTINGS_EACH) / journals;
  await seedJournals(directory, journals, each);
  const holder = startPeer("souk");
  peers.push(holder);
  const join = await holder.open({ directory });
  const reader = startPeer("souk");
  peers.push(reader);
  await reader.open({ directory: folder(), join: join.address });
  const ms = await reader.holds({ count: JOURNALS * LISTINGS_EACH });
  const bytes = await reader.memory();
  await stopAll();
  const perSecond = (JOURNALS * LISTINGS_EACH) / (ms / 1e3);
  progress(`  ${journals} journals: ${perSecond.toFixed(0)} listings/s, ${(bytes / 2 ** 20).toFixed(0)} MB`);
  return { perSecond, bytes };
}

async function memoryOf100k(): Promise<number> {
  const writer = await start("souk");
  for (let from = 0; from < 100_000; from += 20_000) await writer.peer.bulk({ from, count: 20_000 });
  const reader = await start("souk", writer);
  await reader.peer.holds({ count: 100_000 });
  const bytes = await reader.peer.memory();
  await stopAll();
  return bytes / 2 ** 20;
}

function hyperbeeIsThere(): boolean {
  if (existsSync(path.join(here, "node_modules/hyperbee"))) return true;
  progress("installing what is compared against, once");
  try {
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], { cwd: here, stdio: "ignore" });
    return true;
  } catch {
    notes.push("Hyperbee could not be installed: its ratios are null.");
    return false;
  }
}

const middle = (list: readonly number[]): number | null => (list.length === 0 ? null : median(list));
const over = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : round(a / b));
const rounded = (value: number | null, digits?: number): number | null =>
  value === null ? null : round(value, digits);
/** Each of the runs of a row, if it is wanted. */
async function runsOf<T>(row: string, runs: number, run: () => Promise<T>): Promise<T[]> {
  const list: T[] = [];
  for (let number = 0; isWanted(row) && number < runs; number++) list.push(await run());
  return list;
}

try {
  const strange = named.filter((row) => !ROWS.includes(row));
  if (strange.length > 0) throw new Error(`no such row: ${strange.join(", ")}; there are ${ROWS.join(", ")}`);
  const others = isWanted("puts") || isWanted("copies") ? (hyperbeeIsThere() ? ["hyperbee", "stock"] : ["stock"]) : [];
  const systems = ["souk", ...others];
  const put: Record<string, number[]> = { souk: [], hyperbee: [], stock: [] };
  const copy: Record<string, Copies[]> = { souk: [], hyperbee: [], stock: [] };
  // One system after the other in each run: what else the machine does falls on all.
  for (let run = 0; run < RUNS; run++) {
    for (const system of systems) put[system]!.push(...(await runsOf("puts", 1, () => measurePuts(system))));
    for (const system of systems) copy[system]!.push(...(await runsOf("copies", 1, () => measureCopies(system, MANY))));
  }
  let converge50k: number | null = null;
  if (quick) notes.push("converge50k_vs_stock takes stock OrbitDB minutes: full run only.");
  else if (isWanted("copies50k")) {
    const ours = await runsOf("copies50k", 3, () => measureCopies("souk", 50_000));
    const { convergeSeconds } = await measureCopies("stock", 50_000);
    converge50k = over(convergeSeconds, middle(ours.map((one) => one.convergeSeconds)));
    notes.push("converge50k_vs_stock: ours is the median of three, stock OrbitDB ran once (minutes).");
  }
  const searchables = await runsOf("searchable", RUNS, () => searchable(MANY));
  const ones = await runsOf("live1", 1, () => live(1));
  const sevens: Late[] = [];
  const floors: Late[] = [];
  for (let run = 0; run < (quick ? 1 : 3); run++) {
    sevens.push(...(await runsOf("live7", 1, () => live(7))));
    floors.push(...(await runsOf("live7", 1, () => live(7, "live-tcp"))));
  }
  const fifteens = await runsOf("live15", 1, () => live(15));
  const reconnects = await runsOf("reconnect", RUNS, reconnect);
  const aggregates = await runsOf("aggregate", quick ? 1 : 3, () => aggregate(JOURNALS));
  const [finer] = await runsOf("aggregate", 1, () => aggregate(JOURNALS * FINER));
  const kbPerJournal = finer
    ? (finer.bytes - median(aggregates.map(({ bytes }) => bytes))) / 1_024 / (JOURNALS * (FINER - 1))
    : null;
  const memories = await runsOf("memory", 1, memoryOf100k);
  notes.push(
    `aggregate_kb_per_journal: memory of a reader with ${JOURNALS * FINER} journals less that with ${JOURNALS}, of the same listings in all.`,
    "live7_floor: the same bytes committed and sent over bare sockets (live-tcp.ts), in turns with ours.",
    "converge10k ends when entries are verified and stored; searchable10k when real listings, offers' signers recovered, are in the index. Stock's is its log alone.",
  );

  const figure = (system: string, key: keyof Copies) => middle(copy[system]!.map((run) => run[key]));
  const [ours, stocks, bees] = [middle(put["souk"]!), middle(put["stock"]!), middle(put["hyperbee"]!)];
  const bulk = figure("souk", "bulkSeconds");
  const converge = figure("souk", "convergeSeconds");
  const late = (runs: Late[], key: keyof Late) => rounded(middle(runs.map((run) => run[key])));
  const result: Result = {
    put_per_s: rounded(ours, 0),
    put_vs_stock: over(ours, stocks),
    put_vs_hyperbee: over(ours, bees),
    bulk10k_s: rounded(bulk, 3),
    bulk10k_vs_stock: over(figure("stock", "bulkSeconds"), bulk),
    converge10k_s: rounded(converge, 3),
    converge10k_vs_stock: over(figure("stock", "convergeSeconds"), converge),
    converge10k_vs_hyperbee: over(figure("hyperbee", "convergeSeconds"), converge),
    searchable10k_s: rounded(middle(searchables), 3),
    searchable10k_vs_stock: over(figure("stock", "convergeSeconds"), middle(searchables)),
    converge50k_vs_stock: converge50k,
    live1_p50_ms: late(ones, "p50"),
    live1_p99_ms: late(ones, "p99"),
    live7_p50_ms: late(sevens, "p50"),
    live7_p99_ms: late(sevens, "p99"),
    live7_floor_p50_ms: late(floors, "p50"),
    live7_floor_p99_ms: late(floors, "p99"),
    live15_p99_ms: late(fifteens, "p99"),
    aggregate_listings_per_s: rounded(middle(aggregates.map(({ perSecond }) => perSecond)), 0),
    aggregate_kb_per_journal: rounded(kbPerJournal),
    reconnect_ms: rounded(middle(reconnects), 0),
    rss_100k_mb: rounded(middle(memories), 0),
  };
  table([
    ["system", "awaited puts/s", `${MANY} written, s`, "fresh copy, s"],
    ...systems.map((system) => [
      system,
      rounded(middle(put[system]!), 0) ?? "-",
      rounded(figure(system, "bulkSeconds")) ?? "-",
      rounded(figure(system, "convergeSeconds")) ?? "-",
    ]),
  ]);
  table([
    ["figure", "value"],
    ...Object.entries(result).map(([key, value]) => [key, value === null ? "-" : String(value)]),
  ]);
  for (const note of notes) console.log(`  ${note}`);
  finish("replicate", result);
} finally {
  await stopAll();
  rmSync(root, { recursive: true, force: true });
}
