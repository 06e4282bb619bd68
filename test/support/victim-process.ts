// A node under attack in a process of its own, seen from the test.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Address } from "../../protocol/ids.ts";

export interface Asked {
  ask: "write" | "cost" | "stop";
}

export interface Cost {
  /** Most bytes of resident memory so far. */
  rss: number;
  /** Why it refused something, newest first. */
  reasons: string[];
  /** Newest sequence of each journal. */
  heads: Record<string, number>;
}

/** What the process says. */
export type Told = { address: string } | { stored: Address; sequence: number } | { wrote: number } | { cost: Cost };

export interface VictimProcess {
  address: string;
  /** Resolves when it holds an owner's entry `sequence`. @throws after `ms` */
  reached(owner: Address, sequence: number, ms?: number): Promise<void>;
  /** @returns milliseconds that an entry of its own took */
  write(): Promise<number>;
  cost(): Promise<Cost>;
  end(): Promise<void>;
}

/** @param join the multiaddr of a peer that it joins */
export async function startVictim(directory: string, join: string): Promise<VictimProcess> {
  const script = fileURLToPath(new URL("victim-child.ts", import.meta.url));
  const child = fork(script, [directory, join], { execPath: process.execPath, execArgv: [] });
  const heads = new Map<Address, number>();
  const listeners = new Set<(told: Told) => void>();
  child.on("message", (message) => {
    const told = message as Told;
    if ("stored" in told) heads.set(told.stored, told.sequence);
    for (const listener of listeners) listener(told);
  });

  /** The first message that `pick` makes something of. */
  async function hear<T>(what: string, ms: number, pick: (told: Told) => T | undefined, ask?: Asked): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const listener = (told: Told) => {
      const picked = pick(told);
      if (picked !== undefined) resolve(picked);
    };
    const onExit = () => reject(new Error(`the victim's process ended: ${what}`));
    const timer = setTimeout(() => reject(new Error(`the victim: ${what}: not within ${ms} ms`)), ms);
    listeners.add(listener);
    child.once("exit", onExit);
    if (ask) child.send(ask);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      listeners.delete(listener);
      child.off("exit", onExit);
    }
  }

  const address = await hear("starts", 30_000, (told) => ("address" in told ? told.address : undefined));
  return {
    address,
    async reached(owner, sequence, ms = 60_000) {
      const held = () => ((heads.get(owner) ?? 0) >= sequence ? true : undefined);
      if (!held()) await hear(`holds ${owner} ${sequence}`, ms, held);
    },
    write: () => hear("writes", 30_000, (told) => ("wrote" in told ? told.wrote : undefined), { ask: "write" }),
    cost: () => hear("says its cost", 30_000, (told) => ("cost" in told ? told.cost : undefined), { ask: "cost" }),
    end: () => endOf(child),
  };
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, "exit");
  child.send({ ask: "stop" } satisfies Asked);
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await exited;
  clearTimeout(timer);
}
