// Fetches one UnixFS DAG: distinct blocks from distinct peers, Bitswap for what none of them has, blocks stored before not again.
import type { CID } from "multiformats/cid";
import type { BlockClient } from "./block-client.ts";
import { refusalOf, refused } from "./block-lane.ts";
import { MAX_HAVE } from "./block-wire.ts";
import type { Blocks } from "./blocks.ts";
import { type DagBlock, type DagLimits, USUAL_BYTES, createWalk, expectedBytes, isLeaf, wantsOf } from "./dag.ts";
import { type Assignment, schedule } from "./schedule.ts";
import { type Source, createSource } from "./source.ts";
import { BITSWAP, createSwaps } from "./swaps.ts";
import type { Tally } from "./tally.ts";

export interface DownloadDeps {
  blocks: Pick<Blocks, "find" | "sizeOf">;
  /** Takes the bytes away. @returns false when they are not what the digest names: nothing is stored */
  store(digest: Uint8Array, bytes: Uint8Array): Promise<boolean>;
  /** Connected peers worth asking, the fastest first. */
  peers(): { id: string; bytesPerSecond: number }[];
  open(peerId: string, signal: AbortSignal): Promise<BlockClient>;
  /** Waits for its turn. */
  bitswap(cid: CID, signal: AbortSignal): Promise<Uint8Array>;
  /** A peer sent what it must not: it is left out from now on. */
  onFault(peerId: string, code: string): void;
  onSpeed(peerId: string, bytesPerSecond: number): void;
}

export const MAX_SOURCES = 16;
const TICK_MS = 500;
/** A peer that could not be asked, or had nothing of use, is tried again after so long. */
const AGAIN_MS = 3_000;
/** How far ahead blocks are asked about and given out. */
const AHEAD = MAX_HAVE;
/** When the disk is slower than the peers, they wait. */
const MAX_LANDING = 32;
const SPARE_SHARE = 0.02;
const SPARE_BLOCKS = 2;

/**
 * Resolves when every block is stored here.
 * @throws DagError, or the reason of `signal`
 */
