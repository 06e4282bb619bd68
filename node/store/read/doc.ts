// The number a listing has in the text index: made from its key, so that every node ranks and pages alike.
import { createHash } from "node:crypto";
import type { Address, ListingId } from "../../../protocol/ids.ts";

/**
 * 48 bits of sha256(`seller/id/attempt`). Somebody could search for a key with another listing's number;
 * the next attempt then gives another one, so that nobody can push a listing out.
 */
export const docOf = (seller: Address, id: ListingId, attempt: number): number =>
  createHash("sha256").update(`${seller}/${id}/${attempt}`).digest().readUIntBE(0, 6);
