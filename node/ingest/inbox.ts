// The one write path: a serial inbox. Inputs become rows in transactions of the read model; what comes too early is parked, not dropped.
import type { Address, Hex32 } from "../../protocol/ids.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { ChainInput } from "../core/ports/chain.ts";
import type { JournalEntry } from "../core/ports/journals.ts";
import type { ReadModel, ReadModelRows } from "../core/ports/read-model.ts";
import { ingestChain } from "./chain-blocks.ts";
import type { JournalIngest } from "./journal-entries.ts";
import type { Rejection } from "./journal-records.ts";
import type { JudgedRecord } from "./judge-records.ts";
import type { Judges } from "./judges.ts";
import { type EntryInput, type Lane, type StateInput, type Waiting, createLane, partsOf } from "./lane.ts";
import { ingestReviewText } from "./review-text.ts";

/** A review's text, fetched by the digest that the chain names. */
type ReviewInput = { kind: "review"; order: Hex32; block: Uint8Array };
export type Input = EntryInput | StateInput | ReviewInput | ChainInput;

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
const SLICE_MS = 5;
/** How long inputs go into one transaction: its text index and its commit take about as long again. */
const FILL_MS = 3;

export function createInbox({
  readModel,
  journalIngest,
  firstBlock,
  logger,
  self,
  judges,
  fillMs = FILL_MS,
}: {
  readModel: ReadModel;
  /** Where the escrow's history begins. */
  firstBlock: number;
  journalIngest: JournalIngest;
  logger: Logger;
  /** Whose journal waits for nobody else's. */
  self?: Address;
  /** Left out, records are judged here. */
  judges?: Judges;
  /** More where nobody waits for the event loop: larger transactions cost less per record. */
  fillMs?: number;
}): Inbox {
  const listeners = new Set<(progress: Progress) => void>();
  /** Inputs by what they wait for: `owner/sequence` of the entry before, or the hash of the block before. */
  const parked = new Map<string, Input>();
  /** Rows do not depend on what comes first, so chain and own writes need not wait for a long journal. */
  const chain: Waiting<ChainInput | ReviewInput>[] = [];
  const own = createLane(judges, true);
  const others = createLane(judges, false);
  let running: Promise<void> | undefined;
  let wake: (() => void) | undefined;
  let sliceBegan = 0;
  /** After a failure so many entries go in one by one, so that only the one at fault is left out. */
  let alone = 0;

  async function run(): Promise<void> {
    for (;;) {
      takeChain();
      const lane = [own, others].find((one) => one.first() && !one.ready());
      const next = lane?.first();
      if (!lane || !next) {
        if (!own.first() && !others.first()) break;
        await moved();
      } else if (next.input.kind === "entry") takeEntries(lane);
      else {
        lane.drop(1);
        await takeState(next as Waiting<StateInput>);
      }
      await readModel.room();
      await breathe();
    }
    running = undefined;
  }

  /** Until something came in, or came back from the judges. */
  async function moved(): Promise<void> {
    const pushed = new Promise<void>((resolve) => (wake = resolve));
    await Promise.race([pushed, own.ready(), others.ready()].filter((one) => one !== undefined));
    sliceBegan = performance.now();
  }

  async function breathe(): Promise<void> {
    if (performance.now() - sliceBegan < SLICE_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    sliceBegan = performance.now();
  }

  function takeChain(): void {
    for (let waiting = chain.shift(); waiting; waiting = chain.shift()) {
      try {
        if (waiting.input.kind === "review") takeReview(waiting.input);
        else for (let next: ChainInput | undefined = waiting.input; next; next = takeBlocks(next));
        waiting.resolve();
      } catch (error) {
        fail(waiting, error);
      }
    }
  }

  function takeReview({ order, block }: ReviewInput): void {
    const verdict = readModel.transaction((rows) => ingestReviewText(rows, order, block));
    if (!verdict.ok) logger.warn({ order, code: verdict.code, reason: verdict.reason }, "left a review's text out");
  }

  /** @returns what was parked for them */
  function takeBlocks(input: ChainInput): ChainInput | undefined {
    const { verdict, head } = readModel.transaction((rows) => ({
      verdict: ingestChain(rows, input, firstBlock),
      head: rows.head(),
    }));
    if (verdict === "defer" && input.kind === "blocks") park(input.parentHash, input);
    if (verdict !== "accept" || !head) return undefined;
    tell({ kind: "chain", block: head.number, timestamp: head.timestamp });
    return unpark(head.hash) as ChainInput | undefined;
  }

  /** Entries share a transaction, as many as a slice has time for. */
  function takeEntries(lane: Lane): void {
    const batch: Waiting<EntryInput>[] = [];
    const taken = new Map<Waiting<EntryInput>, Rejection[]>();
    try {
      readModel.transaction((rows) => {
        const began = performance.now();
        for (const waiting of lane.entries()) {
          if (performance.now() - began > fillMs || (alone > 0 && batch.length > 0)) break;
          batch.push(waiting);
          const rejections = takeEntry(rows, waiting.input, lane.judged(waiting));
          if (rejections) taken.set(waiting, rejections);
        }
      });
    } catch (error) {
      if (batch.length > 1) alone = batch.length;
      else {
        alone = Math.max(0, alone - 1);
        const next = lane.first()!;
        lane.drop(1);
        fail(next, error);
      }
      return;
    }
    alone = Math.max(0, alone - 1);
    lane.drop(batch.length);
    for (const waiting of batch) {
      taken.get(waiting)?.forEach(warn);
      if (taken.has(waiting)) reached(waiting, waiting.input.entry);
      else waiting.resolve();
    }
  }

  /** What was parked for it comes next. */
  function reached(waiting: Waiting<Input>, { owner, sequence }: Pick<JournalEntry, "owner" | "sequence">): void {
    tell({ kind: "entry", owner, sequence });
    const next = unpark(`${owner}/${sequence}`) as EntryInput | undefined;
    if (next) laneOf(owner).unshift({ ...waiting, input: next });
    else waiting.resolve();
  }

  /** @returns undefined when nothing changed */
  function takeEntry(
    rows: ReadModelRows,
    input: EntryInput,
    judged: readonly JudgedRecord[] | undefined,
  ): Rejection[] | undefined {
    const { owner, sequence, records } = input.entry;
    const known = rows.journalSequence(owner);
    if (sequence === known + 1) {
      const said = () =>
        journalIngest.judge(
          owner,
          records.map((record) => ({ sequence, record })),
        );
      return journalIngest.entry(rows, input.entry, judged ?? said());
    }
    if (sequence > known) park(`${owner}/${sequence - 1}`, input);
    return undefined;
  }

  async function takeState(waiting: Waiting<StateInput>): Promise<void> {
    const { state } = journalIngest;
    const { owner } = waiting.input;
    try {
      const held = readModel.transaction((rows) => state.begin(rows, owner));
      for await (const { records, judged } of partsOf(waiting.input, judges)) {
        const left = records.entries();
        await inSlices((rows) => {
          const { value, done } = left.next();
          if (done) return false;
          const [index, record] = value;
          const [one] = judged ? [judged[index]!] : journalIngest.judge(owner, [record]);
          const rejection = state.take(rows, owner, held, record.sequence, one!);
          if (rejection) warn(rejection);
          return true;
        });
      }
      await inSlices((rows) => state.removeOne(rows, owner, held));
      readModel.transaction((rows) => state.end(rows, waiting.input, owner));
      reached(waiting, waiting.input);
    } catch (error) {
      fail(waiting, error);
    }
  }

  /** Repeats a step until it says that there is no more; the chain and others get their turn in between. */
  async function inSlices(step: (rows: ReadModelRows) => boolean): Promise<void> {
    const fill = (rows: ReadModelRows): boolean => {
      for (const began = performance.now(); performance.now() - began < fillMs;) if (!step(rows)) return false;
      return true;
    };
    while (readModel.transaction(fill)) await betweenSlices();
    await betweenSlices();
  }

  async function betweenSlices(): Promise<void> {
    await readModel.room();
    await breathe();
    takeChain();
    while (own.first()?.input.kind === "entry" && !own.ready()) takeEntries(own);
  }

  function fail({ input, reject }: Waiting<Input>, error: unknown): void {
    logger.error({ err: error, kind: input.kind }, "an input failed");
    reject(error);
  }

  function park(waitsFor: string, input: Input): void {
    if (parked.size < MAX_PARKED) parked.set(waitsFor, input);
  }

  function unpark(waitedFor: string): Input | undefined {
    const input = parked.get(waitedFor);
    parked.delete(waitedFor);
    return input;
  }

  const laneOf = (owner: Address): Lane => (owner === self ? own : others);

  const warn = (rejection: Rejection): void => logger.warn(rejection, "left a record out");

  function tell(progress: Progress): void {
    for (const listener of listeners) {
      try {
        listener(progress);
      } catch (error) {
        logger.error({ err: error }, "a listener of the inbox failed");
      }
    }
  }

  return {
    push(input) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      if (input.kind === "entry") laneOf(input.entry.owner).push({ input, resolve, reject });
      else if (input.kind === "state") laneOf(input.owner).push({ input, resolve, reject });
      else chain.push({ input, resolve, reject });
      wake?.();
      running ??= Promise.resolve().then(run);
      return promise;
    },
    onProgress(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    idle: () => running ?? Promise.resolve(),
  };
}
