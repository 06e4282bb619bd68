// How far each journal has been read.
import type { ReadModelRows } from "../../core/ports/read-model.ts";
import type { Database } from "../database.ts";

export function createJournalRows(db: Database): Pick<ReadModelRows, "journalSequence" | "setJournal"> {
  const get = db.query<{ sequence: number }>("SELECT sequence FROM journals WHERE owner = ?");
  const set = db.query("INSERT OR REPLACE INTO journals (owner, sequence, head) VALUES (?, ?, ?)");
  return {
    journalSequence: (owner) => get.get(owner)?.sequence ?? 0,
    setJournal: (owner, sequence, head) => void set.run(owner, sequence, head),
  };
}
