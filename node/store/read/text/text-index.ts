// Brings search.db up to what read.db has committed: at once, or, while much comes in, in a thread and some milliseconds later.
import { Worker } from "node:worker_threads";
import type { TextThread } from "./text-worker.ts";
import type { Text, TextChanges, TextFile } from "./text-file.ts";

/** So many texts within a second are much: a thread takes over, and keeps what it has for the next time. */
const MANY = 100;
const WINDOW_MS = 1_000;
/** What a thread gets at once. Large transactions leave fewer segments to merge. */
const FULL = 500;
const GATHER_MS = 20;
/** So many texts are memory enough: whoever brings more waits. */
const MOST_BEHIND = 3_000;
/** With so many on their way nobody who searches waits for them. */
const SOON = 200;

/** What a transaction changes; `commit` when it is in read.db. */
export interface TextIndex {
  put(edition: number, text: Text): void;
  drop(edition: number): void;
  putPictures(edition: number, files: string): void;
  dropPictures(edition: number): void;
  commit(): void;
  /** Forgets what was put since the last commit. */
  reset(): void;
  /** Changes whenever search.db does. */
  version(): number;
  /** Whether a picture is among what is not written yet. */
  isComing(cid: string): boolean;
  /** Waits while too much is on its way. */
  room(): Promise<void>;
  /** Waits for what is on its way, if that is little. */
  soon(): Promise<void>;
  /** Waits for all of it, unless it cannot be written. */
  settled(): Promise<void>;
  /** @returns whether all is written */
  close(): boolean;
}

interface Options {
  /** Left out, everything is written here and at once. */
  thread?: TextThread | undefined;
  /** Hears what kept search.db from being written; it is tried again at the next commit. */
  onError(error: unknown): void;
}

export function createTextIndex(file: TextFile, { thread, onError }: Options): TextIndex {
  let pending = nothing();
  /** Committed, and not handed over yet. */
  let gathered = nothing();
  /** What the thread has, in the order in which it writes them: it need not wait for this one between them. */
  const flying: Batch[] = [];
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  let version = 0;
  let window = { began: 0, texts: 0 };
  let moved = Promise.withResolvers<void>();

  const behind = (): number => flying.reduce((sum, { texts }) => sum + texts.size, gathered.texts.size);
  const isThreaded = (): boolean => worker !== undefined;
  const isWritten = (): boolean => isEmpty(gathered) && flying.length === 0;

  function wrote(): void {
    version++;
    moved.resolve();
    moved = Promise.withResolvers();
  }

  function writeHere(): void {
    try {
      file.write(gathered);
      gathered = nothing();
      wrote();
    } catch (error) {
      onError(error);
    }
  }

  function isMuch(texts: number): boolean {
    const now = performance.now();
    if (now - window.began > WINDOW_MS) window = { began: now, texts: 0 };
    return (window.texts += texts) > MANY;
  }

  function start(workerData: TextThread): Worker {
    const started = new Worker(new URL("./text-worker.ts", import.meta.url), { workerData });
    started.unref();
    started.on("message", () => {
      flying.shift();
      if (flying.length === 0) started.unref();
      wrote();
    });
    const end = (error: unknown) => {
      if (worker !== started) return;
      worker = undefined;
      onError(error);
      gathered = [...flying.splice(0), gathered].reduce(merged, nothing());
      writeHere();
    };
    started.on("error", end);
    started.on("exit", () => end(new Error("the thread that writes search.db has ended")));
    return started;
  }

  function handOver(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!worker || isEmpty(gathered)) return;
    const { texts, pictures } = gathered;
    flying.push(gathered);
    gathered = nothing();
    worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ texts, pictures } satisfies TextChanges);
  }

  async function until(isDone: () => boolean): Promise<void> {
    while (isThreaded() && !isDone()) {
      handOver();
      await moved.promise;
    }
  }

  return {
    put: (edition, { title, tags, category, description }) =>
      void pending.texts.set(edition, { title, tags, category, description }),
    drop: (edition) => void pending.texts.set(edition, null),
    putPictures(edition, files) {
      pending.pictures.set(edition, files);
      for (const cid of files.split(" ")) pending.cids.add(cid);
    },
    dropPictures: (edition) => void pending.pictures.set(edition, null),
    commit() {
      if (isEmpty(pending)) return;
      const { size } = pending.texts;
      gathered = merged(gathered, pending);
      pending = nothing();
      if (!worker && thread && isMuch(size)) worker = start(thread);
      if (!worker) writeHere();
      else if (gathered.texts.size >= FULL) handOver();
      else timer ??= setTimeout(handOver, GATHER_MS).unref();
    },
    reset() {
      pending = nothing();
    },
    version: () => version,
    isComing: (cid) => gathered.cids.has(cid) || flying.some(({ cids }) => cids.has(cid)),
    room: () => until(() => behind() < MOST_BEHIND),
    soon: () => (behind() > SOON ? Promise.resolve() : until(() => behind() === 0)),
    settled: () => until(isWritten),
    close() {
      clearTimeout(timer);
      const ending = worker;
      worker = undefined;
      void ending?.terminate();
      return isWritten();
    },
  };
}

interface Batch extends TextChanges {
  /** Of the pictures that come in. */
  cids: Set<string>;
}

const nothing = (): Batch => ({ texts: new Map(), pictures: new Map(), cids: new Set() });
const isEmpty = ({ texts, pictures }: TextChanges): boolean => texts.size === 0 && pictures.size === 0;

/** The later changes count. */
function merged(earlier: Batch, later: Batch): Batch {
  if (isEmpty(earlier)) return later;
  for (const [edition, text] of later.texts) earlier.texts.set(edition, text);
  for (const [edition, files] of later.pictures) earlier.pictures.set(edition, files);
  for (const cid of later.cids) earlier.cids.add(cid);
  return earlier;
}
