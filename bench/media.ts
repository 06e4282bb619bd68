// Files from peers: one uncapped seed beside stock Helia Bitswap, one, three and seven capped seeds, and going on after a kill.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Fetched, type MediaPeer, type MediaSystem, startMediaPeer } from "./peers/media-peer.ts";
import { type Result, finish, isQuick, median, progress, round, table } from "./report.ts";

const quick = isQuick();
const RUNS = quick ? 1 : 5;
const FILE_BYTES = 64 * 2 ** 20;
const CAP = 8_000_000;
const SEEDS = 7;
/** Handshakes and first digests are over after this. */
const SETTLE_MS = 500;

const root = mkdtempSync(path.join(tmpdir(), "souk-bench-media-"));
const peers = new Set<MediaPeer>();
let folders = 0;

interface Started {
  peer: MediaPeer;
  address: string;
  directory: string;
}

interface StartOptions {
  system?: MediaSystem;
  directory?: string;
  join?: Started[];
  uploadBytesPerSecond?: number;
}

async function start({ system = "media-souk", directory, join = [], ...rest }: StartOptions = {}): Promise<Started> {
  const peer = startMediaPeer(system);
  peers.add(peer);
  const folder = directory ?? path.join(root, String(++folders));
  const address = await peer.open({ directory: folder, join: join.map((seed) => seed.address), ...rest });
  await peer.meets({ peers: join.length });
  if (join.length > 0) await delay(SETTLE_MS);
  return { peer, address, directory: folder };
}

async function stop(list: Iterable<MediaPeer>): Promise<void> {
  await Promise.all([...list].map((peer) => (peers.delete(peer), peer.kill())));
}

const speed = ({ ms }: Fetched): number => FILE_BYTES / 1e6 / (ms / 1e3);

/** @returns what was fetched, and the milliseconds of CPU that it took the reader */
async function fetchFrom(seeds: Started[], cid: string, system: MediaSystem = "media-souk") {
  const { peer } = await start({ system, join: seeds });
  const before = await peer.cpu();
  const fetched = await peer.fetch({ cid });
  const cpu = (await peer.cpu()) - before;
  await stop([peer]);
  return { ...fetched, cpu };
}

interface Uncapped {
  perSecond: number;
  readerCpu: number;
  seedCpu: number;
}

async function uncapped(system: MediaSystem): Promise<Uncapped> {
  const seed = await start({ system });
  const cid = await seed.peer.add({ bytes: FILE_BYTES });
  const before = await seed.peer.cpu();
  const fetched = await fetchFrom([seed], cid, system);
  const run = { perSecond: speed(fetched), readerCpu: fetched.cpu, seedCpu: (await seed.peer.cpu()) - before };
  await stop(peers);
  const [reader, giver] = [run.readerCpu.toFixed(0), run.seedCpu.toFixed(0)];
  progress(
    `  ${system}: one uncapped seed ${run.perSecond.toFixed(1)} MB/s; ms of CPU: reader ${reader}, seed ${giver}`,
  );
  return run;
}

/** @returns percent of the file that was fetched twice because the reader was killed half-way */
async function resume(seeds: Started[], cid: string): Promise<number> {
  const reader = await start({ join: seeds });
  const interrupted = reader.peer.fetch({ cid }).catch(() => undefined);
  const before = await reader.peer.reaches({ bytes: FILE_BYTES / 2 });
  await stop([reader.peer]);
  await interrupted;
  const back = await start({ join: seeds, directory: reader.directory });
  const { bytes, heldBytes } = await back.peer.fetch({ cid });
  await stop([back.peer]);
  return (100 * Math.max(0, before - heldBytes)) / bytes;
}

interface Capped {
  one: number;
  three: number;
  seven: number;
  duplicates: number;
  refetched: number;
}

async function capped(): Promise<Capped> {
  const seeds = [];
  for (let number = 0; number < SEEDS; number++) seeds.push(await start({ uploadBytesPerSecond: CAP }));
  const cids = await Promise.all(seeds.map(({ peer }) => peer.add({ bytes: FILE_BYTES })));
  const cid = cids[0]!;
  // In this order: peers tell each other of peers, and one seed must stay one.
  const one = speed(await fetchFrom(seeds.slice(0, 1), cid));
  const refetched = await resume(seeds.slice(0, 1), cid);
  const fromThree = await fetchFrom(seeds.slice(0, 3), cid);
  const fromSeven = await fetchFrom(seeds, cid);
  await stop(peers);
  const [three, seven] = [speed(fromThree), speed(fromSeven)];
  const duplicates = (100 * Math.max(fromThree.duplicateBytes, fromSeven.duplicateBytes)) / FILE_BYTES;
  progress(
    `  capped at ${CAP / 1e6} MB/s: one ${one.toFixed(1)}, three ${three.toFixed(1)}, seven ${seven.toFixed(1)} MB/s; ${duplicates.toFixed(2)} % twice; ${refetched.toFixed(2)} % again after a kill`,
  );
  return { one, three, seven, duplicates, refetched };
}

try {
  progress(`a file of ${FILE_BYTES / 2 ** 20} MiB`);
  const taken: Record<MediaSystem, Uncapped[]> = {
    "media-souk": [],
    "media-stock": [],
    "media-libp2p": [],
    "media-tcp": [],
  };
  const runs: Capped[] = [];
  for (let run = 0; run < RUNS; run++) {
    for (const system of Object.keys(taken) as MediaSystem[]) taken[system].push(await uncapped(system));
    runs.push(await capped());
  }
  const middle = (of: (run: Capped) => number): number => median(runs.map(of));
  const from = (system: MediaSystem, what: keyof Uncapped): number => median(taken[system].map((run) => run[what]));
  const row = (name: string, system: MediaSystem) => [
    name,
    round(from(system, "perSecond"), 1),
    round(from(system, "readerCpu"), 0),
    round(from(system, "seedCpu"), 0),
  ];
  const result: Result = {
    one_seed_mb_s: round(from("media-souk", "perSecond"), 1),
    one_seed_vs_stock: round(from("media-souk", "perSecond") / from("media-stock", "perSecond")),
    one_seed_vs_libp2p_floor: round(from("media-souk", "perSecond") / from("media-libp2p", "perSecond")),
    three_vs_one_capped: round(middle(({ one, three }) => three / one)),
    seven_vs_one_capped: round(middle(({ one, seven }) => seven / one)),
    duplicate_pct: round(middle(({ duplicates }) => duplicates)),
    resume_refetch_pct: round(middle(({ refetched }) => refetched)),
  };
  table([
    ["64 MiB from one uncapped seed", "MB/s", "reader's CPU, ms", "seed's CPU, ms"],
    row("ours: named, checked, stored in SQLite", "media-souk"),
    row("stock Bitswap, blocks in memory", "media-stock"),
    row("floor: a bare libp2p stream (noise, yamux)", "media-libp2p"),
    row("floor: a bare socket", "media-tcp"),
  ]);
  table([
    ["64 MiB from", "MB/s"],
    [
      "one seed of 8 MB/s",
      round(
        middle(({ one }) => one),
        1,
      ),
    ],
    [
      "three seeds of 8 MB/s",
      round(
        middle(({ three }) => three),
        1,
      ),
    ],
    [
      "seven seeds of 8 MB/s",
      round(
        middle(({ seven }) => seven),
        1,
      ),
    ],
  ]);
  table([["figure", "value"], ...Object.entries(result).map(([key, value]) => [key, String(value)])]);
  finish("media", result);
} finally {
  await stop(peers);
  rmSync(root, { recursive: true, force: true });
}
