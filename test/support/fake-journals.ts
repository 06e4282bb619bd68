// An in-memory Journals for tests of other rooms: the same port, no signatures, no disk, no peers.
import { cidOf, encodeBlock } from "../../protocol/block.ts";
import type { Address, Cid } from "../../protocol/ids.ts";
import type { JournalRecord, SignedCertificate } from "../../protocol/journal.ts";
import type { JournalEntry, JournalHead, Journals } from "../../node/core/ports/journals.ts";

export interface FakeJournals extends Journals {
  /** As if a peer had brought an entry of this owner. */
  receive(owner: Address, records: JournalRecord[]): JournalHead;
  certify(certificate: SignedCertificate): void;
}

export function createFakeJournals(self: Address): FakeJournals {
  const journals = new Map<Address, JournalEntry[]>();
  const certificates = new Map<Address, SignedCertificate>();
  const listeners = new Set<(entry: JournalEntry) => void>();

  function add(owner: Address, records: JournalRecord[]): JournalHead {
    const list = journals.get(owner) ?? [];
    const sequence = list.length + 1;
    const entry = { owner, sequence, cid: cidOf(encodeBlock({ owner, sequence, records })), records };
    journals.set(owner, [...list, entry]);
    for (const listener of listeners) listener(entry);
    return { owner, sequence, cid: entry.cid };
  }

  const head = (owner: Address): JournalHead | undefined => {
    const last = journals.get(owner)?.at(-1);
    return last && { owner, sequence: last.sequence, cid: last.cid };
  };

  return {
    append: async (records) => add(self, records),
    state: () => ({ sequence: 0, cid: "" as Cid, records: none() }),
    async *after(owner, sequence) {
      yield* (journals.get(owner) ?? []).slice(sequence);
    },
    head,
    heads: () => [...journals.keys()].map((owner) => head(owner)!),
    frozen: () => undefined,
    voidUpTo: () => 0,
    at(owner, sequence) {
      const entry = journals.get(owner)?.[sequence - 1];
      return entry && { owner, sequence, cid: entry.cid };
    },
    certificate: (owner) => certificates.get(owner),
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onReset: () => () => {}, // nothing that it holds is ever taken back
    receive: add,
    certify: (certificate) => void certificates.set(certificate.owner, certificate),
  };
}

async function* none(): AsyncGenerator<never> {}
