// Makes the file of a state: from the entries that are here, or again from chunks that somebody else has made, to judge them.
import * as dagCbor from "@ipld/dag-cbor";
import type { LogEntry } from "@orbitdb/core";
import { type Checkpoint, keyOf } from "../../../protocol/checkpoint.ts";
import type { JournalPayload } from "../../../protocol/journal.ts";
import { type Verdict, accept, refuse } from "../../../protocol/verdict.ts";
import type { Entries } from "../journal/entries.ts";
import { createChunker } from "./chunks.ts";
import { createFileWriter, leavesOf } from "./file.ts";
import { parseItems } from "./items.ts";
import { createSlices } from "./slices.ts";
import { type StateRules, createState } from "./state.ts";

export type Built = Pick<Checkpoint, "root" | "items" | "bytes">;

type Put = (digest: Uint8Array, bytes: Uint8Array) => void;
type Find = (digest: Uint8Array) => Uint8Array | undefined;

const PAGE_BYTES = 256 * 1024;

export const isSame = (a: Built, b: Built): boolean =>
  a.items === b.items && a.bytes === b.bytes && Buffer.compare(a.root, b.root) === 0;

function createBuild(put: Put) {
  const file = createFileWriter(put);
  const chunks = createChunker(file.addLeaf);
  let items = 0;
  return {
    add(key: string, bytes: Uint8Array): void {
      items++;
      chunks.add(key, bytes);
    },
    end(): Built {
      chunks.end();
      return { ...file.end(), items };
    },
  };
}

/**
 * The state at `until`, from an earlier checkpoint that is here, if there is one, and the entries after it.
 * @param put stores each block of the file
 */
export async function buildState(
  rules: StateRules,
  entries: Pick<Entries, "page">,
  earlier: Pick<Checkpoint, "root" | "sequence"> | undefined,
  until: number,
  find: Find,
  put: Put,
  signal: AbortSignal,
): Promise<Built> {
  const state = createState(rules);
  const nextSlice = createSlices(signal);
  try {
    for (const chunk of earlier ? leavesOf(earlier.root, find) : []) {
      const verdict = parseItems(chunk);
      if (!verdict.ok) throw new Error(`a stored checkpoint is damaged: ${verdict.reason}`);
      for (const item of verdict.value) state.putItem(item);
      await nextSlice();
    }
    for (let sequence = earlier?.sequence ?? 0; sequence < until;) {
      const page = entries.page(rules.owner, sequence, PAGE_BYTES);
      if (page.length === 0) throw new Error(`the entry after ${sequence} is not here any more`);
      for (const entry of page) {
        ({ sequence } = entry);
        if (sequence > until) break;
        for (const record of (dagCbor.decode<LogEntry>(entry.bytes).payload as JournalPayload).records) {
          state.add(record, sequence);
          await nextSlice();
        }
      }
    }
    const build = createBuild(put);
    for (const { key, bytes } of state.items()) {
      build.add(key, bytes);
      await nextSlice();
    }
    return build.end();
  } finally {
    state.close();
  }
}

/**
 * Judges the chunks of a checkpoint whose signature is right: shape, key and order of every item, and that the file is the one
 * that these items give. Whether a record counts is judged where it is read, as that of an entry is (J-7).
 */
export async function judgeState(
  checkpoint: Checkpoint,
  find: Find,
  put: Put,
  signal: AbortSignal,
): Promise<Verdict<Built>> {
  const build = createBuild(put);
  const nextSlice = createSlices(signal);
  let last = "";
  let items = 0;
  for (const chunk of leavesOf(checkpoint.root, find)) {
    const verdict = parseItems(chunk);
    if (!verdict.ok) return verdict;
    for (const { item, bytes } of verdict.value) {
      const [key, sequence, record] = item;
      if (key <= last) return refuse("checkpoint.order", `${key} does not follow ${last}`);
      if (++items > checkpoint.items) return refuse("checkpoint.items", "it has more items than it says");
      if (sequence > checkpoint.sequence) return refuse("checkpoint.item", `${key} is of a later entry`);
      if (keyOf(record) !== key) return refuse("checkpoint.item", `${key} is not what its record says`);
      last = key;
      build.add(key, bytes);
      await nextSlice();
    }
  }
  const built = build.end();
  return isSame(built, checkpoint) ? accept(built) : refuse("checkpoint.root", "its items give another file");
}
