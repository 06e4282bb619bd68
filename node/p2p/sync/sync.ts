// When to ask which peer: on connect, on news, after a missed announcement, and from time to time (anti-entropy).
import type { Stream } from "@libp2p/interface";
import type { Address } from "../../../protocol/ids.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PeerMeter } from "../../core/ports/meter.ts";
import type { Entries } from "../journal/entries.ts";
import type { Row } from "../journal/row.ts";
import { type Frames, faultOf, framesOf } from "../net/frames.ts";
import { createRate } from "../net/rate.ts";
import type { Refusals } from "../net/refusals.ts";
import { type Place, createPlaces } from "./places.ts";
import type { Puller } from "./pull.ts";
import { SYNC_DEADLINE_MS } from "./serve.ts";
import { createSilence } from "./silence.ts";
import { MAX_ANSWER_BYTES } from "./wire.ts";

const MAX_QUEUED = 256;
const MAX_RETRIES = 6;
const FIRST_RETRY_MS = 50;

export interface SyncDeps {
  entries: Entries;
  puller: Puller;
  refusals: Refusals;
  dial(peerId: string, signal: AbortSignal): Promise<Stream>;
  /** Connected peers. */
  peers(): string[];
  onLatency(peerId: string, ms: number): void;
  onExchange: PeerMeter["exchanged"];
  intervalMs: number;
  log: Logger;
}

interface Task {
  digest: boolean;
  /** Journals announced further than they are held here, with the sequence to reach. */
  targets: Map<Address, number>;
  attempts: number;
}

export type Sync = ReturnType<typeof createSync>;

export function createSync({
  entries,
  puller,
  refusals,
  dial,
  peers,
  onLatency,
  onExchange,
  intervalMs,
  log,
}: SyncDeps) {
  const queued = new Map<string, Task>();
  const running = new Set<string>();
  const stopping = new AbortController();
  const exchanged = new Set<() => void>();
  const prompted = createRate({ burst: 10, perSecond: 1 });
  const places = createPlaces(next);
  const silence = createSilence();
  let timer: NodeJS.Timeout | undefined;

  function add(peerId: string, task: Task): void {
    if (stopping.signal.aborted) return;
    const known = queued.get(peerId);
    if (!known && queued.size >= MAX_QUEUED) return;
    const merged = known ?? { digest: false, targets: new Map(), attempts: task.attempts };
    merged.digest ||= task.digest;
    merged.attempts = Math.min(merged.attempts, task.attempts);
    for (const [owner, sequence] of task.targets) {
      merged.targets.set(owner, Math.max(sequence, merged.targets.get(owner) ?? 0));
    }
    queued.set(peerId, merged);
    next();
  }

  function next(): void {
    for (const [peerId, task] of queued) {
      if (!places.isFree()) return;
      if (running.has(peerId)) continue;
      queued.delete(peerId);
      if (silence.isResting(peerId)) continue;
      running.add(peerId);
      const place = places.take();
      void run(peerId, task, place)
        .catch((error: unknown) => log.error({ err: error, peerId }, "a sync exchange could not be ended"))
        .finally(() => {
          running.delete(peerId);
          place.leave();
          next();
        });
    }
  }

  async function run(peerId: string, task: Task, place: Place): Promise<void> {
    let failed = false;
    const began = performance.now();
    const ended = (outcome: Parameters<typeof onExchange>[0]) =>
      onExchange(outcome, (performance.now() - began) / 1_000);
    try {
      await talk(peerId, task, place);
      silence.forget(peerId);
      ended("done");
    } catch (error) {
      const refusal = (error as { refusal?: string } | undefined)?.refusal ?? faultOf(error);
      if (refusal) refusals.add(peerId, refusal);
      if (refusal === "frame.deadline" && peers().includes(peerId)) silence.timedOut(peerId);
      log.debug({ err: error, peerId }, "a sync exchange failed");
      failed = !refusal;
      ended(refusal ? "refused" : "broken");
    }
    const targets = new Map([...task.targets].filter(([owner, sequence]) => entries.head(owner).sequence < sequence));
    if (!failed && targets.size === 0) return;
    // The peer forwards announcements before it holds what led to them; a stream may break while it starts up.
    if (task.attempts >= MAX_RETRIES || stopping.signal.aborted) return;
    const delay = FIRST_RETRY_MS * 2 ** task.attempts;
    setTimeout(() => {
      if (!peers().includes(peerId)) return;
      add(peerId, { digest: failed && task.digest, targets, attempts: task.attempts + 1 });
    }, delay).unref();
  }

  async function talk(peerId: string, { digest, targets }: Task, place: Place): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(SYNC_DEADLINE_MS)]);
    const stream = await place.during(dial(peerId, signal));
    const frames = during(place, framesOf(stream, { maxBytes: MAX_ANSWER_BYTES, deadlineMs: SYNC_DEADLINE_MS }));
    try {
      if (targets.size > 0) await puller.pull(frames, peerId, targets);
      if (digest) {
        onLatency(peerId, await puller.exchange(frames, peerId));
        if (!puller.isPullingOwn()) for (const listener of exchanged) listener();
      }
      await frames.close();
    } catch (error) {
      frames.abort(error as Error);
      throw error;
    }
  }

  return {
    start(): void {
      timer = setInterval(() => {
        const some = peers().toSorted(() => Math.random() - 0.5);
        for (const peerId of some.slice(0, 2)) add(peerId, everything());
      }, intervalMs);
      timer.unref();
    },

    /** Resolves when a peer has told all that it has, and what it has of the own journal is here; after `ms`, or when the node stops, without. @returns whether one has */
    exchange(ms: number): Promise<boolean> {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const done = () => resolve(true);
      exchanged.add(done);
      const end = AbortSignal.any([stopping.signal, AbortSignal.timeout(ms)]);
      end.addEventListener("abort", () => resolve(false), { once: true });
      return promise.finally(() => exchanged.delete(done));
    },

    /** The peer is new, or back. */
    withPeer: (peerId: string): void => add(peerId, everything()),

    /** Something the peer sent suggests that it knows more; it cannot make us ask without end. */
    prompted(peerId: string): void {
      if (prompted(peerId)) add(peerId, everything());
    },

    /** The peer's rows, as it sent them with its own question. */
    onRows(peerId: string, rows: Row[]): void {
      if (rows.some(puller.isNews)) this.prompted(peerId);
    },

    /** The peer announced an entry beyond the next one. */
    chase: (peerId: string, owner: Address, sequence: number): void =>
      add(peerId, { digest: false, targets: new Map([[owner, sequence]]), attempts: 0 }),

    gone: (peerId: string): void => silence.forget(peerId),

    stop(): void {
      clearInterval(timer);
      queued.clear();
      stopping.abort();
    },
  };
}

const during = (place: Place, frames: Frames): Frames => ({
  read: (isOurTurn) => place.during(frames.read(isOurTurn)),
  write: (bytes) => place.during(frames.write(bytes)),
  close: () => place.during(frames.close()),
  abort: frames.abort,
});

const everything = (): Task => ({ digest: true, targets: new Map(), attempts: 0 });
