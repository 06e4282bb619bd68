// Journal entries on disk, in order per owner, with the newest of each in memory.
import type { DatabaseSync } from "node:sqlite";
import type { Address } from "../../../protocol/ids.ts";
import { transaction } from "../database.ts";
import { EMPTY, type Entry, type Head, headOf } from "./entry.ts";

export interface StoredEntry {
  sequence: number;
  digest: Uint8Array;
  bytes: Uint8Array;
}

interface Held extends Head {
  journal: number;
  /** Sum of the entries' bytes: what a quota limits. */
  size: number;
}

export type Entries = ReturnType<typeof createEntries>;

export function createEntries(database: DatabaseSync) {
  const addJournal = database.prepare("INSERT INTO journals (owner) VALUES (?) RETURNING id");
  const dropJournal = database.prepare("DELETE FROM journals WHERE id = ?");
  const insert = database.prepare("INSERT INTO entries (journal, sequence, digest, bytes) VALUES (?, ?, ?, ?)");
  const select = database.prepare(
    "SELECT sequence, digest, bytes FROM entries WHERE journal = ? AND sequence > ? ORDER BY sequence",
  );
  const remove = database.prepare("DELETE FROM entries WHERE journal = ? AND sequence >= ?");
  const measure = database.prepare(
    "SELECT sum(length(bytes)) AS size, max(sequence) AS sequence FROM entries WHERE journal = ?",
  );
  const at = database.prepare("SELECT digest FROM entries WHERE journal = ? AND sequence = ?");
  const held = new Map<Address, Held>();

  for (const { id, owner } of database.prepare("SELECT id, owner FROM journals").all()) {
    held.set(owner as Address, load(id as number));
  }

  function load(journal: number): Held {
    const { size, sequence } = measure.get(journal) as { size: number | null; sequence: number | null };
    if (!sequence) return { ...EMPTY, journal, size: 0 };
    const { digest } = at.get(journal, sequence) as { digest: Uint8Array };
    return { ...headOf(sequence, digest), journal, size: size ?? 0 };
  }

  return {
    head: (owner: Address): Head => held.get(owner) ?? EMPTY,
    size: (owner: Address): number => held.get(owner)?.size ?? 0,

    /** Owners with at least one entry. */
    owners: (): Address[] => [...held].filter(([, { sequence }]) => sequence > 0).map(([owner]) => owner),

    /** Gives a journal its place before its first entry. */
    enter(owner: Address): void {
      if (!held.has(owner)) held.set(owner, load((addJournal.get(owner) as { id: number }).id));
    },

    /** Of all that have a place; `since` rises with the time they got it. */
    sizes: (): { owner: Address; bytes: number; since: number }[] =>
      [...held].map(([owner, { size, journal }]) => ({ owner, bytes: size, since: journal })),

    at(owner: Address, sequence: number): Head | undefined {
      const known = held.get(owner);
      const row = known && (at.get(known.journal, sequence) as { digest: Uint8Array } | undefined);
      if (!row) return undefined;
      return headOf(sequence, row.digest);
    },

    /** Stores entries that follow the head, all or none. */
    append(owner: Address, list: Entry[]): void {
      const last = list.at(-1);
      if (!last) return;
      transaction(database, () => {
        const known = held.get(owner) ?? load((addJournal.get(owner) as { id: number }).id);
        let size = known.size;
        for (const { sequence, digest, bytes } of list) {
          insert.run(known.journal, sequence, digest, bytes);
          size += bytes.length;
        }
        const { sequence, hash, cid, digest } = last;
        held.set(owner, { sequence, hash, cid, digest, journal: known.journal, size });
      });
    },

    /** Entries above `sequence`, in order, until they add up to `maxBytes` (at least one). */
    page(owner: Address, sequence: number, maxBytes: number): StoredEntry[] {
      const known = held.get(owner);
      const list: StoredEntry[] = [];
      if (!known) return list;
      let size = 0;
      for (const row of select.iterate(known.journal, sequence)) {
        const entry = row as unknown as StoredEntry;
        if (list.length > 0 && size + entry.bytes.length > maxBytes) break;
        size += entry.bytes.length;
        list.push(entry);
      }
      return list;
    },

    /** Forgets a journal: when it comes again, it is new here. */
    forget(owner: Address): void {
      const known = held.get(owner);
      if (!known) return;
      transaction(database, () => {
        remove.run(known.journal, 0);
        dropJournal.run(known.journal);
      });
      held.delete(owner);
    },

    /** Forgets entries from `sequence` on: damaged rows, or those of a key that a later epoch overrides. */
    truncate(owner: Address, sequence: number): void {
      const known = held.get(owner);
      if (!known) return;
      remove.run(known.journal, sequence);
      held.set(owner, load(known.journal));
    },
  };
}
