// The journals of a data folder, read without peers or keys: what a rebuild of the read model replays.
import type { Recover } from "../../../protocol/envelope.ts";
import { type Address, journalName } from "../../../protocol/ids.ts";
import type { JournalEntry } from "../../core/ports/journals.ts";
import { journalAddress } from "./address.ts";
import { createCertificates } from "./certificates.ts";
import { openDatabase } from "../database.ts";
import { type Entries, createEntries } from "./entries.ts";
import { EMPTY, type Head } from "./entry.ts";
import { type Rules, checkEntry } from "./validate.ts";

const PAGE_BYTES = 256 * 1024;

export interface ArchiveOptions {
  /** Folder of blocks.db. */
  directory: string;
  chainId: number;
  escrow: Address;
  recover: Recover;
}

/** Every entry of every journal held, checked anew, in order per owner. */
export async function* openArchive({
  directory,
  chainId,
  escrow,
  recover,
}: ArchiveOptions): AsyncGenerator<JournalEntry> {
  const database = openDatabase(directory);
  try {
    const entries = createEntries(database);
    const certificates = createCertificates(database, { chainId, escrow }, recover);
    for (const owner of entries.owners()) {
      const rules: Rules = {
        address: journalAddress(journalName(chainId, escrow, owner)),
        certificate: (sequence) => certificates.at(owner, sequence),
        base: (sequence) => certificates.baseAt(owner, sequence),
      };
      yield* checkedEntries(entries, rules, owner, EMPTY);
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
