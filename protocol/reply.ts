// A reply block: what a seller says to the review of an order (rules Y-1 … Y-3).
import { z } from "zod";
import { encodeBlock, parseBlock } from "./block.ts";
import { type Cid, address, hex32 } from "./ids.ts";
import { text } from "./text.ts";
import type { Verdict } from "./verdict.ts";

export const MAX_REPLY_BYTES = 10 * 1024;

export const reply = z.strictObject({
  v: z.literal(1),
  kind: z.literal("reply"),
  /** The escrow's order id: one reply per order, the latest. */
  order: hex32,
  author: address,
  text: text(1, 2_000),
});
export type Reply = z.output<typeof reply>;

export const parseReply = (bytes: Uint8Array): Verdict<{ value: Reply; cid: Cid }> =>
  parseBlock(bytes, reply, "reply", MAX_REPLY_BYTES);

export const encodeReply = (value: Reply): Uint8Array => encodeBlock(value);
