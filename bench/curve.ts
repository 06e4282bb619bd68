// What replication costs as it grows: time, CPU, memory and disk for more listings and for more readers, as rows of a Markdown table.
//
// npm run bench:curve [-- 50000x1 10000x7]    rows by listings and readers; all when none is named
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Peer, startPeer } from "./peers/peer.ts";
import { median, progress, round } from "./report.ts";

const ROWS = ["1000x1", "10000x1", "50000x1", "100000x1", "10000x3", "10000x7", "10000x15"];
/** Rows that would begin later are left for another run, by name. */
const BUDGET_MS = 8 * 60_000;
const BULK = 20_000;

const root = mkdtempSync(path.join(tmpdir(), "souk-bench-curve-"));
const peers = new Set<Peer>();
let folders = 0;

async function open(join?: string) {
  const peer = startPeer("souk");
  peers.add(peer);
  const directory = path.join(root, String(++folders));
  const { address } = await peer.open(join ? { directory, join } : { directory });
  return { peer, directory, address };
}

const megabytes = (bytes: number): number => round(bytes / 2 ** 20, 0);
const sizeOf = (directory: string): number =>
  readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);

async function measure(listings: number, readers: number): Promise<(string | number)[]> {
  const writer = await open();
  for (let from = 0; from < listings; from += BULK) {
    await writer.peer.bulk({ from, count: Math.min(BULK, listings - from) });
  }
  const written = await writer.peer.cpu();
  const copies = await Promise.all(Array.from({ length: readers }, () => open(writer.address)));
  const times = await Promise.all(copies.map(({ peer }) => peer.holds({ count: listings })));
  const cpus = await Promise.all(copies.map(({ peer }) => peer.cpu()));
  const memories = await Promise.all(copies.map(({ peer }) => peer.memory()));
  const row = [
    listings,
    readers,
    round(Math.max(...times) / 1e3),
    round(((await writer.peer.cpu()) - written) / 1e3),
    round(median(cpus) / 1e3),
    megabytes(median(memories)),
    megabytes(sizeOf(copies[0]!.directory)),
  ];
  await stopAll();
  return row;
}

async function stopAll(): Promise<void> {
  await Promise.all([...peers].map((peer) => peer.kill()));
  peers.clear();
  for (const name of readdirSync(root)) rmSync(path.join(root, name), { recursive: true, force: true });
}

const line = (cells: readonly (string | number)[]): void => console.log(`| ${cells.join(" | ")} |`);

const asked = process.argv.slice(2).filter((text) => /^\d+x\d+$/.test(text));
const end = performance.now() + BUDGET_MS;
const left: string[] = [];
try {
  line([
    "listings",
    "readers",
    "all have all, s",
    "writer's CPU, s",
    "a reader's CPU, s",
    "its memory, MB",
    "its disk, MB",
  ]);
  line(Array(7).fill("---:"));
  for (const name of asked.length > 0 ? asked : ROWS) {
    if (performance.now() > end) left.push(name);
    else {
      progress(`  ${name}`);
      const [listings, readers] = name.split("x").map(Number);
      line(await measure(listings!, readers!));
    }
  }
  if (left.length > 0) console.log(`\nOut of time. The rest: npm run bench:curve -- ${left.join(" ")}`);
} finally {
  await stopAll();
  rmSync(root, { recursive: true, force: true });
}
