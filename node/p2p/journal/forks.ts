// The forks this node has proof of, on disk and in memory. One is unresolved until its owner opens a higher epoch.
import type { DatabaseSync } from "node:sqlite";
import type { Address } from "../../../protocol/ids.ts";
import type { Certificates } from "./certificates.ts";
import type { Fork } from "./fork.ts";

export interface KnownFork extends Fork {
  /** Unix seconds: when this node first had proof of a fork in this epoch. */
  since: number;
}

export type Forks = ReturnType<typeof createForks>;

export function createForks(database: DatabaseSync, certificates: Pick<Certificates, "current">) {
  const insert = database.prepare(
    "INSERT OR REPLACE INTO forks (owner, epoch, sequence, first, second, since) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const known = new Map<Address, KnownFork[]>();

  for (const row of database.prepare("SELECT owner, epoch, sequence, first, second, since FROM forks").all()) {
    const { first, second, ...fork } = row as unknown as Omit<KnownFork, "entries"> &
      Record<"first" | "second", Uint8Array>;
    remember({ ...fork, entries: [first, second] });
  }

  function remember(fork: KnownFork): void {
    const others = (known.get(fork.owner) ?? []).filter(({ epoch }) => epoch !== fork.epoch);
    known.set(fork.owner, [...others, fork]);
  }

  const inEpoch = ({ owner, epoch }: Fork) => known.get(owner)?.find((fork) => fork.epoch === epoch);

  return {
    /** The unresolved one, which freezes the journal from its sequence on. */
    of(owner: Address): KnownFork | undefined {
      const epoch = certificates.current(owner)?.epoch ?? 0;
      return known.get(owner)?.find((fork) => fork.epoch >= epoch);
    },

    /** Where histories are known to part, resolved or not: the last place up to a sequence. */
    below(owner: Address, sequence: number): number | undefined {
      const parts = (known.get(owner) ?? []).map((fork) => fork.sequence).filter((part) => part <= sequence);
      return parts.length > 0 ? Math.max(...parts) : undefined;
    },

    owners: (): Address[] => [...known.keys()],

    /** Of each epoch the lowest counts. */
    isNews(fork: Fork): boolean {
      const same = inEpoch(fork);
      return !same || fork.sequence < same.sequence;
    },

    keep(fork: Fork, now: number): void {
      const since = inEpoch(fork)?.since ?? now;
      insert.run(fork.owner, fork.epoch, fork.sequence, ...fork.entries, since);
      remember({ ...fork, since });
    },
  };
}
