// What the chain says of owners' bonds: asked a few at a time, again when one moved or an hour of the chain's time passed, kept while it does not answer.
import { setTimeout as delay } from "node:timers/promises";
import type { Address } from "../../../protocol/ids.ts";
import type { PublicRecords } from "../../core/ports/chain.ts";
import { createBondQueue } from "./bond-queue.ts";

/** Of the chain, for what no log told: it came from a block that was gone before it was followed. */
const FRESH_SECONDS = 3_600;
/** Names cost nothing, so what is kept of them and asked about them is bounded. */
const MAX_KNOWN = 20_000;
const MAX_WAITING = 1_000;
const ASK_MS = 5_000;
/** With the pause, all that wait are asked within a minute, and a provider that counts calls sees 20 a second at most. */
const AT_ONCE = 10;
const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

export interface Bonds {
  /** As last heard, 0 before; asks when that is long ago. What is on its way out does not count. */
  of(owner: Address): bigint;
  /** The same without asking: of very many at once, whose questions would push out those of newcomers. */
  heard(owner: Address): bigint;
  /** The chain names a bond that may be another now; of those never asked about nothing has to be asked. */
  moved(owner: Address): void;
  onChange(listener: (owner: Address, bond: bigint) => void): void;
  stop(): Promise<void>;
}

export function createBonds({
  records,
  now,
}: {
  records: Pick<PublicRecords, "bond">;
  /** Unix seconds of the chain; 0 before it is heard of. */
  now(): number;
}): Bonds {
  const known = new Map<Address, { bond: bigint; at: number }>();
  const waiting = createBondQueue(MAX_WAITING);
  const listeners = new Set<(owner: Address, bond: bigint) => void>();
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  const asking = new Set<Address>();

  function ask(owner: Address): void {
    if (stopping.signal.aborted) return;
    waiting.add(owner);
    start();
  }

  function start(): void {
    running ??= work().finally(() => (running = undefined));
  }

  async function work(): Promise<void> {
    for (let pause = PAUSE_MS; waiting.size() > 0 && !stopping.signal.aborted;) {
      const answers = await Promise.all(waiting.take(AT_ONCE).map(askOne));
      pause = answers.every(Boolean) ? PAUSE_MS : Math.min(LONGEST_PAUSE_MS, pause * 2);
      await delay(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  }

  /** @returns whether the chain answered; who was asked about in vain waits behind the others */
  async function askOne(owner: Address): Promise<boolean> {
    asking.add(owner);
    try {
      const bond = await records.bond(owner, AbortSignal.any([stopping.signal, AbortSignal.timeout(ASK_MS)]));
      learn(owner, bond?.locked ?? 0n);
      return true;
    } catch {
      waiting.addLast(owner);
      return false;
    } finally {
      asking.delete(owner);
    }
  }

  function learn(owner: Address, bond: bigint): void {
    const before = known.get(owner)?.bond ?? 0n;
    known.delete(owner); // newest last
    known.set(owner, { bond, at: now() });
    if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
    if (bond !== before) for (const listener of listeners) listener(owner, bond);
  }

  return {
    of(owner) {
      const heard = known.get(owner);
      if (!heard || now() - heard.at > FRESH_SECONDS) ask(owner);
      return heard?.bond ?? 0n;
    },
    heard: (owner) => known.get(owner)?.bond ?? 0n,
    moved(owner) {
      if (stopping.signal.aborted || !(known.has(owner) || asking.has(owner))) return;
      waiting.addFirst(owner); // to be named by the chain costs its fee
      start();
    },
    onChange: (listener) => void listeners.add(listener),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