export async function download(
  root: CID,
  limits: DagLimits,
  tally: Tally,
  signal: AbortSignal,
  deps: DownloadDeps,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const over = new AbortController();
  const walk = createWalk(limits);
  /** Missing, and asked of nobody. */
  const waiting = new Map<string, DagBlock>();
  /** Missing, and asked of somebody. */
  const flying = new Map<string, DagBlock>();
  /** Arrived, and being stored. */
  const landing = new Map<string, Promise<boolean>>();
  const sources = new Map<string, Source>();
  const opening = new Set<string>();
  const again = new Map<string, number>();
  const swaps = createSwaps(deps.bitswap, over.signal);
  /** Grows with what is missing: blocks that were found, given out, given back. */
  let changes = 0;
  let pumping: NodeJS.Immediate | undefined;

  const sizeOf = (key: string): number => expectedBytes(waiting.get(key) ?? flying.get(key));

  /** Takes blocks that are here already, and what they name. */
  function discover(found: DagBlock[]): void {
    const stack = [...found];
    for (let block = stack.pop(); block; block = stack.pop()) {
      const { digest } = block.cid.multihash;
      const size = deps.blocks.sizeOf(digest);
      if (size === undefined) {
        waiting.set(block.key, block);
        changes += AHEAD; // all have to be asked
        continue;
      }
      tally.heldBytes += size;
      const content = isLeaf(block) ? undefined : deps.blocks.find(digest);
      stack.push(...enter(block, size, content));
    }
  }

  function enter(block: DagBlock, size: number, content: Uint8Array | undefined): DagBlock[] {
    walk.count(block, size);
    tally.bytes += size;
    tally.blocks++;
    const children = content ? walk.children(block, content) : [];
    if (block.depth === 0) tally.totalBytes = size + children.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
    // Each reader in an order of its own, so that those who fetch at once have something to give each other.
    return children.toSorted(() => Math.random() - 0.5);
  }

  /** What came in one turn of the event loop is answered by one plan. */
  function pump(): void {
    pumping ??= setImmediate(() => {
      pumping = undefined;
      pumpNow();
    });
  }

  function pumpNow(): void {
    if (over.signal.aborted) return;
    try {
      admit();
      if (waiting.size + flying.size + landing.size === 0) return resolve();
      for (const source of sources.values()) inquire(source);
      if (landing.size >= MAX_LANDING) return;
      for (const assignment of plan()) fetchFrom(assignment);
      fallBack();
    } catch (error) {
      reject(error as Error);
    }
  }

  function plan(): Assignment[] {
    const ahead = wantsOf(waiting.values(), AHEAD);
    const states = [...sources.values()].map((source) => source.state());
    const spare = Math.max((tally.totalBytes ?? 0) * SPARE_SHARE, SPARE_BLOCKS * USUAL_BYTES);
    const copies = states.flatMap(({ inFlight }) => inFlight).length + swaps.count() - flying.size;
    const spareBytes = spare - tally.duplicateBytes - copies * USUAL_BYTES;
    const isMissing = (key: string) => flying.has(key);
    return schedule({ waiting: ahead, sizeOf, isMissing, sources: [...states, swaps.state()], spareBytes });
  }

  function admit(): void {
    const now = performance.now();
    for (const { id, bytesPerSecond } of deps.peers()) {
      if (sources.size + opening.size >= MAX_SOURCES) return;
      if (sources.has(id) || opening.has(id) || now < (again.get(id) ?? 0)) continue;
      opening.add(id);
      again.set(id, now + AGAIN_MS);
      void deps
        .open(id, over.signal)
        .then(
          (client) => {
            if (over.signal.aborted) client.end();
            else sources.set(id, createSource(id, client, sizeOf, bytesPerSecond));
          },
          () => {}, // it does not speak the protocol, or has gone
        )
        .then(() => {
          opening.delete(id);
          pump();
        });
    }
  }

  /** Asks a peer which of the missing blocks it has, where that is not known. */
  function inquire(source: Source): void {
    if (source.asking || (source.inFlight.size > 0 && changes - source.inquired < AHEAD / 4)) return;
    source.inquired = changes;
    const elsewhere = source.inFlight.size === 0 ? [...flying.values()] : [];
    const missing = [...first(waiting.values(), AHEAD), ...elsewhere].slice(0, MAX_HAVE);
    const unknown = missing.filter(({ key }) => !source.known.has(key));
    if (unknown.length === 0) return;
    source.asking = true;
    source.client
      .have(unknown.map(({ cid }) => cid.multihash.digest))
      .then(
        (answers) => {
          source.asking = false;
          for (const [index, { key }] of unknown.entries()) source.known.set(key, answers[index]!);
        },
        (error: unknown) => drop(source, error),
      )
      .then(pump);
  }

  function fetchFrom({ source: id, key }: Assignment): void {
    const source = sources.get(id)!;
    const block = (waiting.get(key) ?? flying.get(key))!;
    waiting.delete(key);
    flying.set(key, block);
    changes++;
    source.ask(block);
    source.client
      .get(block.cid.multihash.digest)
      .then(
        (bytes) => {
          source.answered(key, bytes?.length);
          if (bytes) {
            deps.onSpeed(id, source.measured());
            void arrived(id, block, bytes, source.measured());
          } else {
            source.known.set(key, false);
            release(block);
          }
        },
        (error: unknown) => drop(source, error),
      )
      .then(pump);
  }

  async function arrived(from: string, block: DagBlock, bytes: Uint8Array, bytesPerSecond: number): Promise<void> {
    if (over.signal.aborted) return;
    if (!flying.delete(block.key)) {
      tally.duplicateBytes += bytes.length;
      return;
    }
    swaps.cancel(block.key);
    for (const { client, inFlight } of sources.values()) {
      if (inFlight.has(block.key)) client.cancel(block.cid.multihash.digest);
    }
    const size = bytes.length;
    const content = isLeaf(block) ? undefined : new Uint8Array(bytes); // a copy: the writer takes the bytes
    const stored = deps.store(block.cid.multihash.digest, bytes);
    landing.set(block.key, stored);
    try {
      const isRight = await stored;
      landing.delete(block.key);
      if (!isRight) return disown(from, block);
      const sent = tally.sources.get(from)?.bytes ?? 0;
      tally.sources.set(from, { bytes: sent + size, bytesPerSecond: Math.round(bytesPerSecond) });
      discover(enter(block, size, content));
    } catch (error) {
      reject(error as Error); // a DagError, or the disk's
    }
    pump();
  }

  function disown(from: string, block: DagBlock): void {
    waiting.set(block.key, block);
    const source = sources.get(from);
    if (source) drop(source, refused("blocks.wrong"));
    else deps.onFault(from, "blocks.wrong"); // it has gone since
    pump();
  }

  /** A block that was asked for did not come: others are asked, unless they are already. */
  function release(block: DagBlock): void {
    const elsewhere = [...sources.values()].some(({ inFlight }) => inFlight.has(block.key));
    if (elsewhere || swaps.has(block.key) || !flying.delete(block.key)) return;
    changes++;
    waiting.set(block.key, block);
  }

  function drop(source: Source, error: unknown): void {
    if (!sources.delete(source.id) || over.signal.aborted) return;
    source.client.end();
    again.set(source.id, performance.now() + AGAIN_MS);
    const code = refusalOf(error);
    if (code) deps.onFault(source.id, code);
    for (const block of source.inFlight.values()) release(block);
  }

  /** Blocks that no peer has are asked for by Bitswap, which reaches peers that speak nothing else. */
  function fallBack(): void {
    if (opening.size > 0) return;
    for (const block of first(waiting.values(), AHEAD)) {
      if (swaps.isFull()) return;
      if ([...sources.values()].some(({ known }) => known.get(block.key) !== false)) continue;
      waiting.delete(block.key);
      flying.set(block.key, block);
      void swap(block);
    }
  }

  async function swap(block: DagBlock): Promise<void> {
    const swapped = await swaps.fetch(block);
    if (swapped) await arrived(BITSWAP, block, swapped.bytes, swapped.bytesPerSecond);
    else release(block);
    pump();
  }

  /** Idle peers are asked anew: they may have got blocks meanwhile. Those of no use make room. */
  function refresh(): void {
    for (const source of sources.values()) {
      if (source.inFlight.size > 0 || source.asking) continue;
      const useless = [...source.known.values()].every((has) => !has);
      source.known.clear();
      if (useless && sources.size === MAX_SOURCES) drop(source, undefined);
    }
    pump();
  }

  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  const timer = setInterval(refresh, TICK_MS);
  try {
    signal.throwIfAborted();
    discover([walk.root(root)]);
    pump();
    await promise;
  } finally {
    over.abort();
    clearInterval(timer);
    clearImmediate(pumping);
    signal.removeEventListener("abort", onAbort);
    for (const { client } of sources.values()) client.end();
    await Promise.allSettled(landing.values()); // who deletes the file now deletes all of it
  }
}

function first<T>(values: Iterable<T>, count: number): T[] {
  const list: T[] = [];
  for (const value of values) if (list.push(value) >= count) break;
  return list;
}
