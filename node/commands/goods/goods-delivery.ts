// Delivers files that were bought, without a click: encrypts one per order, writes to the buyer where it is, and marks the order shipped.
import { sha256 } from "@noble/hashes/sha2.js";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { type DigitalFile, maxSealedBytes } from "../../../protocol/goods.ts";
import { type Address, type Cid, type Hex32, fromHex, toHex } from "../../../protocol/ids.ts";
import type { Goods } from "../../../protocol/message.ts";
import { deadlineOf } from "../../../protocol/order.ts";
import { SoukError } from "../../core/errors.ts";
import type { OrderRow } from "../../core/order.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Media } from "../../core/ports/network.ts";
import type { Arrival, Mailbox, Operations, Vault } from "../../core/ports/own.ts";
import type { ListingReader, OrderReader } from "../../core/ports/readers.ts";
import type { OperationRunner } from "../operations.ts";
import type { Correspondence } from "../orders/correspondence.ts";

const TICK_MS = 1_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;
/** Transactions of one order that may fail before a person has to look. */
const MAX_TRIES = 5;
const PAGE = 100;

export interface GoodsDelivery {
  /** An order has changed: it may be one to deliver. */
  consider(order: Hex32): void;
  /** Why a file has not been delivered yet. */
  problemOf(order: Hex32): Arrival["problem"];
  start(): void;
  stop(): Promise<void>;
}

export interface GoodsDeliveryDeps {
  self: Address;
  vault: Vault;
  media: Pick<Media, "addFile">;
  listings: Pick<ListingReader, "edition">;
  orders: Pick<OrderReader, "get" | "list">;
  mailbox: Mailbox;
  correspondence: Pick<Correspondence, "write">;
  operations: Pick<OperationRunner, "run">;
  stored: Pick<Operations, "get">;
  /** Number of the newest block that was ingested. */
  head: () => number;
  /** Blocks that have to lie on a payment before the file goes, which nothing brings back. */
  depth: number;
  /** Chain time, unix seconds. */
  now: () => number;
  logger: Logger;
}

/** One name per order and try, so that what a crash interrupted is found again and never begun twice. */
export const deliveryId = (order: Hex32, attempt: number): string => {
  const hash = toHex(sha256(fromHex(order))).slice(2, 34);
  return `goods-${hash}-${attempt}`;
};

export function createGoodsDelivery(deps: GoodsDeliveryDeps): GoodsDelivery {
  const { self, vault, media, listings, orders, mailbox, correspondence, operations, stored, logger } = deps;
  const stopping = new AbortController();
  const due = new Map<Hex32, { at: number; pause: number; problem: Arrival["problem"] }>();
  /** Encrypted, but not yet written about: the buyer's key may be unknown for a while. */
  const sealed = new Map<Hex32, Goods>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const isDue = ({ order, status }: OrderRow): boolean =>
    status === "funded" && order.offer.seller === self && !!listings.edition(order.offer)?.file;

  function consider(order: Hex32, row = orders.get(order)): void {
    if (row && isDue(row)) due.set(order, { at: 0, pause: FIRST_PAUSE_MS, problem: null });
    else due.delete(order);
  }

  /** A fresh key for each order: whoever leaks one gives away their own copy, and nobody else's. */
  async function seal(order: Hex32, file: DigitalFile): Promise<Goods> {
    const known = sealed.get(order);
    if (known) return known;
    const plain = await vault.open(file.digest);
    const key = await generateX25519Identity();
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(key));
    const { cid, bytes } = await media.addFile(await encrypter.encrypt(plain), {
      maxBytes: maxSealedBytes(file.bytes),
      signal: stopping.signal,
    });
    const { salt } = vault.find(file.digest)!;
    const words = { cid: cid as Cid, key, salt, bytes };
    sealed.set(order, words);
    return words;
  }

  /** What was written to the buyer, by this run of the node or an earlier one. */
  async function digestOf(order: Hex32, buyer: Address, file: DigitalFile): Promise<Hex32> {
    const written = mailbox.of(order).find(({ kind, author }) => kind === "goods" && author === self);
    if (written) return written.digest!;
    // It waits in the mailbox until the chain names it.
    const message = await correspondence.write("goods", order, buyer, await seal(order, file));
    sealed.delete(order);
    return message.digest!;
  }

  async function deliver(row: OrderRow): Promise<void> {
    const { id, order } = row;
    // The escrow ships nothing any more; the buyer can take the money back.
    if (deps.now() > deadlineOf(row)!) return;
    const file = listings.edition(order.offer)!.file!;
    const tracking = await digestOf(id, order.buyer, file);
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const before = stored.get(deliveryId(id, attempt));
      if (before && before.status !== "failed") return;
      if (before) continue;
      const call = { call: "ship", order, tracking } as const;
      await operations.run({ id: deliveryId(id, attempt), kind: "ship", subject: id, call });
      return;
    }
    const last = stored.get(deliveryId(id, MAX_TRIES))?.problem;
    throw new SoukError(last?.code ?? "internal", last?.message ?? "it could not be marked shipped");
  }

  async function round(): Promise<void> {
    for (const [id, one] of due) {
      if (stopping.signal.aborted) return;
      const row = orders.get(id);
      if (!row || !isDue(row)) due.delete(id);
      else if (one.at <= performance.now() && deps.head() - row.openedBlock >= deps.depth) {
        try {
          await deliver(row);
          due.set(id, { ...one, problem: null });
        } catch (error) {
          if (stopping.signal.aborted) return;
          const known = error instanceof SoukError;
          // Whoever said no at the signer is not asked again at once.
          if (known && error.code === "signer.refused") one.pause = LONGEST_PAUSE_MS;
          const pause = Math.min(one.pause * 2, LONGEST_PAUSE_MS);
          const code = known ? error.code : "internal";
          const message = known ? error.message : "the node's log has more about it";
          due.set(id, { at: performance.now() + one.pause, pause, problem: { code, message } });
          logger.warn({ err: error, order: id, retryMs: one.pause }, "a file could not be delivered yet");
        }
      }
    }
  }

  function run(): void {
    running ??= round()
      .catch((error: unknown) => logger.error({ err: error }, "files could not be delivered"))
      .finally(() => (running = undefined));
  }

  return {
    consider(order) {
      consider(order);
      if (timer && due.has(order)) run();
    },
    problemOf: (order) => due.get(order)?.problem ?? null,
    start() {
      let cursor: string | undefined;
      do {
        const page = orders.list(self, { role: "seller", open: true, limit: PAGE, cursor });
        for (const row of page.items) consider(row.id, row);
        cursor = page.next ?? undefined;
      } while (cursor);
      timer = setInterval(run, TICK_MS);
      run();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      stopping.abort();
      await running;
    },
  };
}
