// All journals held here: the port's Journals for the rest of the node, and `join` for what peers bring.
import type { Identity } from "@orbitdb/core";
import type { Address } from "../../../protocol/ids.ts";
import type { SignedCertificate } from "../../../protocol/journal.ts";
import { SoukError } from "../../core/errors.ts";
import type { JournalEntry, JournalHead, Journals, OwnEntries } from "../../core/ports/journals.ts";
import { checkedEntries } from "./archive.ts";
import type { Certificates } from "./certificates.ts";
import type { Entries } from "./entries.ts";
import { EMPTY, type Entry, type Head, createEntry } from "./entry.ts";
import { guarded } from "../net/guard.ts";
import { type Joined, judgeFollowing } from "./join.ts";
import type { Journal } from "./journal.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Rules } from "./validate.ts";
import { createWriter } from "./writer.ts";

const PAGE_BYTES = 256 * 1024;

export interface JournalsDeps {
  owner: Address;
  privateKey: Uint8Array;
  identity: Identity;
  entries: Entries;
  certificates: Certificates;
  ownEntries: OwnEntries;
  rulesOf(owner: Address): Rules;
  /** Opens the OrbitDB database of this node's own journal, the only one that is opened. */
  openOwn(): Promise<Journal>;
  /** Renews this node's certificate when it must be, before a write. */
  renew(): void;
  log: Logger;
}

export type JournalsEngine = ReturnType<typeof createJournals>;

export function createJournals(deps: JournalsDeps) {
  const { owner: self, privateKey, identity, entries, certificates, ownEntries, rulesOf, openOwn, renew, log } = deps;
  const listeners = new Set<(entry: JournalEntry) => void>();
  const resets = new Set<(owner: Address) => void>();
  const stored = new Set<(owner: Address, entry: Entry) => void>();
  let own: Journal | undefined;
  /** own.db may hold an entry that blocks.db could not take (disk full): it comes first, as it was signed. */
  let torn = false;

  const writer = createWriter((records) => {
    if (!own) throw notWritable("the node is not running");
    if (torn) restoreOwn();
    renew();
    const { address, certificate } = rulesOf(self);
    const head = entries.head(self);
    const { epoch } = certificate(head.sequence + 1)!;
    const entry = createEntry(privateKey, identity, address, head, epoch, records);
    torn = true;
    commitOwn(entry);
    entries.append(self, [entry]);
    torn = false;
    emit(self, [entry]);
    return entry;
  });

  /** S-8: durable in own.db before the bytes go anywhere else. */
  const commitOwn = ({ sequence, cid, bytes }: Entry): void => ownEntries.commit(sequence, cid, bytes);

  /** Judges and stores what follows the head. */
  function store(owner: Address, list: Iterable<Uint8Array>): Joined {
    const joined = judgeFollowing(entries.head(owner), list, rulesOf(owner));
    if (owner === self) joined.entries.forEach(commitOwn);
    entries.append(owner, joined.entries);
    return joined;
  }

  function emit(owner: Address, list: Entry[]): void {
    for (const entry of list) {
      const { sequence, cid, records } = entry;
      for (const listener of listeners) guarded(log, listener)({ owner, sequence, cid, records });
      for (const listener of stored) guarded(log, listener)(owner, entry);
    }
  }

  /** Rows that no longer pass (disk damage, a key that a later epoch overrides) are dropped and fetched again. */
  function drop(owner: Address, sequence: number, reason: string): void {
    log.warn({ owner, sequence, reason }, "stored entries are no longer valid and are dropped");
    entries.truncate(owner, sequence);
    reset(owner);
    if (owner === self && own) restoreOwn();
  }

  function reset(owner: Address): void {
    for (const listener of resets) guarded(log, listener)(owner);
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

  /** Brings blocks.db and own.db to the same entries: whatever was signed once is never signed differently. */
  function restoreOwn(): void {
    const { sequence, cid } = entries.head(self);
    const rest = ownEntries.after(Math.max(0, sequence - 1));
    if (sequence > 0 && rest[0]?.sequence === sequence) {
      if (rest[0].cid !== cid) {
        entries.truncate(self, 1);
        return restoreOwn();
      }
      rest.shift();
    } else if (sequence > 0) {
      adopt(sequence);
    }
    const head = entries.head(self);
    const { refused, entries: restored } = judgeFollowing(
      head,
      rest.map(({ bytes }) => bytes),
      rulesOf(self),
    );
    entries.append(self, restored);
    torn = false;
    emit(self, restored);
    if (refused) throw notWritable(`an entry of this node's own journal was refused (${refused.code})`);
  }

  /** own.db is behind, so an older backup of it is in use: it learns what the replica still has. */
  function adopt(until: number): void {
    for (let sequence = 0; sequence < until;) {
      for (const row of entries.page(self, sequence, PAGE_BYTES)) {
        ownEntries.commit(row.sequence, entries.at(self, row.sequence)!.cid, row.bytes);
        sequence = row.sequence;
      }
    }
  }

  const port: Journals = {
    async append(records) {
      if (!own) throw notWritable("the node is not running");
      return viewOf(self, await writer.append(records));
    },
    state: () => ({ sequence: 0, cid: EMPTY.cid, records: nothing() }),
    after,
    at(owner, sequence) {
      const head = entries.at(owner, sequence);
      return head && viewOf(owner, head);
    },
    head(owner) {
      const head = entries.head(owner);
      return head.sequence === 0 ? undefined : viewOf(owner, head);
    },
    heads: () => entries.owners().map((owner) => viewOf(owner, entries.head(owner))),
    certificate: (owner): SignedCertificate | undefined => certificates.current(owner),
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

    async start(): Promise<void> {
      const journal = await openOwn();
      restoreOwn();
      own = journal;
    },

    /** Judges and stores entries that peers sent; nothing is thrown for what they hold. */
    join(owner: Address, list: Uint8Array[]): Joined {
      const result = store(owner, list);
      emit(owner, result.entries);
      return result;
    },

    /** Stores the next entry of a foreign journal, just judged against its head. */
    add(owner: Address, entry: Entry): void {
      entries.append(owner, [entry]);
      emit(owner, [entry]);
    },

    /** After a new epoch: what its key did not write is dropped from its first sequence on. */
    async recheck(owner: Address, fromSequence: number): Promise<void> {
      if (entries.head(owner).sequence < fromSequence) return;
      for await (const _ of after(owner, fromSequence - 1));
    },

    /** Forgets a foreign journal. */
    forget(owner: Address): void {
      if (owner === self) return;
      entries.forget(owner);
      reset(owner);
    },

    /** Called for each stored entry with its bytes, own and foreign. */
    onStored(listener: (owner: Address, entry: Entry) => void): () => void {
      stored.add(listener);
      return () => stored.delete(listener);
    },

    async stop(): Promise<void> {
      writer.close(notWritable("the node is stopping"));
      await own?.close();
      own = undefined;
    },
  };
}

async function* nothing(): AsyncGenerator<never> {}

const notWritable = (why: string) =>
  new SoukError("journal.not-writable", `Nothing can be published now: ${why}.`, { retryable: true });

const viewOf = (owner: Address, { sequence, cid }: Head): JournalHead => ({ owner, sequence, cid });
