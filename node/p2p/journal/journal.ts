// The OrbitDB database type of a journal: one writer, one chain of entries, nothing fetched while it is judged.
import type { AccessController, DatabaseOptions, Identity } from "@orbitdb/core";
import { EventEmitter } from "node:events";
import type { Address } from "../../../protocol/ids.ts";
import type { JournalRecord } from "../../../protocol/journal.ts";
import { JOURNAL_TYPE } from "./address.ts";
import type { Entries } from "./entries.ts";
import { type Entry, type Head, createEntry } from "./entry.ts";
import { type Rules, checkEntry } from "./validate.ts";

export interface Journal {
  type: string;
  address: string;
  name: string;
  identity: Identity;
  access: AccessController;
  events: EventEmitter;
  peers: Set<string>;
  head(): Head;
  /** Signs and stores one entry. `commit` makes its bytes durable first (S-8). */
  append(records: JournalRecord[], privateKey: Uint8Array, commit: (entry: Entry) => void): Entry;
  /** Stores an entry that was judged against the present head. */
  add(entry: Entry): void;
  /** Judges encoded entries that follow the head, and stores those before the first refused one. */
  join(list: Iterable<Uint8Array>, commit?: (entry: Entry) => void): Joined;
  close(): Promise<void>;
}

export interface Joined {
  entries: Entry[];
  /** Why the entry after them was refused. */
  refused?: { code: string; reason: string };
}

/** For `orbitdb.open(name, { Database })`. Its own sync is one protocol for all journals (sync.ts), so it starts none. */
export const journalDatabase =
  (owner: Address, entries: Entries, rules: Rules) =>
  async ({ address, name, identity, access }: DatabaseOptions): Promise<Journal> => {
    const events = new EventEmitter();
    events.on("error", () => {}); // without a listener an error event would end the process (S-3)

    return {
      type: JOURNAL_TYPE,
      address,
      name,
      identity,
      access,
      events,
      peers: new Set(),
      head: () => entries.head(owner),

      append(records, privateKey, commit) {
        const entry = createEntry(privateKey, identity, address, entries.head(owner), records);
        commit(entry);
        entries.append(owner, [entry]);
        return entry;
      },

      add: (entry) => entries.append(owner, [entry]),

      join(list, commit) {
        const joined: Entry[] = [];
        let last = entries.head(owner);
        let refused: Joined["refused"];
        for (const bytes of list) {
          const verdict = checkEntry(bytes, rules, last);
          if (!verdict.ok) {
            refused = { code: verdict.code, reason: verdict.reason };
            break;
          }
          if (verdict.value.sequence !== last.sequence + 1) {
            refused = { code: "entry.gap", reason: `${verdict.value.sequence} does not follow ${last.sequence}` };
            break;
          }
          last = verdict.value;
          joined.push(verdict.value);
        }
        if (commit) joined.forEach(commit);
        entries.append(owner, joined);
        return refused ? { entries: joined, refused } : { entries: joined };
      },

      async close() {
        events.emit("close"); // OrbitDB forgets the database on this event
      },
    };
  };
