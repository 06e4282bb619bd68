// The state at a journal's base, read from the chunks that are here, as the port Journals gives it.
import type { Checkpoint } from "../../../protocol/checkpoint.ts";
import type { JournalState, StateRecord } from "../../core/ports/journals.ts";
import { EMPTY, type Head } from "../journal/entry.ts";
import { leavesOf } from "./file.ts";
import { parseItems } from "./items.ts";

type Find = (digest: Uint8Array) => Uint8Array | undefined;

/** @param checkpoint the one at the base; none when all entries are here */
export function stateAt(base: Head, checkpoint: Pick<Checkpoint, "root"> | undefined, find: Find): JournalState {
  if (base.sequence === 0 || !checkpoint) return { sequence: 0, cid: EMPTY.cid, records: nothing() };
  return { sequence: base.sequence, cid: base.cid, records: recordsOf(checkpoint.root, find) };
}

async function* recordsOf(root: Uint8Array, find: Find): AsyncGenerator<StateRecord[]> {
  for (const chunk of leavesOf(root, find)) {
    const verdict = parseItems(chunk);
    if (!verdict.ok) throw new Error(`a stored checkpoint is damaged: ${verdict.reason}`);
    yield verdict.value.map(({ item: [, sequence, record] }) => ({ sequence, record }));
  }
}

async function* nothing(): AsyncGenerator<never> {}
