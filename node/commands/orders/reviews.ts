// Makes the review that a buyer gives while releasing the money, its digest for the chain and its text for the own journal; and the seller's reply.
import { cidOf, digestOf } from "../../../protocol/block.ts";
import { type Address, type Hex32, ZERO_HEX32 } from "../../../protocol/ids.ts";
import type { JournalRecord } from "../../../protocol/journal.ts";
import { encodeReply, reply } from "../../../protocol/reply.ts";
import { encodeReview, review } from "../../../protocol/review.ts";
import { tidy } from "../../../protocol/text.ts";
import type { ReviewDraft } from "../../core/ports/commands.ts";
import { exactly } from "../typed.ts";

export interface WrittenReview {
  digest: Hex32;
  /** 0 for none. */
  rating: number;
  records: JournalRecord[] | null;
}

/** @throws SoukError `input.invalid` */
export function writeReview(order: Hex32, author: Address, draft: ReviewDraft | null): WrittenReview {
  if (!draft) return { digest: ZERO_HEX32, rating: 0, records: null };
  const { rating, title, text, pictures, asDescribed, shipping, communication } = draft;
  const value = exactly(review, {
    v: 1,
    kind: "review",
    order,
    author,
    rating,
    dimensions: { asDescribed, shipping, communication },
    pictures,
    title: tidy(title),
    text: tidy(text),
  });
  const block = encodeReview(value);
  return { digest: digestOf(cidOf(block)), rating, records: [{ kind: "review", block }] };
}

/** @throws SoukError `input.invalid` */
export function writeReply(order: Hex32, author: Address, text: string): JournalRecord {
  const value = exactly(reply, { v: 1, kind: "reply", order, author, text: tidy(text) });
  return { kind: "reply", block: encodeReply(value) };
}
