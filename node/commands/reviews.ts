// Makes the review that a buyer gives while releasing the money: its digest for the chain, its text for the own journal.
import { cidOf, digestOf } from "../../protocol/block.ts";
import { type Address, type Hex32, ZERO_HEX32 } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import { encodeReview, review } from "../../protocol/review.ts";
import { tidy } from "../../protocol/text.ts";
import type { ReviewDraft } from "../core/ports/commands.ts";
import { exactly } from "./drafts.ts";

export interface WrittenReview {
  digest: Hex32;
  /** 0 for none. */
  rating: number;
  records: JournalRecord[] | null;
}

/** @throws SoukError `input.invalid` */
export function writeReview(order: Hex32, author: Address, draft: ReviewDraft | null): WrittenReview {
  if (!draft) return { digest: ZERO_HEX32, rating: 0, records: null };
  const { rating, title, text } = draft;
  const value = exactly(review, { v: 1, kind: "review", order, author, rating, title: tidy(title), text: tidy(text) });
  const block = encodeReview(value);
  return { digest: digestOf(cidOf(block)), rating, records: [{ kind: "review", block }] };
}
