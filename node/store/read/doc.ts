// The number a listing has in the text index: made from its key, so that every node weighs and pages the same matches.
import { createHash } from "node:crypto";
import type { Address, ListingId } from "../../../protocol/ids.ts";

/**
 * 32 bits of sha256(`seller/id/attempt`): short, because the index holds it once per word. Where two listings meet,
 * the later one makes another attempt, so nobody can push a listing out by searching for a key with its number.
 */
export const docOf = (seller: Address, id: ListingId, attempt: number): number =>
  createHash("sha256").update(`${seller}/${id}/${attempt}`).digest().readUInt32BE(0);
