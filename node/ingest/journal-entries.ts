// Ingests one journal entry: each record is judged, and what is accepted becomes rows, in the caller's transaction.
import type { Recover } from "../../protocol/envelope.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { judgeListing } from "../core/listing.ts";
import type { JournalEntry } from "../core/ports/journals.ts";
import type { ReadModelRows } from "../core/ports/read-model.ts";
import { judgeProfile } from "../core/profile.ts";
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

export function createJournalIngest({ domain, recover }: { domain: Domain; recover: Recover }) {
  function ingestRecord(rows: ReadModelRows, { owner, sequence }: JournalEntry, record: JournalRecord) {
    switch (record.kind) {
      case "profile": {
        const verdict = judgeProfile(record.block, owner, sequence);
        if (!verdict.ok) return verdict;
        rows.putProfile(verdict.value);
        rows.emit({ type: "profile.updated", owner, name: verdict.value.profile.name });
        return verdict;
      }
      case "listing": {
        const verdict = judgeListing(record, owner, sequence, domain, recover);
        if (!verdict.ok) return verdict;
        const { listing, cid, variants } = verdict.value;
        rows.putListing(verdict.value);
        for (const { sku } of variants) rows.refreshStock(owner, sku);
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
        rows.putReviewBlock(verdict.value);
        const order = rows.order(verdict.value.review.order);
        if (order) {
          deriveReview(rows, order);
          rows.refreshStanding(order.order.offer.seller);
        }
        return verdict;
      }
    }
  }

  /** @returns the records that were refused, with reasons */
  return function ingestEntry(rows: ReadModelRows, entry: JournalEntry): Rejection[] {
    const rejections: Rejection[] = [];
    for (const record of entry.records) {
      const verdict = ingestRecord(rows, entry, record);
      if (!verdict.ok) {
        const { code, reason } = verdict;
        rejections.push({ owner: entry.owner, sequence: entry.sequence, kind: record.kind, code, reason });
      }
    }
    rows.setJournal(entry.owner, entry.sequence, entry.cid);
    return rejections;
  };
}
