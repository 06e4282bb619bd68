// One hash of all that a node holds: every entry of every journal, and every row that its read model made of them.
import { createHash } from "node:crypto";
import { createInbox } from "../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../node/ingest/journal-entries.ts";
import type { Journals } from "../../node/core/ports/journals.ts";
import { dumpTables } from "../../node/store/read/dump.ts";
import { openReadStore } from "../../node/store/read/read-store.ts";
import { createMemoryLogger } from "./http-node.ts";
import { recover } from "../../node/chain/recover.ts";
import { DOMAIN, entriesOf } from "./p2p-node.ts";

const hashOf = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

export async function hashOfJournals(journals: Journals): Promise<string> {
  const owners = journals.heads().map(({ owner }) => owner);
  const rows = owners
    .toSorted()
    .map(async (owner) => [owner, (await entriesOf(journals, owner)).map(({ cid }) => cid)]);
  return hashOf(await Promise.all(rows));
}

/** A read model in a folder, fed by journals. */
export function createReader(directory: string) {
  const store = openReadStore({ directory, onError: () => {} });
  const inbox = createInbox({
    readModel: store.readModel,
    journalIngest: createJournalIngest({ domain: DOMAIN, recover }),
    firstBlock: 0,
    logger: createMemoryLogger(),
  });
  return {
    inbox,
    /** @returns the hash of its rows, once everything pushed is in */
    async hash(): Promise<string> {
      await inbox.idle();
      return hashOf(dumpTables(directory));
    },
    close: () => store.close(),
  };
}
