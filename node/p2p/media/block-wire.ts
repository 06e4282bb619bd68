// The messages of /souk/blocks/1.0.0: which blocks a peer has, and the blocks themselves, named by sha2-256 digest.
import * as dagCbor from "@ipld/dag-cbor";
import { z } from "zod";
import { type Verdict, judge, refuse } from "../../../protocol/verdict.ts";

export const BLOCKS_PROTOCOL = "/souk/blocks/1.0.0";
/** Of one block, as Bitswap has it. */
export const MAX_BLOCK_BYTES = 2 * 1024 * 1024;
export const MAX_HAVE = 512;
/** With MAX_BLOCK_BYTES the cap on the bytes of one answer. */
export const MAX_GET = 16;
export const MAX_BLOCK_REQUEST_BYTES = 32 * 1024;
/** For a frame to arrive in full, and for a request to be taken off our hands. */
export const BLOCK_DEADLINE_MS = 5_000;

const digest = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32, "expected 32 bytes");

const request = z.discriminatedUnion("ask", [
  z.strictObject({ ask: z.literal("have"), digests: z.array(digest).min(1).max(MAX_HAVE) }),
  /** Answered by one frame per digest, in order: the block's bytes, or nothing when it is not there. */
  z.strictObject({ ask: z.literal("get"), digests: z.array(digest).min(1).max(MAX_GET) }),
  /** Not answered itself: of blocks that were asked for and have not been sent, the answer is nothing. */
  z.strictObject({ ask: z.literal("cancel"), digests: z.array(digest).min(1).max(MAX_GET) }),
]);
export type BlockRequest = z.output<typeof request>;

/** The one frame of an offer. */
const offer = z.strictObject({ digests: z.array(digest).min(1).max(MAX_GET) });

const have = z.strictObject({ have: z.array(z.boolean()).min(1).max(MAX_HAVE) });

function parse<S extends z.ZodType>(schema: S, frame: Uint8Array, code: string): Verdict<z.output<S>> {
  try {
    return judge(schema, dagCbor.decode(frame), code);
  } catch {
    return refuse(code, "not dag-cbor");
  }
}

export const parseBlockRequest = (frame: Uint8Array) => parse(request, frame, "blocks.request");
export const parseOffer = (frame: Uint8Array) => parse(offer, frame, "offer.malformed");
export const parseHave = (frame: Uint8Array) => parse(have, frame, "blocks.have");
export const encodeBlockRequest = (value: BlockRequest): Uint8Array => dagCbor.encode(value);
export const encodeHave = (list: boolean[]): Uint8Array => dagCbor.encode({ have: list });
