// The journals of a data folder, read without peers or keys: what a rebuild of the read model replays.
import type { Recover } from "../../protocol/envelope.ts";
import { type Address, journalName } from "../../protocol/ids.ts";
import type { JournalEntry, JournalState } from "../core/ports/journals.ts";
import { stateAt } from "./checkpoint/records.ts";
import { createCheckpointStore } from "./checkpoint/store.ts";
import { openDatabase } from "./database.ts";
import { journalAddress } from "./journal/address.ts";
import { createCertificates } from "./journal/certificates.ts";
import { checkedEntries } from "./journal/checked.ts";
import { createEntries } from "./journal/entries.ts";
import type { Rules } from "./journal/validate.ts";
import { createBlocks } from "./media/blocks.ts";

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
