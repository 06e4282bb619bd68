// The number a listing has in the text index: made from its key, so that every node weighs and pages the same matches.
import { hash } from "node:crypto";
import type { Address, ListingId } from "../../../protocol/ids.ts";

const SELLER_BITS = 14;
const SELLER_MASK = -1 << (32 - SELLER_BITS);
/** A part may be full: later attempts are made anywhere. */
const ATTEMPTS_IN_PART = 8;

const bitsOf = (text: string): number => Number.parseInt(hash("sha256", text).slice(0, 8), 16) | 0;

/** Listings come seller by seller. */
let last = { seller: "", bits: 0 };

function partOf(seller: Address): number {
  if (last.seller !== seller) last = { seller, bits: bitsOf(seller) & SELLER_MASK };
  return last.bits;
}

/**
 * 32 bits: short, because the index holds it once per word. The first are the seller's, so that a shop's listings lie
 * together in the file; the others are of `seller/id/attempt`. Where two listings meet, the later one makes another
 * attempt, so nobody can push a listing out by searching for a key with its number.
 */
export function docOf(seller: Address, id: ListingId, attempt: number): number {
  const own = bitsOf(`${seller}/${id}/${attempt}`);
  if (attempt >= ATTEMPTS_IN_PART) return own >>> 0;
  return (partOf(seller) | (own & ~SELLER_MASK)) >>> 0;
}

/** Each number as another one, so that which listing comes first of equals has nothing to do with whose it is. */
export const shuffled = (doc: number): number => Math.imul(doc ^ (doc >>> 15), 0x2c1b3c6d) >>> 0;
