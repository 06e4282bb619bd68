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
  /** Entries up to here are not held: a checkpoint stands for them. */
  base: Head;
}

/** Entries may be large, and the event loop waits. */
const SWEPT_AT_ONCE = 32;

export type Entries = ReturnType<typeof createEntries>;

export function createEntries(database: DatabaseSync) {
  const addJournal = database.prepare(
    "INSERT INTO journals (owner) VALUES (?) ON CONFLICT DO UPDATE SET owner = owner RETURNING id",
  );
  const dropJournal = database.prepare("DELETE FROM journals WHERE id = ?");
  const insert = database.prepare("INSERT INTO entries (journal, sequence, digest, bytes) VALUES (?, ?, ?, ?)");
  const select = database.prepare(
    "SELECT sequence, digest, bytes FROM entries WHERE journal = ? AND sequence > ? ORDER BY sequence",
  );
  const remove = database.prepare("DELETE FROM entries WHERE journal = ? AND sequence >= ?");
  const measure = database.prepare(
    "SELECT sum(length(bytes)) AS size, max(sequence) AS sequence FROM entries WHERE journal = ? AND sequence > ?",
  );
  const getBase = database.prepare("SELECT sequence, digest FROM bases WHERE journal = ?");
  const putBase = database.prepare("INSERT OR REPLACE INTO bases (journal, sequence, digest) VALUES (?, ?, ?)");
  const dropBase = database.prepare("DELETE FROM bases WHERE journal = ?");
  const removeSome = database.prepare(`
    DELETE FROM entries WHERE journal = ?1 AND sequence <= ?2
      AND sequence < ?3 + (SELECT min(sequence) FROM entries WHERE journal = ?1)`);
  const at = database.prepare("SELECT digest FROM entries WHERE journal = ? AND sequence = ?");
  const has = database.prepare("SELECT 1 FROM entries WHERE digest = ?");
  const held = new Map<Address, Held>();

  for (const { id, owner } of database.prepare("SELECT id, owner FROM journals").all()) {
    held.set(owner as Address, load(id as number));
  }

  function load(journal: number): Held {
    const row = getBase.get(journal) as { sequence: number; digest: Uint8Array } | undefined;
    const base = row ? headOf(row.sequence, row.digest) : EMPTY;
    const { size, sequence } = measure.get(journal, base.sequence) as { size: number | null; sequence: number | null };
    if (!sequence) return { ...base, journal, size: 0, base };
    const { digest } = at.get(journal, sequence) as { digest: Uint8Array };
    return { ...headOf(sequence, digest), journal, size: size ?? 0, base };
  }

  function journalOf(owner: Address): Held {
    return held.get(owner) ?? load((addJournal.get(owner) as { id: number }).id);
  }

  return {
    head: (owner: Address): Head => held.get(owner) ?? EMPTY,
    size: (owner: Address): number => held.get(owner)?.size ?? 0,
    /** Bytes of the entries above a sequence. */
    sizeAfter: (owner: Address, sequence: number): number =>
      (measure.get(held.get(owner)?.journal ?? -1, sequence) as { size: number | null }).size ?? 0,
    /** The entry that those held here follow; sequence 0 when none is left out. */
    base: (owner: Address): Head => held.get(owner)?.base ?? EMPTY,

    /** Owners with at least one entry, or a checkpoint in place of entries. */
    owners: (): Address[] => [...held].filter(([, { sequence }]) => sequence > 0).map(([owner]) => owner),

    /** Gives a journal its place before its first entry. */
    enter(owner: Address): void {
      if (!held.has(owner)) held.set(owner, load((addJournal.get(owner) as { id: number }).id));
    },

    /** Journals that have a place. */
    count: (): number => held.size,
    hasPlace: (owner: Address): boolean => held.has(owner),

    /** Of all that have a place; `since` rises with the time they got it. */
    sizes: (): { owner: Address; bytes: number; since: number }[] =>
      [...held].map(([owner, { size, journal }]) => ({ owner, bytes: size, since: journal })),

    at(owner: Address, sequence: number): Head | undefined {
      const known = held.get(owner);
      if (known && sequence > 0 && sequence === known.base.sequence) return known.base;
      if (!known || sequence < known.base.sequence) return undefined;
      const row = at.get(known.journal, sequence) as { digest: Uint8Array } | undefined;
      if (!row) return undefined;
      return headOf(sequence, row.digest);
    },

    /** The signed bytes of one entry. */
    bytes(owner: Address, sequence: number): Uint8Array | undefined {
      const [entry] = this.page(owner, sequence - 1, 1);
      return entry?.sequence === sequence ? entry.bytes : undefined;
    },

    holds: (digest: Uint8Array): boolean => has.get(digest) !== undefined,

    /** Stores entries that follow the head, all or none. */
    append(owner: Address, list: Entry[]): void {
      const last = list.at(-1);
      if (!last) return;
      const store = () => {
        const known = journalOf(owner);
        let size = known.size;
        for (const { sequence, digest, bytes } of list) {
          insert.run(known.journal, sequence, digest, bytes);
          size += bytes.length;
        }
        const { sequence, hash, cid, digest } = last;
        held.set(owner, { sequence, hash, cid, digest, journal: known.journal, size, base: known.base });
      };
      if (list.length === 1)
        store(); // one statement is a transaction by itself
      else transaction(database, store);
    },

    /** Entries above `sequence`, in order, until they add up to `maxBytes` (at least one); none below the base. */
    page(owner: Address, sequence: number, maxBytes: number): StoredEntry[] {
      const known = held.get(owner);
      const list: StoredEntry[] = [];
      if (!known || sequence < known.base.sequence) return list;
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
        dropBase.run(known.journal);
        dropJournal.run(known.journal);
      });
      held.delete(owner);
    },

    /**
     * A checkpoint stands for the entries up to `sequence`: they are not held any more, though `sweep` has yet to remove them.
     * Call it in the transaction that stores the checkpoint, and `reload` after it.
     */
    setBase(owner: Address, sequence: number, digest: Uint8Array): void {
      putBase.run(journalOf(owner).journal, sequence, digest);
    },

    /** Reads anew what is held of a journal. */
    reload: (owner: Address): void => void held.set(owner, load(journalOf(owner).journal)),

    /** Removes some of the entries that a checkpoint stands for. @returns false when none is left */
    sweep(owner: Address): boolean {
      const known = held.get(owner);
      return known !== undefined && removeSome.run(known.journal, known.base.sequence, SWEPT_AT_ONCE).changes > 0;
    },

    /** Forgets entries from `sequence` on: damaged rows, or those of a key that a later epoch overrides. */
    truncate(owner: Address, sequence: number): void {
      const known = held.get(owner);
      if (!known) return;
      remove.run(known.journal, sequence);
      if (sequence <= known.base.sequence) {
        remove.run(known.journal, 1);
        dropBase.run(known.journal);
      }
      held.set(owner, load(known.journal));
    },
  };
}
