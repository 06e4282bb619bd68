// Decides whether the words about an order's file may be kept (what the chain names, of a listing that sells a file, no larger than that), and how long its copy and the file itself are.
import { maxSealedBytes } from "../../protocol/goods.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import type { Listing } from "../../protocol/listing.ts";
import type { Goods } from "../../protocol/message.ts";
import { type Verdict, accept, refuse } from "../../protocol/verdict.ts";
import type { OrderRow } from "./order.ts";
import type { StoredMessage } from "./ports/own.ts";

/**
 * Rules G-2 (the edition that was bought sells a file), G-3 (`ship` named these words), G-4 (not larger than was sold).
 * `goods.not-shipped` and `goods.listing-unknown` are worth trying again: chain or journal may simply be behind.
 */
export function judgeGoods(
  { words, digest }: { words: Goods; digest: Hex32 },
  order: Pick<OrderRow, "tracking">,
  listing: Pick<Listing, "file"> | undefined,
): Verdict<Goods> {
  if (!listing) return refuse("goods.listing-unknown", "the listing that was bought is not known here yet");
  if (!listing.file) return refuse("goods.not-digital", "the listing that was bought sells no file");
  if (order.tracking !== digest) return refuse("goods.not-shipped", "the order was not shipped with these words");
  const most = maxSealedBytes(listing.file.bytes);
  if (words.bytes > most) {
    return refuse("goods.too-large", `${words.bytes} bytes for a file that can have ${most} at most`);
  }
  return accept(words);
}

/**
 * Whether an order may need the file itself: until its copy is made, and for as long as somebody could come back to it.
 * @param now chain time
 */
export const isFileDue = ({ closedAt }: Pick<OrderRow, "closedAt">, now: number): boolean =>
  closedAt === null || now - closedAt <= KEEP_SECONDS;

/** A file that nothing needs is kept for so long: a listing may be put up again, and its last offers are payable for two weeks. */
export const UNNEEDED_MS = 90 * 86_400_000;

/** A buyer may have been away until long after the seller was paid. */
const KEEP_SECONDS = 90 * 86_400;

/**
 * Whether the copy that was encrypted for an order has served: the order is closed for good, and its buyer was told where
 * the copy is, or got the money back and is not told any more.
 * @param now chain time
 */
export function isCopyOver(
  { status, closedAt }: Pick<OrderRow, "status" | "closedAt">,
  letter: Pick<StoredMessage, "state">,
  now: number,
): boolean {
  if (closedAt === null || now - closedAt <= KEEP_SECONDS) return false;
  return letter.state === "delivered" || status === "refunded";
}
