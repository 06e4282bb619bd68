// The texts of reviews: fetched from any peer by the digest on chain, kept for others, and brought to those who should have them.
import type { SoukEvent } from "../../../protocol/events.ts";
import { type Address, type Hex32, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { MAX_REVIEW_BYTES } from "../../../protocol/review.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { NamedBlocks } from "../../core/ports/network.ts";
import type { OrderReader, ReviewReader } from "../../core/ports/readers.ts";

const TICK_MS = 1_000;
const ASK_MS = 15_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;
/** Of one question to peers. */
const AT_ONCE = 128;
/** Then whoever was not reached has to fetch it from others. */
const MAX_OFFERS = 40;
const COUNT_FOR_MS = 10_000;
const COUNT_MS = 3_000;
const MAX_COUNTS = 1_000;
const MAX_PEERS = 32;

/** When to try again, ever later. */
interface Pause {
  at: number;
  pause: number;
  tries: number;
}

export interface ReviewTexts {
  hear(event: SoukEvent): void;
  /** Connected peers that hold the text, as last counted; counts again when that is a while ago. */
  heldBy(order: Hex32): number | null;
  start(): void;
  stop(): Promise<void>;
}

export interface ReviewTextsDeps {
  self: Address;
  reviews: Pick<ReviewReader, "missing" | "text" | "by">;
  orders: Pick<OrderReader, "get">;
  blocks: NamedBlocks;
  /** Resolves when the read model has judged the text. */
  ingest: (order: Hex32, block: Uint8Array) => Promise<void>;
  emit: (event: SoukEvent) => void;
  logger: Logger;
}

export function createReviewTexts({
  self,
  reviews,
  orders,
  blocks,
  ingest,
  emit,
  logger,
}: ReviewTextsDeps): ReviewTexts {
  const stopping = new AbortController();
  /** By digest, of texts that nobody had. */
  const sought = new Map<Hex32, Pause>();
  /** What a digest led to that is no review of its order: it will be nothing else tomorrow. */
  const unusable = new Set<Hex32>();
  /** Own reviews, and whose nodes are to have them. */
  const offers = new Map<Hex32, { digest: Hex32; left: Set<Address> } & Pause>();
  const counts = new Map<Hex32, { peers: number | null; at: number }>();
  let known = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const within = (ms: number): AbortSignal => AbortSignal.any([stopping.signal, AbortSignal.timeout(ms)]);

  function later<P extends Pause>(one: P): P {
    const pause = Math.min(LONGEST_PAUSE_MS, one.pause * 2);
    return { ...one, at: performance.now() + one.pause, pause, tries: one.tries + 1 };
  }
  const now = (): Pause => ({ at: 0, pause: FIRST_PAUSE_MS, tries: 0 });

  async function seek(): Promise<void> {
    const peers = blocks.peers();
    if (peers.some((id) => !known.has(id))) sought.clear(); // somebody new may have what the others had not
    known = new Set(peers);
    const due = reviews
      .missing()
      .filter(({ digest }) => !unusable.has(digest) && (sought.get(digest)?.at ?? 0) <= performance.now())
      .slice(0, AT_ONCE);
    if (due.length === 0) return;
    const here = new Map(due.map(({ digest }) => [digest, blocks.find(digest)]));
    const away = due.map(({ digest }) => digest).filter((digest) => !here.get(digest));
    const found = away.length > 0 ? await blocks.ask(away, MAX_REVIEW_BYTES, within(ASK_MS)) : new Map();
    for (const { order, digest } of due) {
      const block = here.get(digest) ?? found.get(digest);
      if (!block) {
        sought.set(digest, later(sought.get(digest) ?? now()));
        continue;
      }
      sought.delete(digest);
      await ingest(order, block);
      if (!reviews.text(order)) unusable.add(digest);
    }
  }

  /** An own review goes to the parties of its order, who may not be connected now, and to all who are. */
  function bring(order: Hex32, digest: Hex32): void {
    const row = orders.get(order);
    if (!row || offers.has(order)) return;
    const { seller, arbitrator, fallbackArbitrator } = row.order.offer;
    const left = [seller, arbitrator, fallbackArbitrator].filter((who) => who !== ZERO_ADDRESS && who !== self);
    offers.set(order, { digest, left: new Set(left), ...now() });
    for (const peer of blocks.peers().slice(0, MAX_PEERS))
      void blocks.offer(peer, digest, within(COUNT_MS)).catch(() => {});
  }

  async function offer(): Promise<void> {
    const due = [...offers].filter(([, { at }]) => at <= performance.now()).slice(0, AT_ONCE);
    await Promise.all(
      due.map(async ([order, one]) => {
        const { digest, left } = one;
        await Promise.all(
          [...left].map(async (owner) => {
            const has = await blocks.offer(owner, digest, within(COUNT_MS)).catch(() => false);
            if (has) left.delete(owner);
          }),
        );
        if (left.size === 0 || one.tries >= MAX_OFFERS) offers.delete(order);
        else offers.set(order, later(one));
        count(order, digest);
      }),
    );
  }

  function count(order: Hex32, digest: Hex32): void {
    const before = counts.get(order)?.peers ?? null;
    counts.delete(order); // newest last
    counts.set(order, { peers: before, at: performance.now() });
    if (counts.size > MAX_COUNTS) counts.delete(counts.keys().next().value!);
    blocks.holders(digest, within(COUNT_MS)).then(
      (peers) => {
        if (stopping.signal.aborted) return;
        counts.set(order, { peers, at: performance.now() });
        if (peers !== before) emit({ type: "review.held", order, peers });
      },
      (error: unknown) => logger.debug({ err: error, order }, "who holds a review was not counted"),
    );
  }

  function run(): void {
    running ??= Promise.all([seek(), offer()])
      .then(() => {})
      .catch((error: unknown) => logger.error({ err: error }, "texts of reviews could not be looked after"))
      .finally(() => (running = undefined));
  }

  /** A text that counts is kept as a block of its own, whoever's journal brought it: so peers get it by its digest. */
  function keep(order: Hex32): void {
    const text = reviews.text(order);
    if (!text) return;
    blocks.hold(text.block).then(
      () => {
        if (text.buyer === self) bring(order, text.digest);
      },
      (error: unknown) => logger.warn({ err: error, order }, "a review could not be kept"),
    );
  }

  return {
    hear(event) {
      if (event.type === "review.changed") keep(event.order);
    },
    heldBy(order) {
      const counted = counts.get(order);
      const digest = reviews.text(order)?.digest;
      if (digest && performance.now() - (counted?.at ?? -Infinity) > COUNT_FOR_MS) count(order, digest);
      return counted?.peers ?? null;
    },
    start() {
      blocks.onOffer((digests) => {
        // Whoever offers what the chain has not named gets nothing stored; whoever offers what is sought is asked with the others.
        for (const digest of digests) sought.delete(digest);
        run();
      });
      for (const order of reviews.by(self)) keep(order);
      timer = setInterval(run, TICK_MS);
      run();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
