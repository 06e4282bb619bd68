// The journals of a data folder, read without peers or keys: what a rebuild of the read model replays.
import type { Recover } from "../../../protocol/envelope.ts";
import { type Address, journalName } from "../../../protocol/ids.ts";
import type { JournalEntry, JournalState } from "../../core/ports/journals.ts";
import { stateAt } from "../checkpoint/records.ts";
import { createCheckpointStore } from "../checkpoint/store.ts";
import { createBlocks } from "../media/blocks.ts";
import { journalAddress } from "./address.ts";
import { createCertificates } from "./certificates.ts";
import { openDatabase } from "../database.ts";
import { type Entries, createEntries } from "./entries.ts";
import type { Head } from "./entry.ts";
import { type Rules, checkEntry } from "./validate.ts";

const PAGE_BYTES = 256 * 1024;

export interface ArchiveOptions {
  /** Folder of blocks.db. */
  directory: string;
  chainId: number;
  escrow: Address;
  recover: Recover;
}

/** As the inbox takes it. */
export type Archived = { kind: "entry"; entry: JournalEntry } | ({ kind: "state"; owner: Address } & JournalState);

/** Every journal held: the state at its base, if it has one, then every entry, checked anew. */
export async function* openArchive({ directory, chainId, escrow, recover }: ArchiveOptions): AsyncGenerator<Archived> {
  const database = openDatabase(directory);
  try {
    const entries = createEntries(database);
    const checkpoints = createCheckpointStore(database);
    const blocks = createBlocks(database);
    const certificates = createCertificates(database, { chainId, escrow }, recover);
    for (const owner of entries.owners()) {
      const rules: Rules = {
        address: journalAddress(journalName(chainId, escrow, owner)),
        certificate: (sequence) => certificates.at(owner, sequence),
        base: (sequence) => certificates.baseAt(owner, sequence),
      };
      const base = entries.base(owner);
      if (base.sequence > 0) yield { kind: "state", owner, ...stateAt(base, checkpoints.get(owner), blocks.find) };
      for (const entry of checkedEntries(entries, rules, owner, base)) yield { kind: "entry", entry };
    }
  } finally {
    database.close();
  }
}

/** Stored entries after `last` as long as they pass. @returns the first that does not, and why */
export function* checkedEntries(
  entries: Entries,
  rules: Rules,
  owner: Address,
  last: Head,
): Generator<JournalEntry, { sequence: number; code: string } | undefined> {
  for (;;) {
    const page = entries.page(owner, last.sequence, PAGE_BYTES);
    if (page.length === 0) return undefined;
    for (const { bytes } of page) {
      const verdict = checkEntry(bytes, rules, last);
      if (!verdict.ok) return { sequence: last.sequence + 1, code: verdict.code };
      last = verdict.value;
      yield { owner, sequence: last.sequence, cid: last.cid, records: verdict.value.records };
    }
  }
}
