// Ingests what a journal says, by the entry or as a state: it is judged, and what is accepted goes in in the caller's transaction.
import type { Recover } from "../../protocol/envelope.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import type { JournalEntry } from "../core/ports/journals.ts";
import type { ReadModelRows } from "../core/ports/read-model.ts";
import { type Rejection, ingestRecord } from "./journal-records.ts";
import { type StateIngest, createStateIngest } from "./journal-state.ts";
import { type JudgeRecords, type JudgedRecord, createRecordJudge } from "./judge-records.ts";

export interface JournalIngest {
  judge: JudgeRecords;
  /** @returns the records that were refused, with reasons */
  entry(
    rows: ReadModelRows,
    entry: Pick<JournalEntry, "owner" | "sequence" | "cid">,
    judged: readonly JudgedRecord[],
  ): Rejection[];
  state: StateIngest;
}

export function createJournalIngest(deps: { domain: Domain; recover: Recover }): JournalIngest {
  return {
    judge: createRecordJudge(deps),
    entry(rows, { owner, sequence, cid }, judged) {
      const rejections = judged.map((one) => ingestRecord(rows, one, { owner, sequence }));
      rows.setJournal(owner, sequence, cid);
      return rejections.filter((rejection) => rejection !== undefined);
    },
    state: createStateIngest(),
  };
}
