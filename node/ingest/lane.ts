// A queue of the inbox: what came of journals, in order, the first of it judged ahead by threads while others are written.
import type { Address } from "../../protocol/ids.ts";
import type { JournalEntry, JournalState, StateRecord } from "../core/ports/journals.ts";
import type { JudgedRecord } from "./judge-records.ts";
import type { Judges } from "./judges.ts";

export type EntryInput = { kind: "entry"; entry: JournalEntry };
/** Replaces everything that is held of a journal. */
export type StateInput = { kind: "state"; owner: Address } & JournalState;

export interface Waiting<I> {
  input: I;
  resolve(): void;
  reject(error: unknown): void;
}

type OfJournal = Waiting<EntryInput | StateInput>;

export interface Lane {
  push(waiting: OfJournal): void;
  /** In front of all others. */
  unshift(waiting: OfJournal): void;
  first(): OfJournal | undefined;
  /** The entries in front of the first state, up to the first that is with the judges. */
  entries(): Generator<Waiting<EntryInput>>;
  /** What a thread has made of it; undefined where the caller has to judge. */
  judged(waiting: Waiting<EntryInput>): readonly JudgedRecord[] | undefined;
  /** Takes out the first ones. */
  drop(count: number): void;
  /** Resolves when the first one can be taken; at once if it can be now. */
  ready(): Promise<void> | undefined;
}

/** Jobs that are with the judges at once: enough to keep them busy, and few enough to hold in memory. */
const MOST_AHEAD = 8;
/** Judged at once by the caller, where they must not wait for the threads. */
const FEW_RECORDS = 4;

/**
 * @param judges left out, everything is judged by the caller
 * @param isOwn what the node's user does, a record or two at a time, does not wait behind what is with the judges
 */
export function createLane(judges: Judges | undefined, isOwn: boolean): Lane {
  const queue: OfJournal[] = [];
  const asked = new Map<OfJournal, { answer: Promise<void>; judged?: JudgedRecord[]; isHere: boolean }>();

  function ask(waiting: Waiting<EntryInput>): void {
    const { owner, sequence, records } = waiting.input.entry;
    const job: { answer: Promise<void>; judged?: JudgedRecord[]; isHere: boolean } = {
      isHere: false,
      answer: judgedBy(
        judges!,
        owner,
        records.map((record) => ({ sequence, record })),
      ).then((judged) => {
        if (judged) job.judged = judged;
        job.isHere = true;
      }),
    };
    asked.set(waiting, job);
  }

  function askAhead(): void {
    if (!judges) return;
    for (const waiting of queue.slice(0, MOST_AHEAD)) {
      if (!isEntry(waiting)) break;
      const isSmall = (isOwn || queue.length === 1) && waiting.input.entry.records.length <= FEW_RECORDS;
      if (!asked.has(waiting) && !isSmall) ask(waiting);
    }
  }

  const isWithJudges = (waiting: OfJournal) => asked.get(waiting)?.isHere === false;

  return {
    push(waiting) {
      queue.push(waiting);
      if (queue.length <= MOST_AHEAD) askAhead();
    },
    unshift: (waiting) => void queue.unshift(waiting),
    first: () => queue[0],
    *entries() {
      for (const waiting of queue) {
        if (!isEntry(waiting) || isWithJudges(waiting)) return;
        yield waiting;
      }
    },
    judged: (waiting) => asked.get(waiting)?.judged,
    drop(count) {
      for (const waiting of queue.splice(0, count)) asked.delete(waiting);
      askAhead();
    },
    ready: () => (queue[0] && isWithJudges(queue[0]) ? asked.get(queue[0])!.answer : undefined),
  };
}

export interface Part {
  records: readonly StateRecord[];
  judged: readonly JudgedRecord[] | undefined;
}

/** The parts of a state, the next ones judged while one is written. What was read before a fault comes before it. */
export async function* partsOf({ owner, records }: StateInput, judges: Judges | undefined): AsyncGenerator<Part> {
  const ahead: Promise<Part>[] = [];
  let fault: { error: unknown } | undefined;
  try {
    for await (const list of records) {
      const judged = judges ? judgedBy(judges, owner, list) : Promise.resolve(undefined);
      ahead.push(judged.then((all) => ({ records: list, judged: all })));
      if (!judges || ahead.length === MOST_AHEAD) yield ahead.shift()!;
    }
  } catch (error) {
    fault = { error };
  }
  yield* ahead;
  if (fault) throw fault.error;
}

/** @returns undefined when the thread ended: the caller judges then */
const judgedBy = (judges: Judges, owner: Address, records: readonly StateRecord[]) =>
  judges.judge(owner, records).catch(() => undefined);

const isEntry = (waiting: OfJournal): waiting is Waiting<EntryInput> => waiting.input.kind === "entry";
