// Takes in the text of a review that was fetched by the digest the chain names, without the buyer's journal.
import type { Hex32 } from "../../protocol/ids.ts";
import { type Verdict, refuse } from "../../protocol/verdict.ts";
import type { ReadModelRows } from "../core/ports/read-model.ts";
import { type ReviewBlock, judgeReviewText } from "../core/review.ts";
import { deriveReview } from "./derive.ts";

export function ingestReviewText(rows: ReadModelRows, id: Hex32, block: Uint8Array): Verdict<ReviewBlock> {
  const order = rows.order(id);
  if (!order) return refuse("review.order", `order ${id} is not known here`);
  const verdict = judgeReviewText(block, order);
  if (!verdict.ok) return verdict;
  rows.putReviewBlock(verdict.value);
  deriveReview(rows, order);
  rows.refreshStanding(order.order.offer.seller);
  return verdict;
}
