// Decides which review counts for an order: the one whose digest the buyer gave to the escrow, else the buyer's late one.
import { digestOf } from "../../protocol/block.ts";
import { type Address, type Cid, type Hex32, ZERO_HEX32 } from "../../protocol/ids.ts";
import { isClosed } from "../../protocol/order.ts";
import type { Picture } from "../../protocol/picture.ts";
import { type Dimensions, type Review, parseReview } from "../../protocol/review.ts";
import { type Verdict, accept, refuse } from "../../protocol/verdict.ts";
import type { OrderRow } from "./order.ts";

/** A review block from its author's journal. It may name an order nobody has seen yet: it is kept and counts once the order does. */
export interface ReviewBlock {
  review: Review;
  cid: Cid;
  block: Uint8Array;
  sequence: number;
}

/** What the page shows and the rating counts. */
export interface ReviewRow {
  order: Hex32;
  seller: Address;
  buyer: Address;
  /** sha2-256 digest of the listing block that was bought. */
  terms: Hex32;
  rating: number;
  /** Null when the buyer gave no digest. */
  digest: Hex32 | null;
  /** Null while the text has not arrived. */
  text: { cid: Cid; title: string; body: string; dimensions: Dimensions; pictures: Picture[] } | null;
  /** Unix seconds: when the order was reviewed or closed. */
  at: number;
}

/** Rule R-1: only the journal's owner is an author. */
export function judgeReview(block: Uint8Array, owner: Address, sequence: number): Verdict<ReviewBlock> {
  const parsed = parseReview(block);
  if (!parsed.ok) return parsed;
  const { value: review, cid } = parsed.value;
  if (review.author !== owner) return refuse("review.author", `${owner} cannot write for ${review.author}`);
  return accept({ review, cid, block, sequence });
}

/** A text that was fetched by the digest on chain, without its journal: R-1 by the order's buyer, R-3 by the digest. */
export function judgeReviewText(block: Uint8Array, order: OrderRow): Verdict<ReviewBlock> {
  const verdict = judgeReview(block, order.order.buyer, 0);
  if (!verdict.ok) return verdict;
  if (verdict.value.review.order !== order.id) return refuse("review.order", "it is about another order");
  if (digestOf(verdict.value.cid) !== order.review?.digest)
    return refuse("review.digest", "the chain names another text");
  return verdict;
}

/**
 * Rules R-2 (order closed, author is its buyer), R-3 (a digest on chain decides which text counts), R-4 (one per order).
 * @param blocks the review blocks that the order's buyer published for it
 */
export function reviewOf(order: OrderRow, blocks: readonly ReviewBlock[]): ReviewRow | undefined {
  if (!isClosed(order.status)) return undefined;
  const { digest: named, rating: chainRating } = order.review ?? { digest: ZERO_HEX32, rating: 0 };
  const digest = named === ZERO_HEX32 ? null : named; // a rating without a text
  const own = blocks.filter(({ review }) => review.author === order.order.buyer && review.order === order.id);
  const latest = own.toSorted((a, b) => b.sequence - a.sequence)[0];
  const text = digest === null ? latest : own.find(({ cid }) => digestOf(cid) === digest);
  // The rating of a digest is the chain's: a text that says another number is shown, but does not count otherwise.
  const rating = chainRating || text?.review.rating;
  if (!rating) return undefined;
  return {
    order: order.id,
    seller: order.order.offer.seller,
    buyer: order.order.buyer,
    terms: order.order.offer.terms,
    rating,
    digest,
    text: text ? wordsOf(text) : null,
    at: order.review?.at ?? order.closedAt!,
  };
}

function wordsOf({ review, cid }: ReviewBlock): NonNullable<ReviewRow["text"]> {
  const { title, text: body, dimensions, pictures } = review;
  return { cid, title, body, dimensions, pictures };
}
