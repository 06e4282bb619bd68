// A review block: the text whose digest the buyer gave to the escrow at confirm (rules R-1 … R-4).
import { z } from "zod";
import { encodeBlock, parseBlock } from "./block.ts";
import { type Cid, address, hex32 } from "./ids.ts";
import { text } from "./text.ts";
import type { Verdict } from "./verdict.ts";

export const MAX_REVIEW_BYTES = 8 * 1024;

export const rating = z.int().min(1).max(5);

export const review = z.strictObject({
  v: z.literal(1),
  kind: z.literal("review"),
  /** The escrow's order id: one review per order. */
  order: hex32,
  author: address,
  rating,
  title: text(0, 120),
  text: text(0, 4_000),
});
export type Review = z.output<typeof review>;

export const parseReview = (bytes: Uint8Array): Verdict<{ value: Review; cid: Cid }> =>
  parseBlock(bytes, review, "review", MAX_REVIEW_BYTES);

export const encodeReview = (value: Review): Uint8Array => encodeBlock(value);
