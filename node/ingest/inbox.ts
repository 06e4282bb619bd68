// The one write path: a serial inbox. Each input is one transaction of the read model; what comes too early is parked, not dropped.
import type { Address } from "../../protocol/ids.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { ChainInput } from "../core/ports/chain.ts";
import type { JournalEntry } from "../core/ports/journals.ts";
import type { ReadModel, ReadModelRows } from "../core/ports/read-model.ts";
import { ingestChain } from "./chain-blocks.ts";
import type { Rejection } from "./journal-entries.ts";

export type Input = { kind: "entry"; entry: JournalEntry } | ChainInput;

/** Where an accepted input has brought the read model. */
export type Progress =
  { kind: "entry"; owner: Address; sequence: number } | { kind: "chain"; block: number; timestamp: number };

export interface Inbox {
  /** Resolves when the input is in the read model, known already, or parked. Rejects only for faults of our own (disk). */
  push(input: Input): Promise<void>;
  /** Called after each commit. @returns unsubscribe */
  onProgress(listener: (progress: Progress) => void): () => void;
  /** Resolves when everything pushed so far is done. */
  idle(): Promise<void>;
}

/** Parked inputs are only a convenience: journals and chain give them again, so a full park forgets. */
const MAX_PARKED = 4_096;
/** How long inputs are handled before the event loop gets a turn: API and peers are served in between. */
const SLICE_MS = 10;

export function createInbox({
  readModel,
  ingestEntry,
  firstBlock,
  logger,
}: {
  readModel: ReadModel;
  /** Where the escrow's history begins. */
  firstBlock: number;
  ingestEntry: (rows: ReadModelRows, entry: JournalEntry) => Rejection[];
  logger: Logger;
}): Inbox {
  const listeners = new Set<(progress: Progress) => void>();
  /** Inputs by what they wait for: `owner/sequence` of the entry before, or the hash of the block before. */
  const parked = new Map<string, Input>();
  let tail: Promise<void> = Promise.resolve();
  let sliceBegan = 0;

  /** @returns the key that parked inputs may wait for, or undefined if nothing changed. */
  function take(input: Input): string | undefined {
    if (input.kind === "entry") return takeEntry(input.entry);
    const { verdict, head } = readModel.transaction((rows) => ({
      verdict: ingestChain(rows, input, firstBlock),
      head: rows.head(),
    }));
    if (verdict === "defer" && input.kind === "blocks") park(input.parentHash, input);
    if (verdict !== "accept" || !head) return undefined;
    tell({ kind: "chain", block: head.number, timestamp: head.timestamp });
    return head.hash;
  }

  function takeEntry(entry: JournalEntry): string | undefined {
    const { owner, sequence } = entry;
    const rejections = readModel.transaction((rows) => {
      const known = rows.journalSequence(owner);
      if (sequence <= known) return "known";
      return sequence === known + 1 ? ingestEntry(rows, entry) : "early";
    });
    if (rejections === "early") park(`${owner}/${sequence - 1}`, { kind: "entry", entry });
    if (typeof rejections === "string") return undefined;
    for (const rejection of rejections) logger.warn(rejection, "left a record out");
    tell({ kind: "entry", owner, sequence });
    return `${owner}/${sequence}`;
  }

  function park(waitsFor: string, input: Input) {
    if (parked.size < MAX_PARKED) parked.set(waitsFor, input);
  }

  function tell(progress: Progress) {
    for (const listener of listeners) listener(progress);
  }

  async function handle(input: Input): Promise<void> {
    for (let next: Input | undefined = input; next;) {
      const reached = take(next);
      next = reached === undefined ? undefined : parked.get(reached);
      if (reached !== undefined) parked.delete(reached);
      if (performance.now() - sliceBegan > SLICE_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        sliceBegan = performance.now();
      }
    }
  }

  return {
    push(input) {
      const done = tail.then(() => handle(input));
      tail = done.catch((error: unknown) => logger.error({ err: error, kind: input.kind }, "an input failed"));
      return done;
    },
    onProgress(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    idle: () => tail,
  };
}
