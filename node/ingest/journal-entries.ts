// Ingests what a journal says, by the entry or as a state, in the caller's transaction.
import type { Recover } from "../../protocol/envelope.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import type { JournalEntry } from "../core/ports/journals.ts";
import type { ReadModelRows } from "../core/ports/read-model.ts";
import { type Rejection, createRecordIngest } from "./journal-records.ts";
import { type StateIngest, createStateIngest } from "./journal-state.ts";

export interface JournalIngest {
  /** @returns the records that were refused, with reasons */
  entry(rows: ReadModelRows, entry: JournalEntry): Rejection[];
  state: StateIngest;
}

export function createJournalIngest(deps: { domain: Domain; recover: Recover }): JournalIngest {
  const ingestRecord = createRecordIngest(deps);
  return {
    entry(rows, entry) {
      const rejections = entry.records.map((record) => ingestRecord(rows, record, entry));
      rows.setJournal(entry.owner, entry.sequence, entry.cid);
      return rejections.filter((rejection) => rejection !== undefined);
    },
    state: createStateIngest(ingestRecord),
  };
}
