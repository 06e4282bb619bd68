// Stored entries, checked anew.
import type { Address } from "../../../protocol/ids.ts";
import type { JournalEntry } from "../../core/ports/journals.ts";
import type { Entries } from "./entries.ts";
import type { Head } from "./entry.ts";
import { type Rules, checkEntry } from "./validate.ts";

const PAGE_BYTES = 256 * 1024;

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
