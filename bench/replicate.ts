// Replication: awaited and bulk writes, a fresh copy, live latency, many journals, reconnecting; beside stock OrbitDB and Hyperbee in the same run.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { seedJournals } from "./peers/seed-journals.ts";
import { type Peer, startPeer } from "./peers/peer.ts";
import { type Result, finish, isQuick, median, progress, quantile, round, table } from "./report.ts";

const quick = isQuick();
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

interface System {
  putPerSecond: number;
  bulkSeconds: number;
  convergeSeconds: number;
}

/** Writes `PUTS` awaited, then `count` at once, then a fresh peer fetches all. */
async function measure(system: string, count: number): Promise<System> {
  const writer = await start(system);
  await writer.peer.put({ from: 1_000_000, count: 50 }); // compiled and warm
  const putMs = await writer.peer.put({ from: 2_000_000, count: PUTS });
  await stopAll();
  const fresh = await start(system);
  const bulkMs = await fresh.peer.bulk({ from: 0, count });
  const reader = await start(system, fresh);
  const convergeMs = await reader.peer.holds({ count });
  await stopAll();
  const result = { putPerSecond: PUTS / (putMs / 1e3), bulkSeconds: bulkMs / 1e3, convergeSeconds: convergeMs / 1e3 };
  progress(
    `  ${system}: ${result.putPerSecond.toFixed(0)} puts/s, ${count} in ${result.bulkSeconds.toFixed(2)} s, fresh copy in ${result.convergeSeconds.toFixed(2)} s`,
  );
  return result;
}

async function live(readers: number): Promise<number[]> {
  const writer = await start("souk");
  const copies = [];
  for (let number = 0; number < readers; number++) copies.push(await start("souk", writer));
  await writer.peer.put({ from: 0, count: 5 });
  await Promise.all(copies.map(({ peer }) => peer.holds({ count: 5 })));
  await Promise.all(copies.map(({ peer }) => peer.latencies()));
  await delay(SETTLE_MS);
  await writer.peer.trickle({ from: 10, count: TRICKLE, everyMs: 50 });
  await Promise.all(copies.map(({ peer }) => peer.holds({ count: TRICKLE + 5 })));
  const late = (await Promise.all(copies.map(({ peer }) => peer.latencies()))).flat();
  await stopAll();
  progress(`  ${readers} readers: p50 ${quantile(late, 0.5).toFixed(1)} ms, p99 ${quantile(late, 0.99).toFixed(1)} ms`);
  return late;
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

const middle = (list: System[], key: keyof System): number | null =>
  list.length === 0 ? null : median(list.map((one) => one[key]));
const over = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : round(a / b));

try {
  const systems = hyperbeeIsThere() ? ["souk", "hyperbee", "stock"] : ["souk", "stock"];
  const taken: Record<string, System[]> = { souk: [], hyperbee: [], stock: [] };
  progress(`${MANY} listings of about 600 bytes`);
  for (let run = 0; run < RUNS; run++) {
    for (const system of systems) taken[system]!.push(await measure(system, MANY));
  }
  let converge50k: number | null = null;
  if (quick) notes.push("converge50k_vs_stock takes stock OrbitDB minutes: full run only.");
  else {
    progress("50,000 listings");
    const many: System[] = [];
    for (let run = 0; run < 3; run++) many.push(await measure("souk", 50_000));
    converge50k = over((await measure("stock", 50_000)).convergeSeconds, middle(many, "convergeSeconds"));
    notes.push("converge50k_vs_stock: ours is the median of three, stock OrbitDB ran once (minutes).");
  }
  const searchables: number[] = [];
  for (let run = 0; run < RUNS; run++) searchables.push(await searchable(MANY));
  progress("live");
  const [one, seven, fifteen] = [await live(1), await live(7), await live(15)];
  progress("reconnect, many journals, memory");
  const reconnects = [];
  for (let run = 0; run < RUNS; run++) reconnects.push(await reconnect());
  const aggregates = [];
  for (let run = 0; run < (quick ? 1 : 3); run++) aggregates.push(await aggregate(JOURNALS));
  const perSecond = median(aggregates.map((run) => run.perSecond));
  const coarse = median(aggregates.map(({ bytes }) => bytes));
  const kbPerJournal = ((await aggregate(JOURNALS * FINER)).bytes - coarse) / 1_024 / (JOURNALS * (FINER - 1));
  notes.push(
    `aggregate_kb_per_journal: memory of a reader with ${JOURNALS * FINER} journals less that with ${JOURNALS}, of the same listings in all.`,
  );
  const memory = await memoryOf100k();
  notes.push(
    "converge10k ends when entries are verified and stored; searchable10k when real listings, offers' signers recovered, are in the index. Stock's is its log alone.",
  );

  const { souk, stock, hyperbee } = taken as Record<"souk" | "stock" | "hyperbee", System[]>;
  const put = middle(souk, "putPerSecond")!;
  const bulk = middle(souk, "bulkSeconds")!;
  const converge = middle(souk, "convergeSeconds")!;
  const result: Result = {
    put_per_s: round(put, 0),
    put_vs_stock: over(put, middle(stock, "putPerSecond")),
    put_vs_hyperbee: over(put, middle(hyperbee, "putPerSecond")),
    bulk10k_s: round(bulk, 3),
    bulk10k_vs_stock: over(middle(stock, "bulkSeconds"), bulk),
    converge10k_s: round(converge, 3),
    converge10k_vs_stock: over(middle(stock, "convergeSeconds"), converge),
    converge10k_vs_hyperbee: over(middle(hyperbee, "convergeSeconds"), converge),
    searchable10k_s: round(median(searchables), 3),
    searchable10k_vs_stock: over(middle(stock, "convergeSeconds"), median(searchables)),
    converge50k_vs_stock: converge50k,
    live1_p50_ms: round(quantile(one!, 0.5)),
    live1_p99_ms: round(quantile(one!, 0.99)),
    live7_p50_ms: round(quantile(seven!, 0.5)),
    live7_p99_ms: round(quantile(seven!, 0.99)),
    live15_p99_ms: round(quantile(fifteen!, 0.99)),
    aggregate_listings_per_s: round(perSecond, 0),
    aggregate_kb_per_journal: round(kbPerJournal),
    reconnect_ms: round(median(reconnects), 0),
    rss_100k_mb: round(memory, 0),
  };
  table([
    ["system", "awaited puts/s", `${MANY} written, s`, "fresh copy, s"],
    ...systems.map((system) => [
      system,
      round(middle(taken[system]!, "putPerSecond")!, 0),
      round(middle(taken[system]!, "bulkSeconds")!),
      round(middle(taken[system]!, "convergeSeconds")!),
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
