// The OrbitDB database of a journal: what `orbitdb.open` gives for this type; entries are judged and stored without it.
import type { AccessController, DatabaseOptions, Identity, OrbitDB } from "@orbitdb/core";
import { EventEmitter } from "node:events";
import type { JournalName } from "../../../protocol/ids.ts";
import { journalAccess } from "./access.ts";
import { JOURNAL_TYPE } from "./address.ts";
import type { Rules } from "./validate.ts";

export interface Journal {
  type: string;
  address: string;
  name: string;
  identity: Identity;
  access: AccessController;
  events: EventEmitter;
  peers: Set<string>;
  close(): Promise<void>;
}

/**
 * For `orbitdb.open(name, { Database })`. A node opens its own journal only: an open database costs much more memory than
 * the journal, and its own sync is one protocol for all journals (sync.ts).
 */
export const journalDatabase = async ({ address, name, identity, access }: DatabaseOptions): Promise<Journal> => {
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
    async close() {
      events.emit("close"); // OrbitDB forgets the database on this event
    },
  };
};

/** By its name alone: the address follows from it (J-1). */
export const openJournal = (orbitdb: OrbitDB, name: JournalName, rules: Rules): Promise<Journal> =>
  orbitdb.open<Journal>(name, {
    type: JOURNAL_TYPE,
    sync: false,
    AccessController: journalAccess(rules),
    Database: journalDatabase,
  });
