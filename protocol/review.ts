// A review block: the text whose digest the buyer gave to the escrow at confirm (rules R-1 … R-7).
import { z } from "zod";
import { encodeBlock, parseBlock } from "./block.ts";
import { type Cid, address, hex32 } from "./ids.ts";
import { picture } from "./picture.ts";
import { text } from "./text.ts";
import type { Verdict } from "./verdict.ts";

/** The longest texts in any script, and four pictures. */
export const MAX_REVIEW_BYTES = 24 * 1024;
export const MAX_REVIEW_PICTURES = 4;

export const rating = z.int().min(1).max(5);

/** What else is rated; null where the buyer says nothing of it. Beside the rating, never counted into it. */
export const DIMENSIONS = ["asDescribed", "shipping", "communication"] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export const dimensions = z.strictObject({
  asDescribed: rating.nullable(),
  shipping: rating.nullable(),
  communication: rating.nullable(),
});
export type Dimensions = z.output<typeof dimensions>;

export const review = z.strictObject({
  v: z.literal(1),
  kind: z.literal("review"),
  /** The escrow's order id: one review per order. */
  order: hex32,
  author: address,
  rating,
  dimensions,
  /** What arrived. */
  pictures: z.array(picture).max(MAX_REVIEW_PICTURES),
  title: text(0, 120),
  text: text(0, 4_000),
});
export type Review = z.output<typeof review>;

export const parseReview = (bytes: Uint8Array): Verdict<{ value: Review; cid: Cid }> =>
  parseBlock(bytes, review, "review", MAX_REVIEW_BYTES);

export const encodeReview = (value: Review): Uint8Array => encodeBlock(value);
