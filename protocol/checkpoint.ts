// A checkpoint: the owner's word for what a journal comes to at one sequence, the latest record of each key (rules K-1 … K-8).
import { z } from "zod";
import { encodeBlock, parseBlock } from "./block.ts";
import type { Cid, Hex32, ListingId } from "./ids.ts";
import { type JournalRecord, MAX_ENTRY_BYTES, record } from "./journal.ts";
import { parseListing } from "./listing.ts";
import { parseProfile } from "./profile.ts";
import { parseReply } from "./reply.ts";
import { parseReview } from "./review.ts";
import { type Verdict, accept } from "./verdict.ts";

/** Of a signed checkpoint, encoded. */
export const MAX_CHECKPOINT_BYTES = 1_024;
/** Of one item: what an entry can carry. */
export const MAX_ITEM_BYTES = MAX_ENTRY_BYTES;
/** Of one chunk; only a state's last chunk is smaller than the first of them (K-4). */
export const MIN_CHUNK_BYTES = 64 * 1024;
export const MAX_CHUNK_BYTES = 256 * 1024;
/** A node of the file names at most so many others (K-5). */
export const MAX_LINKS = 1_024;

export type StateKey = "profile" | `listing/${string}` | `review/${string}` | `reply/${string}`;

export const PROFILE_KEY = "profile";
export const listingKey = (id: ListingId): StateKey => `listing/${id}`;
/** Each text that a buyer published about an order: the digest on chain decides which one counts. */
export const reviewKey = (order: Hex32, cid: Cid): StateKey => `review/${order}/${cid}`;
export const replyKey = (order: Hex32): StateKey => `reply/${order}`;

/** @returns the key of a record by its block alone, or undefined when that is malformed. Whether it counts is for the journal's judge. */
export function keyOf(value: JournalRecord): StateKey | undefined {
  switch (value.kind) {
    case "profile":
      return parseProfile(value.block).ok ? PROFILE_KEY : undefined;
    case "listing": {
      const parsed = parseListing(value.block);
      return parsed.ok ? listingKey(parsed.value.value.id) : undefined;
    }
    case "delisting":
      return listingKey(value.listing);
    case "review": {
      const parsed = parseReview(value.block);
      return parsed.ok ? reviewKey(parsed.value.value.order, parsed.value.cid) : undefined;
    }
    case "reply": {
      const parsed = parseReply(value.block);
      return parsed.ok ? replyKey(parsed.value.value.order) : undefined;
    }
  }
}

const digest = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32, "expected 32 bytes");
const natural = z.int().min(0);

/** A key with its latest record and the sequence of the entry that carried it. Delistings only take keys away. */
const item = z.tuple([
  z.string().max(200),
  z.int().min(1),
  record.refine(({ kind }) => kind !== "delisting", "a delisting is no item"),
]);
export type Item = z.output<typeof item>;

/** @param bytes of dag-cbor, without the length before them */
export function parseItem(bytes: Uint8Array): Verdict<Item> {
  const verdict = parseBlock(bytes, item, "checkpoint.item", MAX_ITEM_BYTES);
  return verdict.ok ? accept(verdict.value.value) : verdict;
}

const checkpoint = z.strictObject({
  v: z.literal(1),
  kind: z.literal("checkpoint"),
  /** The journal's name (J-1): binds it to one chain, one escrow and one owner. */
  journal: z.string().max(200),
  /** Of the certificate that covers `sequence`. */
  epoch: z.int().min(1),
  sequence: z.int().min(1),
  /** sha2-256 of the entry at `sequence`. */
  head: digest,
  /** sha2-256 of the file's root node. */
  root: digest,
  items: natural,
  /** Of all chunks together. */
  bytes: natural,
});
export type Checkpoint = z.output<typeof checkpoint>;

const signedCheckpoint = checkpoint.extend({ signature: z.string().regex(/^([0-9a-f]{2}){8,72}$/, "expected DER") });
export type SignedCheckpoint = z.output<typeof signedCheckpoint>;

/** What the journal key signs, as it signs entries (J-9): the canonical dag-cbor of all fields but the signature. */
export function checkpointBytes({ journal, epoch, sequence, head, root, items, bytes }: Checkpoint): Uint8Array {
  return encodeBlock({ v: 1, kind: "checkpoint", journal, epoch, sequence, head, root, items, bytes });
}

export function parseCheckpoint(bytes: Uint8Array): Verdict<SignedCheckpoint> {
  const verdict = parseBlock(bytes, signedCheckpoint, "checkpoint", MAX_CHECKPOINT_BYTES);
  return verdict.ok ? accept(verdict.value.value) : verdict;
}
