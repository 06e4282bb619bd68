// Judges records by themselves, without the read model: so it can be done in any order, by any thread.
import type { Recover } from "../../protocol/envelope.ts";
import type { Address, ListingId } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import type { ListingRecord } from "../../protocol/listing-record.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { type Verdict, accept } from "../../protocol/verdict.ts";
import { type ListedListing, createListingJudge } from "../core/listing.ts";
import type { StateRecord } from "../core/ports/journals.ts";
import { type ProfileRow, judgeProfile } from "../core/profile.ts";
import { type ReplyRow, judgeReply } from "../core/reply.ts";
import { type ReviewBlock, judgeReview } from "../core/review.ts";

export type JudgedRecord =
  | { kind: "profile"; verdict: Verdict<ProfileRow> }
  | { kind: "listing"; verdict: Verdict<ListedListing> }
  | { kind: "delisting"; listing: ListingId }
  | { kind: "review"; verdict: Verdict<ReviewBlock> }
  | { kind: "reply"; verdict: Verdict<ReplyRow> };

/** Of a listing without what its record says itself: whoever asked has that. */
export type JudgedBriefly =
  | Exclude<JudgedRecord, { kind: "listing" }>
  | { kind: "listing"; verdict: Verdict<Omit<ListedListing, "block" | "place">> };

export function briefly(judged: JudgedRecord): JudgedBriefly {
  if (judged.kind !== "listing" || !judged.verdict.ok) return judged;
  const { block: _block, place: _place, ...value } = judged.verdict.value;
  return { kind: "listing", verdict: accept(value) };
}

/** @param record that was judged */
export function inFull(judged: JudgedBriefly, record: JournalRecord): JudgedRecord {
  if (judged.kind !== "listing") return judged;
  const { kind, verdict } = judged;
  if (!verdict.ok) return { kind, verdict };
  const { kind: _kind, block, ...place } = record as ListingRecord;
  return { kind, verdict: accept({ ...verdict.value, block, place }) };
}

/** Records of one journal, each with the sequence that it is kept under. */
export type JudgeRecords = (owner: Address, records: readonly StateRecord[]) => JudgedRecord[];

export function createRecordJudge({ domain, recover }: { domain: Domain; recover: Recover }): JudgeRecords {
  const judgeListing = createListingJudge(domain, recover);

  function judge(record: JournalRecord, owner: Address, sequence: number): JudgedRecord {
    const { kind } = record;
    if (kind === "profile") return { kind, verdict: judgeProfile(record.block, owner, sequence) };
    if (kind === "listing") return { kind, verdict: judgeListing(record, owner, sequence) };
    if (kind === "review") return { kind, verdict: judgeReview(record.block, owner, sequence) };
    if (kind === "reply") return { kind, verdict: judgeReply(record.block, owner, sequence) };
    return { kind, listing: record.listing };
  }
  return (owner, records) => records.map(({ sequence, record }) => judge(record, owner, sequence));
}
