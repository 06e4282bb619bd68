// Group commit of own records: everything waiting when the previous commit ends goes into one signed entry.
import { setImmediate } from "node:timers/promises";
import * as dagCbor from "@ipld/dag-cbor";
import { type JournalRecord, MAX_ENTRY_BYTES, MAX_RECORDS, record } from "../../../protocol/journal.ts";
import { judge } from "../../../protocol/verdict.ts";
import { SoukError } from "../../core/errors.ts";
import type { Entry } from "./entry.ts";

/** What an entry needs besides its records: ids, key, pointers, signature. */
const ENVELOPE_BYTES = 1024;
const BUDGET = MAX_ENTRY_BYTES - ENVELOPE_BYTES;

interface Waiting {
  record: JournalRecord;
  size: number;
  /** Set on the last record of an append. */
  done?: { resolve(entry: Entry): void; reject(error: unknown): void };
}

/**
 * @param ready waited for before each entry; when it fails, so does the append that comes first
 * @param commit signs and stores one entry, synchronously: no reader ever sees half of it
 */
export function createWriter(ready: () => Promise<void>, commit: (records: JournalRecord[]) => Entry) {
  let queue: Waiting[] = [];
  let busy = false;

  async function flush(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      while (queue.length > 0) {
        await setImmediate(); // what is appended in one turn of the loop shares an entry; peers get their turn
        const unready = await ready().then(
          () => undefined,
          (error: unknown) => ({ error }),
        );
        const batch = take();
        if (batch.length === 0) return; // closed in the meantime
        try {
          if (unready) throw unready.error;
          const entry = commit(batch.map((waiting) => waiting.record));
          for (const { done } of batch) done?.resolve(entry);
        } catch (error) {
          fail(batch, error);
        }
      }
    } finally {
      busy = false;
    }
  }

  function take(): Waiting[] {
    let size = 0;
    let count = 0;
    for (; count < queue.length && count < MAX_RECORDS; count++) {
      size += queue[count]!.size;
      if (size > BUDGET) break;
    }
    return queue.splice(0, count);
  }

  /** An append fails as a whole: what is left of it must not be written later. */
  function fail(batch: Waiting[], error: unknown): void {
    for (const { done } of batch) done?.reject(error);
    if (batch.at(-1)!.done) return;
    const end = queue.findIndex(({ done }) => done);
    for (const { done } of queue.splice(0, end + 1)) done?.reject(error);
  }

  return {
    /** Resolves to the entry that holds the last record. @throws SoukError `input.invalid` */
    append(records: JournalRecord[]): Promise<Entry> {
      if (records.length === 0) throw new SoukError("input.invalid", "there is nothing to append");
      const waiting = records.map(measure);
      return new Promise((resolve, reject) => {
        waiting.at(-1)!.done = { resolve, reject };
        for (const one of waiting) queue.push(one);
        void flush();
      });
    },
    /** Rejects what has not been committed yet. */
    close(error: SoukError): void {
      for (const { done } of queue) done?.reject(error);
      queue = [];
    },
  };
}

function measure(value: JournalRecord): Waiting {
  const verdict = judge(record, value, "journal.record");
  if (!verdict.ok) throw new SoukError("input.invalid", `not a journal record: ${verdict.reason}`);
  const size = dagCbor.encode(verdict.value).length;
  if (size > BUDGET)
    throw new SoukError("input.invalid", `a journal record is at most ${BUDGET} bytes, this has ${size}`);
  return { record: verdict.value, size };
}
