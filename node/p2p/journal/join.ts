// Judges entries that follow a head, one after the other: what a peer's range or own.db gives, before any of it is stored.
import type { Entry, Head } from "./entry.ts";
import { type Rules, checkEntry } from "./validate.ts";

export interface Joined {
  entries: Entry[];
  /** Why the entry after them was refused. */
  refused?: { code: string; reason: string };
}

/**
 * @param frozen the sequence from which on nothing is taken because of a fork, if there is one
 * @returns the entries before the first refused one
 */
export function judgeFollowing(head: Head, list: Iterable<Uint8Array>, rules: Rules, frozen = Infinity): Joined {
  const entries: Entry[] = [];
  let last = head;
  for (const bytes of list) {
    if (last.sequence + 1 >= frozen) {
      return {
        entries,
        refused: { code: "journal.frozen", reason: `its owner signed two histories from ${frozen} on` },
      };
    }
    const verdict = checkEntry(bytes, rules, last);
    if (!verdict.ok) return { entries, refused: { code: verdict.code, reason: verdict.reason } };
    const { sequence } = verdict.value;
    if (sequence !== last.sequence + 1) {
      return { entries, refused: { code: "entry.gap", reason: `${sequence} does not follow ${last.sequence}` } };
    }
    last = verdict.value;
    entries.push(verdict.value);
  }
  return { entries };
}
