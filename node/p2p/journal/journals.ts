// All journals held here: the port's Journals for the rest of the node, `join` for what peers bring, `prove` for forks.
import { type Address, toHex } from "../../../protocol/ids.ts";
import type { SignedCertificate } from "../../../protocol/journal.ts";
import type { JournalEntry, JournalHead, JournalState, Journals } from "../../core/ports/journals.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { guarded } from "../net/guard.ts";
import { createRate } from "../net/rate.ts";
import type { Certificates } from "./certificates.ts";
import { checkedEntries } from "./checked.ts";
import { EMPTY, type Entry, type Head } from "./entry.ts";
import type { Fork } from "./fork.ts";
import type { Forks } from "./forks.ts";
import { type Joined, judgeFollowing } from "./join.ts";
import { type OwnJournalDeps, createOwnJournal } from "./own-journal.ts";
import type { Rules } from "./validate.ts";

/** Of one journal: an owner could prove ever lower forks against itself, and each makes readers read anew. */
const FREEZES = { burst: 4, perSecond: 1 / 60 };

export interface JournalsDeps extends Omit<OwnJournalDeps, "emit" | "reset"> {
  certificates: Certificates;
  forks: Forks;
  rulesOf(owner: Address): Rules;
  /** The state at a journal's base. */
  stateOf(owner: Address): JournalState;
  /** Unix seconds. */
  now(): number;
  log: Logger;
}

export type JournalsEngine = ReturnType<typeof createJournals>;

export function createJournals(deps: JournalsDeps) {
  const { owner: self, entries, certificates, forks, rulesOf, now, log } = deps;
  const listeners = new Set<(entry: JournalEntry) => void>();
  const resets = new Set<(owner: Address) => void>();
  const stored = new Set<(owner: Address, entry: Entry) => void>();
  const mayFreeze = createRate(FREEZES);
  const own = createOwnJournal({ ...deps, emit, reset });

  function emit(owner: Address, list: Entry[]): void {
    for (const entry of list) {
      const { sequence, cid, records } = entry;
      for (const listener of listeners) guarded(log, listener)({ owner, sequence, cid, records });
      for (const listener of stored) guarded(log, listener)(owner, entry);
    }
  }

  function reset(owner: Address): void {
    for (const listener of resets) guarded(log, listener)(owner);
  }

  /** What is not this journal's history any more, from a sequence on: damaged rows, a fork, what a later epoch takes back. */
  function drop(owner: Address, sequence: number, code: string): void {
    if (entries.head(owner).sequence < sequence) return;
    log.warn({ owner, sequence, code }, "stored entries are no longer valid and are dropped");
    if (owner === self) return own.drop(sequence, code);
    entries.truncate(owner, sequence);
    reset(owner);
  }

  async function* after(owner: Address, sequence: number): AsyncGenerator<JournalEntry> {
    let last: Head = EMPTY;
    if (sequence > 0) {
      const head = entries.at(owner, sequence);
      if (!head) return;
      last = head;
    }
    const bad = yield* checkedEntries(entries, rulesOf(owner), owner, last);
    if (bad) drop(owner, bad.sequence, bad.code);
  }

  const port: Journals = {
    append: async (records) => viewOf(self, await own.append(records)),
    state: deps.stateOf,
    after,
    head(owner) {
      const head = entries.head(owner);
      return head.sequence === 0 ? undefined : viewOf(owner, head);
    },
    heads: () => entries.owners().map((owner) => viewOf(owner, entries.head(owner))),
    at(owner, sequence) {
      const head = entries.at(owner, sequence);
      return head && viewOf(owner, head);
    },
    certificate: (owner): SignedCertificate | undefined => certificates.current(owner),
    frozen(owner) {
      const fork = forks.of(owner);
      return fork && { owner, sequence: fork.sequence, since: fork.since };
    },
    voidUpTo: own.voidUpTo,
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onReset(listener) {
      resets.add(listener);
      return () => resets.delete(listener);
    },
  };

  return {
    port,
    own,

    async start(): Promise<void> {
      for (const owner of forks.owners()) drop(owner, forks.of(owner)?.sequence ?? Infinity, "journal.frozen");
      await own.start();
    },

    /** Judges and stores entries that peers sent; nothing is thrown for what they hold. */
    join(owner: Address, list: Uint8Array[]): Joined {
      const joined = judgeFollowing(entries.head(owner), list, rulesOf(owner), forks.of(owner)?.sequence);
      if (owner === self) joined.entries.forEach(own.commit);
      entries.append(owner, joined.entries);
      emit(owner, joined.entries);
      if (owner === self && joined.entries.length > 0) own.onOtherLife();
      return joined;
    },

    /** Stores the next entry of a foreign journal, just judged against its head. */
    add(owner: Address, entry: Entry): void {
      entries.append(owner, [entry]);
      emit(owner, [entry]);
    },

    /** Takes the proof of a fork, which was checked. @returns whether it was news */
    prove(fork: Fork): boolean {
      const { owner, epoch, sequence } = fork;
      const current = certificates.current(owner);
      if (owner === self) {
        if (epoch >= (current?.epoch ?? 0)) own.onFork(sequence);
        return false;
      }
      if (!forks.isNews(fork) || !mayFreeze(owner)) return false;
      forks.keep(fork, now());
      if (forks.of(owner)?.sequence === sequence) drop(owner, sequence, "journal.frozen");
      return true;
    },

    /** Forgets a foreign journal. */
    forget(owner: Address): void {
      if (owner === self) return;
      entries.forget(owner);
      reset(owner);
    },

    /** The history held here from `sequence` on is not the one that the epoch in force continues. */
    leaveBranch: (owner: Address, sequence: number): void => drop(owner, sequence, "entry.base"),

    /** After a new certificate: what it does not continue, and what its key did not write from its first sequence on, is dropped. */
    async recheck(certificate: SignedCertificate): Promise<void> {
      const { owner, fromSequence } = certificate;
      if (owner === self) own.onCertificate(certificate);
      const last = fromSequence - 1;
      if (last > 0 && entries.head(owner).sequence >= last) {
        const held = entries.at(owner, last);
        const base = certificates.baseAt(owner, last);
        if (held && base && base !== toHex(held.digest)) drop(owner, forks.below(owner, last) ?? last, "entry.base");
      }
      if (entries.head(owner).sequence < fromSequence) return;
      for await (const _ of after(owner, last));
    },

    /** What was delivered of a journal is not its history here any more. */
    reset,

    /** Called for each stored entry with its bytes, own and foreign. */
    onStored(listener: (owner: Address, entry: Entry) => void): () => void {
      stored.add(listener);
      return () => stored.delete(listener);
    },

    stop: (): Promise<void> => own.stop(),
  };
}

const viewOf = (owner: Address, { sequence, cid }: Head): JournalHead => ({ owner, sequence, cid });
