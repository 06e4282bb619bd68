// Fetches the files this account bought, and lets nobody have one before it is known to be the file that the listing described.
import { ReadableStream as Stream } from "node:stream/web";
import { Decrypter } from "age-encryption";
import { type DigitalFile, fileDigest } from "../../../protocol/goods.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import type { Goods } from "../../../protocol/message.ts";
import { SoukError } from "../../core/errors.ts";
import { judgeGoods } from "../../core/goods.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Media } from "../../core/ports/network.ts";
import type { Arrival, Arrivals, Mailbox } from "../../core/ports/own.ts";
import type { ListingReader, OrderReader } from "../../core/ports/readers.ts";
import type { Correspondence } from "../orders/correspondence.ts";

const TICK_MS = 2_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
const AT_ONCE = 4;
/** What is here by then stays; the next try goes on from there. */
const FETCH_MS = 10 * 60_000;
const PROGRESS_MS = 1_000;

export interface GoodsArrival {
  /** Something may be there to fetch. */
  wake(): void;
  of(order: Hex32): (Arrival & { bytes: number; totalBytes: number | null }) | undefined;
  /** @throws SoukError `order.unknown`, `file.not-ready`, `file.wrong` */
  open(order: Hex32, signal: AbortSignal): Promise<{ file: DigitalFile; stream: ReadableStream<Uint8Array> }>;
  start(): void;
  stop(): Promise<void>;
}

export interface GoodsArrivalDeps {
  self: Address;
  arrivals: Arrivals;
  media: Pick<Media, "fetch" | "open">;
  listings: Pick<ListingReader, "edition">;
  orders: Pick<OrderReader, "get">;
  mailbox: Pick<Mailbox, "of">;
  read: Correspondence["read"];
  onChange: (order: Hex32, state: Arrival["state"]) => void;
  logger: Logger;
}

interface Attempt {
  at: number;
  pause: number;
  bytes: number;
  totalBytes: number;
  problem: Arrival["problem"];
}

export function createGoodsArrival(deps: GoodsArrivalDeps): GoodsArrival {
  const { self, arrivals, media, listings, orders, mailbox, logger } = deps;
  const stopping = new AbortController();
  const attempts = new Map<Hex32, Attempt>();
  const running = new Map<Hex32, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  /** The words that the chain names, whatever else was written, and the file that they have to lead to. */
  async function parcelOf(order: Hex32): Promise<{ words: Goods; file: DigitalFile } | undefined> {
    const row = orders.get(order);
    if (!row || row.order.buyer !== self) return undefined;
    const listing = listings.edition(row.order.offer);
    for (const message of mailbox.of(order)) {
      const read = message.state === "received" ? await deps.read(message, "goods") : null;
      const verdict = read && judgeGoods(read, row, listing);
      if (verdict?.ok) return { words: verdict.value, file: listing!.file! };
    }
    return undefined;
  }

  async function decrypt({ cid, key }: Goods, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const decrypter = new Decrypter();
    decrypter.addIdentity(key);
    return decrypter.decrypt(Stream.from(media.open(cid, signal)) as ReadableStream<Uint8Array>);
  }

  /** @throws SoukError `file.wrong`; any other that is retryable says that bytes are missing */
  async function verify(words: Goods, file: DigitalFile, signal: AbortSignal): Promise<void> {
    const hash = fileDigest(words.salt);
    let bytes = 0;
    try {
      for await (const part of await decrypt(words, signal)) {
        bytes += part.length;
        if (bytes > file.bytes) throw wrong("it has more bytes than the listing says");
        hash.update(part);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SoukError) throw error;
      throw wrong("the key that came with it does not open it", error);
    }
    if (bytes !== file.bytes || hash.digest() !== file.digest) throw wrong("its digest is not the one in the listing");
  }

  async function fetch(order: Hex32, attempt: Attempt): Promise<void> {
    const parcel = await parcelOf(order);
    if (!parcel) return; // the chain went back: it may name the words again
    const { words, file } = parcel;
    attempt.totalBytes = words.bytes;
    let told = performance.now();
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(FETCH_MS)]);
    const onProgress = ({ bytes }: { bytes: number }) => {
      attempt.bytes = Math.min(bytes, words.bytes);
      if (performance.now() - told < PROGRESS_MS) return;
      told = performance.now();
      deps.onChange(order, "due");
    };
    await media.fetch(words.cid, { maxBytes: words.bytes, signal, onProgress });
    await verify(words, file, signal);
    settle(order, "ready", null);
  }

  function settle(order: Hex32, state: "ready" | "failed", problem: Arrival["problem"]): void {
    arrivals.settle(order, state, problem);
    deps.onChange(order, state);
  }

  async function tryOnce(order: Hex32): Promise<void> {
    const before = attempts.get(order);
    const attempt: Attempt = before ?? { at: 0, pause: FIRST_PAUSE_MS, bytes: 0, totalBytes: 0, problem: null };
    attempts.set(order, attempt);
    try {
      await fetch(order, attempt);
      attempt.at = performance.now() + attempt.pause;
    } catch (error) {
      if (stopping.signal.aborted) return;
      const known = error instanceof SoukError;
      const code = known ? error.code : "internal";
      const problem = { code, message: known ? error.message : "the node's log has more about it" } as const;
      if (known && !error.retryable) return settle(order, "failed", problem);
      attempt.problem = problem;
      attempt.at = performance.now() + attempt.pause;
      attempt.pause = Math.min(attempt.pause * 2, LONGEST_PAUSE_MS);
      logger.debug({ err: error, order }, "a file has not arrived yet");
    }
  }

  function run(): void {
    for (const order of arrivals.due()) {
      if (running.size >= AT_ONCE) return;
      if (running.has(order) || (attempts.get(order)?.at ?? 0) > performance.now()) continue;
      const attempt = tryOnce(order)
        .catch((error: unknown) => logger.error({ err: error, order }, "a file could not be fetched"))
        .finally(() => running.delete(order));
      running.set(order, attempt);
    }
  }

  return {
    wake() {
      if (timer) run();
    },
    of(order) {
      const arrival = arrivals.of(order);
      const { bytes = 0, totalBytes = 0, problem = null } = attempts.get(order) ?? {};
      return arrival && { ...arrival, problem: arrival.problem ?? problem, bytes, totalBytes: totalBytes || null };
    },
    async open(order, signal) {
      const arrival = arrivals.of(order);
      if (arrival?.state === "failed") throw new SoukError("file.wrong", arrival.problem!.message, { subject: order });
      const parcel = arrival?.state === "ready" && (await parcelOf(order));
      if (!parcel) {
        const message = `The file of order ${order} is not here yet: the order says how far it is.`;
        throw new SoukError("file.not-ready", message, { retryable: true, subject: order });
      }
      return { file: parcel.file, stream: await decrypt(parcel.words, signal) };
    },
    start() {
      timer = setInterval(run, TICK_MS);
      run();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      stopping.abort();
      await Promise.all(running.values());
    },
  };
}

const wrong = (why: string, cause?: unknown): SoukError =>
  new SoukError("file.wrong", `What came is not the file that was sold: ${why}. Open a dispute.`, { cause });
