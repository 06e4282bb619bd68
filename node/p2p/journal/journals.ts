// All journals held here: the port's Journals for the rest of the node, and `join` for what peers bring.
import type { Address } from "../../../protocol/ids.ts";
import type { SignedCertificate } from "../../../protocol/journal.ts";
import { SoukError } from "../../core/errors.ts";
import type { JournalEntry, JournalHead, Journals, OwnEntries } from "../../core/ports/journals.ts";
import { checkedEntries } from "./archive.ts";
import type { Certificates } from "./certificates.ts";
import type { Entries } from "./entries.ts";
import { EMPTY, type Entry, type Head } from "./entry.ts";
import { guarded } from "../net/guard.ts";
import type { Joined, Journal } from "./journal.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Rules } from "./validate.ts";
import { createWriter } from "./writer.ts";

const PAGE_BYTES = 256 * 1024;

export interface JournalsDeps {
  owner: Address;
  privateKey: Uint8Array;
  entries: Entries;
  certificates: Certificates;
  ownEntries: OwnEntries;
  rulesOf(owner: Address): Rules;
  /** Opens the OrbitDB database of an owner's journal. */
  openJournal(owner: Address): Promise<Journal>;
  /** Renews this node's certificate when it must be, before a write. */
  renew(): void;
  log: Logger;
}

export type JournalsEngine = ReturnType<typeof createJournals>;

export function createJournals(deps: JournalsDeps) {
  const { owner: self, privateKey, entries, certificates, ownEntries, rulesOf, openJournal, renew, log } = deps;
  const opened = new Map<Address, Promise<Journal>>();
  const listeners = new Set<(entry: JournalEntry) => void>();
  const resets = new Set<(owner: Address) => void>();
  const stored = new Set<(owner: Address, entry: Entry) => void>();
  let own: Journal | undefined;
  /** own.db may hold an entry that blocks.db could not take (disk full): it comes first, as it was signed. */
  let torn = false;

  const writer = createWriter((records) => {
    if (!own) throw notWritable("the node is not running");
    if (torn) restoreOwn(own);
    renew();
    torn = true;
    const entry = own.append(records, privateKey, commitOwn);
    torn = false;
    emit(self, [entry]);
    return entry;
  });

  /** S-8: durable in own.db before the bytes go anywhere else. */
  const commitOwn = ({ sequence, cid, bytes }: Entry): void => ownEntries.commit(sequence, cid, bytes);

  function open(owner: Address): Promise<Journal> {
    let journal = opened.get(owner);
    if (!journal) {
      journal = openJournal(owner);
      journal.catch(() => opened.delete(owner));
      opened.set(owner, journal);
    }
    return journal;
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
    if (owner === self && own) restoreOwn(own);
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
  function restoreOwn(journal: Journal): void {
    const { sequence, cid } = journal.head();
    const rest = ownEntries.after(Math.max(0, sequence - 1));
    if (sequence > 0 && rest[0]?.sequence === sequence) {
      if (rest[0].cid !== cid) {
        entries.truncate(self, 1);
        return restoreOwn(journal);
      }
      rest.shift();
    } else if (sequence > 0) {
      adopt(sequence);
    }
    const { refused, entries: restored } = journal.join(rest.map(({ bytes }) => bytes));
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
      const journal = await open(self);
      restoreOwn(journal);
      own = journal;
    },

    /** Judges and stores entries that peers sent; nothing is thrown for what they hold. */
    async join(owner: Address, list: Uint8Array[]): Promise<Joined> {
      const journal = await open(owner);
      const result = journal.join(list, owner === self ? commitOwn : undefined);
      emit(owner, result.entries);
      return result;
    },

    /** Stores the next entry of a foreign journal, judged against `head`; again, if another one came in between. */
    async add(owner: Address, entry: Entry, head: Head): Promise<Joined> {
      const journal = await open(owner);
      if (journal.head().hash !== head.hash) return this.join(owner, [entry.bytes]);
      journal.add(entry);
      emit(owner, [entry]);
      return { entries: [entry] };
    },

    /** After a new epoch: what its key did not write is dropped from its first sequence on. */
    async recheck(owner: Address, fromSequence: number): Promise<void> {
      if (entries.head(owner).sequence < fromSequence) return;
      for await (const _ of after(owner, fromSequence - 1));
    },

    /** Forgets a foreign journal. */
    async forget(owner: Address): Promise<void> {
      if (owner === self) return;
      const journal = await opened.get(owner);
      entries.forget(owner);
      opened.delete(owner);
      for (const listener of resets) guarded(log, listener)(owner);
      await journal?.close();
    },

    /** Called for each stored entry with its bytes, own and foreign. */
    onStored(listener: (owner: Address, entry: Entry) => void): () => void {
      stored.add(listener);
      return () => stored.delete(listener);
    },

    async stop(): Promise<void> {
      own = undefined;
      writer.close(notWritable("the node is stopping"));
      for (const journal of opened.values()) await journal.then((database) => database.close()).catch(() => {});
      opened.clear();
    },
  };
}

async function* nothing(): AsyncGenerator<never> {}

const notWritable = (why: string) =>
  new SoukError("journal.not-writable", `Nothing can be published now: ${why}.`, { retryable: true });

const viewOf = (owner: Address, { sequence, cid }: Head): JournalHead => ({ owner, sequence, cid });
