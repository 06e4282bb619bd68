// Downloads that run, and those that ended lately: which peers are asked, how fast they were, and which are left out for a while.
import type { CID } from "multiformats/cid";
import { base32 } from "multiformats/bases/base32";
import type { Cid } from "../../../protocol/ids.ts";
import type { Download, FetchOptions } from "../../core/ports/network.ts";
import { createTurns } from "../../core/turns.ts";
import { type BlockClient, createBlockClient } from "./block-client.ts";
import { BLOCKS_PROTOCOL } from "./block-wire.ts";
import type { BlockWriter } from "./block-writer.ts";
import type { Blocks } from "./blocks.ts";
import { limitsOf } from "./dag.ts";
import { type DownloadDeps, download } from "./download.ts";
import type { Peers } from "../net/peers.ts";
import type { Refusals } from "../net/refusals.ts";
import { type Tally, newTally, viewOf } from "./tally.ts";

/** A peer that sent something wrong is not asked for so long. */
const SHUN_MS = 5 * 60_000;
const MAX_PEERS = 1_000;
/** Bitswap stalls when many reads run at once. */
const BITSWAP_AT_ONCE = 4;
const KEPT = 16;
const PROGRESS_MS = 250;

export interface DownloadsDeps {
  blocks: Pick<Blocks, "find" | "sizeOf">;
  writer: Pick<BlockWriter, "start" | "store">;
  peers: Pick<Peers, "connected" | "connectionTo">;
  /** A block over Bitswap, verified. */
  bitswap(cid: CID, signal: AbortSignal): Promise<Uint8Array>;
  refusals: Refusals;
}

interface Running {
  cid: Cid;
  tally: Tally;
  state: Download["state"];
}

export type Downloads = ReturnType<typeof createDownloads>;

export function createDownloads({ blocks, writer, peers, bitswap, refusals }: DownloadsDeps) {
  const running = new Map<string, Promise<void>>();
  /** Newest last. */
  const shown: Running[] = [];
  const speeds = new Map<string, number>();
  const shunned = new Map<string, number>();
  const inTurn = createTurns(BITSWAP_AT_ONCE);

  function remember<T>(map: Map<string, T>, peerId: string, value: T): void {
    map.delete(peerId);
    map.set(peerId, value);
    if (map.size > MAX_PEERS) map.delete(map.keys().next().value!);
  }

  async function open(peerId: string, signal: AbortSignal): Promise<BlockClient> {
    const connection = peers.connectionTo(peerId);
    if (!connection) throw new Error("the peer has gone");
    writer.start(); // until the first block is here
    const stream = () => connection.newStream(BLOCKS_PROTOCOL, { signal, runOnLimitedConnection: true });
    return createBlockClient(await stream(), stream);
  }

  const deps: DownloadDeps = {
    blocks,
    store: writer.store,
    peers: () =>
      peers
        .connected()
        .filter((id) => performance.now() > (shunned.get(id) ?? 0))
        .map((id) => ({ id, bytesPerSecond: speeds.get(id) ?? 0 }))
        .toSorted((a, b) => b.bytesPerSecond - a.bytesPerSecond),
    open,
    bitswap: (cid, signal) => inTurn(() => bitswap(cid, signal), signal),
    onFault(peerId, code) {
      refusals.add(peerId, code);
      remember(shunned, peerId, performance.now() + SHUN_MS);
    },
    onSpeed: (peerId, bytesPerSecond) => remember(speeds, peerId, bytesPerSecond),
  };

  function list(entry: Running): void {
    shown.push(entry);
    const ended = shown.filter(({ state }) => state !== "running");
    if (ended.length > KEPT) shown.splice(shown.indexOf(ended[0]!), 1);
  }

  /**
   * Resolves when the whole file is stored here; what is here already is not asked for.
   * @throws DagError when the file is not one to have, or the reason of the signal
   */
  async function fetch(cid: CID, { maxBytes, signal, onProgress }: FetchOptions): Promise<void> {
    const text = cid.toString(base32) as Cid;
    const key = `${text} ${maxBytes}`;
    const same = running.get(key);
    if (same) await Promise.race([same.catch(() => {}), aborted(signal)]); // then what it stored need not be fetched
    signal.throwIfAborted();
    const entry: Running = { cid: text, tally: newTally(), state: "running" };
    list(entry);
    const timer = onProgress && setInterval(() => onProgress(view(entry)), PROGRESS_MS);
    const work = download(cid, limitsOf(maxBytes), entry.tally, signal, deps);
    running.set(key, work);
    try {
      await work;
      entry.state = "complete";
      if (entry.tally.bytes === entry.tally.heldBytes) shown.splice(shown.indexOf(entry), 1); // all was here
    } catch (error) {
      entry.state = "failed";
      throw error;
    } finally {
      if (running.get(key) === work) running.delete(key);
      clearInterval(timer);
      onProgress?.(view(entry));
    }
  }

  /** Newest first. */
  return { fetch, list: (): Download[] => shown.map(view).toReversed() };
}

const view = ({ cid, state, tally }: Running): Download => viewOf(cid, state, tally);

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
