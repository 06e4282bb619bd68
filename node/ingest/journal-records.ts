// Ingests one record of a journal: what was accepted becomes rows.
import { type StateKey, PROFILE_KEY, listingKey, replyKey, reviewKey } from "../../protocol/checkpoint.ts";
import type { Address, Cid, Hex32 } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import type { ReadModelRows } from "../core/ports/read-model.ts";
import { deriveReview } from "./derive.ts";
import type { JudgedRecord } from "./judge-records.ts";

/** Why a record of an accepted entry was left out. The entry still counts: its sequence moves on. */
export interface Rejection {
  owner: string;
  sequence: number;
  kind: JournalRecord["kind"];
  code: string;
  reason: string;
}

/** Who said a record, and where. */
export interface Said {
  owner: Address;
  sequence: number;
  /** Whether this very record made the row that is held: nothing is news then. */
  isKnown?(key: StateKey, cid: Cid): boolean;
}

/** A review is shown with what its seller says to it. */
export function tellReply(rows: ReadModelRows, order: Hex32, author: Address): void {
  const review = rows.review(order);
  if (review?.seller === author) rows.emit({ type: "review.changed", order, seller: author, rating: review.rating });
}

/** @returns why the record counts for nothing, else undefined */
export function ingestRecord(rows: ReadModelRows, judged: JudgedRecord, said: Said): Rejection | undefined {
  const { owner, sequence, isKnown = () => false } = said;
  if (judged.kind === "delisting") {
    if (rows.removeListing(owner, judged.listing)) {
      rows.emit({ type: "listing.removed", seller: owner, id: judged.listing });
    }
    return undefined;
  }
  if (!judged.verdict.ok) {
    const { code, reason } = judged.verdict;
    return { owner, sequence, kind: judged.kind, code, reason };
  }
  switch (judged.kind) {
    case "profile": {
      const { profile, cid } = judged.verdict.value;
      rows.putProfile(judged.verdict.value);
      if (!isKnown(PROFILE_KEY, cid)) rows.emit({ type: "profile.updated", owner, name: profile.name });
      return undefined;
    }
    case "listing": {
      const { listing, cid } = judged.verdict.value;
      // Its stock needs no count: it was counted when the chain told of it, listed or not.
      rows.putListing(judged.verdict.value);
      if (isKnown(listingKey(listing.id), cid)) return undefined;
      rows.emit({ type: "listing.published", seller: owner, id: listing.id, cid, title: listing.title });
      return undefined;
    }
    case "review": {
      const { review, cid } = judged.verdict.value;
      if (isKnown(reviewKey(review.order, cid), cid)) return undefined;
      rows.putReviewBlock(judged.verdict.value);
      const order = rows.order(review.order);
      if (order) {
        deriveReview(rows, order);
        rows.refreshStanding(order.order.offer.seller);
      }
      return undefined;
    }
    case "reply": {
      const { reply, cid } = judged.verdict.value;
      rows.putReply(judged.verdict.value);
      if (!isKnown(replyKey(reply.order), cid)) tellReply(rows, reply.order, owner);
      return undefined;
    }
  }
}
