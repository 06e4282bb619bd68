// A peer of a bench: one system in a process of its own, driven by calls over IPC.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { HEAP_FLAGS } from "../../node/heap.ts";

/** What each system of the replication bench does. Times are milliseconds; a listing has about 600 bytes and carries its number and the time it was written. */
export interface PeerCalls {
  /** Starts alone, or joined to `address` (and, for a copy, to what `reference` names). @returns where to be joined */
  open(options: {
    directory: string;
    join?: string;
    reference?: string;
  }): Promise<{ address: string; reference: string }>;
  /** Awaited inserts, one after the other. @returns their time */
  put(options: { from: number; count: number }): Promise<number>;
  /** The fastest way to make `count` listings durable. @returns its time */
  bulk(options: { from: number; count: number }): Promise<number>;
  /** Resolves when `count` listings are held here. @returns the time since `open` was called */
  holds(options: { count: number }): Promise<number>;
  /** Inserts at a steady pace. */
  trickle(options: { from: number; count: number; everyMs: number }): Promise<void>;
  /** How late each trickled listing arrived here, since the last question. */
  latencies(): Promise<number[]>;
  close(): Promise<void>;
}

export type Driven<Calls> = Calls & {
  /** Resident bytes. */
  memory(): Promise<number>;
  /** Milliseconds of CPU the process has used since it started, all its threads together. */
  cpu(): Promise<number>;
  kill(): Promise<void>;
};
export type Peer = Driven<PeerCalls>;

const REPLICATION = ["open", "put", "bulk", "holds", "trickle", "latencies", "close"] as const;

/** Milliseconds since the epoch, comparable between processes of one machine. */
export const wallClock = (): number => performance.timeOrigin + performance.now();

const DEADLINE_MS = 280_000;
const isOurs = (system: string): boolean => system === "souk" || system === "media-souk";

export const startPeer = (system: string): Peer => startDriven<PeerCalls>(system, REPLICATION);

/** @param system a script of this folder that calls `serve` with functions of these names */
export function startDriven<Calls>(system: string, names: readonly (keyof Calls & string)[]): Driven<Calls> {
  const script = fileURLToPath(new URL(`${system}.ts`, import.meta.url));
  const execArgv = isOurs(system) ? ["--expose-gc", ...HEAP_FLAGS] : ["--expose-gc"];
  const child: ChildProcess = fork(script, [], { execPath: process.execPath, execArgv });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  child.on("message", ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
    if (error) waiting.get(id)?.reject(new Error(`${system}: ${error}`));
    else waiting.get(id)?.resolve(value);
    waiting.delete(id);
  });
  child.on("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error(`${system} ended`));
  });
  const call = (name: string) => (options?: object) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      setTimeout(() => reject(new Error(`${system} ${name}: no answer`)), DEADLINE_MS).unref();
      if (child.connected) child.send({ id, name, options });
      else reject(new Error(`${system} has ended`));
    });
  const calls = Object.fromEntries(names.map((name) => [name, call(name)]));
  return {
    ...(calls as unknown as Calls),
    memory: call("memory") as () => Promise<number>,
    cpu: call("cpu") as () => Promise<number>,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** The other side: answers the parent's calls. */
export function serve<Calls extends object = PeerCalls>(calls: Calls): void {
  const all = {
    ...calls,
    async memory() {
      (globalThis as { gc?: () => void }).gc?.();
      return process.memoryUsage.rss();
    },
    async cpu() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
  };
  process.on("message", async ({ id, name, options }: { id: number; name: string; options: never }) => {
    const answer = await (all as unknown as Record<string, (options: never) => Promise<unknown>>)[name]!(options).then(
      (value: unknown) => ({ id, value }),
      (error: Error) => ({ id, error: error.stack }),
    );
    if (process.connected) process.send!(answer);
  });
  process.on("disconnect", () => process.exit(0));
}

/** Counts what arrives, answers `holds` and `latencies`. */
export function createTally() {
  let opened = performance.now();
  let held = 0;
  let late: number[] = [];
  let wake: (() => void) | undefined;
  return {
    open(): void {
      opened = performance.now();
    },
    /** @param writtenAt wall clock of a trickled listing, 0 of any other */
    add(count: number, writtenAt = 0): void {
      held += count;
      if (writtenAt > 0) late.push(wallClock() - writtenAt);
      wake?.();
    },
    async holds({ count }: { count: number }): Promise<number> {
      for (;;) {
        if (held >= count) return performance.now() - opened;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async latencies(): Promise<number[]> {
      const list = late;
      late = [];
      return list;
    },
  };
}

/** About 600 bytes that do not repeat, in which a reader finds number and time. */
export function listingOf(number: number, writtenAt = 0): { id: string; at: number; text: string } {
  let state = number + 1;
  let text = "";
  while (text.length < 540) text += ((state = (state * 48_271) % 0x7fffffff) >>> 0).toString(36);
  return { id: `item-${number}`, at: writtenAt, text };
}

export async function atPace(
  count: number,
  everyMs: number,
  write: (index: number) => Promise<unknown>,
): Promise<void> {
  const start = performance.now();
  for (let index = 0; index < count; index++) {
    const wait = start + index * everyMs - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    await write(index);
  }
}
