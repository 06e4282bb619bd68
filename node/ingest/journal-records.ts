// Ingests one record of a journal: it is judged, and what is accepted becomes rows.
import { type StateKey, PROFILE_KEY, listingKey, replyKey, reviewKey } from "../../protocol/checkpoint.ts";
import type { Recover } from "../../protocol/envelope.ts";
import type { Address, Cid, Hex32 } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { judgeListing, rememberRecovered } from "../core/listing.ts";
import type { ReadModelRows } from "../core/ports/read-model.ts";
import { judgeProfile } from "../core/profile.ts";
import { judgeReply } from "../core/reply.ts";
import { judgeReview } from "../core/review.ts";
import { deriveReview } from "./derive.ts";

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
export type IngestRecord = (rows: ReadModelRows, record: JournalRecord, said: Said) => Rejection | undefined;

export function createRecordIngest({ domain, recover }: { domain: Domain; recover: Recover }): IngestRecord {
  const recoverOnce = rememberRecovered(recover);

  function take(rows: ReadModelRows, record: JournalRecord, { owner, sequence, isKnown = () => false }: Said) {
    switch (record.kind) {
      case "profile": {
        const verdict = judgeProfile(record.block, owner, sequence);
        if (!verdict.ok) return verdict;
        const { profile, cid } = verdict.value;
        rows.putProfile(verdict.value);
        if (!isKnown(PROFILE_KEY, cid)) rows.emit({ type: "profile.updated", owner, name: profile.name });
        return verdict;
      }
      case "listing": {
        const verdict = judgeListing(record, owner, sequence, domain, recoverOnce);
        if (!verdict.ok) return verdict;
        const { listing, cid, variants } = verdict.value;
        rows.putListing(verdict.value);
        for (const { sku } of variants) rows.refreshStock(owner, sku);
        if (isKnown(listingKey(listing.id), cid)) return verdict;
        rows.emit({ type: "listing.published", seller: owner, id: listing.id, cid, title: listing.title });
        return verdict;
      }
      case "delisting": {
        if (rows.removeListing(owner, record.listing)) {
          rows.emit({ type: "listing.removed", seller: owner, id: record.listing });
        }
        return { ok: true } as const;
      }
      case "review": {
        const verdict = judgeReview(record.block, owner, sequence);
        if (!verdict.ok) return verdict;
        const { review, cid } = verdict.value;
        if (isKnown(reviewKey(review.order, cid), cid)) return verdict;
        rows.putReviewBlock(verdict.value);
        const order = rows.order(review.order);
        if (order) {
          deriveReview(rows, order);
          rows.refreshStanding(order.order.offer.seller);
        }
        return verdict;
      }
      case "reply": {
        const verdict = judgeReply(record.block, owner, sequence);
        if (!verdict.ok) return verdict;
        const { reply, cid } = verdict.value;
        rows.putReply(verdict.value);
        if (!isKnown(replyKey(reply.order), cid)) tellReply(rows, reply.order, owner);
        return verdict;
      }
    }
  }

  return (rows, record, said) => {
    const verdict = take(rows, record, said);
    if (verdict.ok) return undefined;
    const { owner, sequence } = said;
    return { owner, sequence, kind: record.kind, code: verdict.code, reason: verdict.reason };
  };
}
