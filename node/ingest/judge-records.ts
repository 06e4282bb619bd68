// Judges records by themselves, without the read model: so it can be done in any order, by any thread.
import type { Recover } from "../../protocol/envelope.ts";
import type { Address, ListingId } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import type { Verdict } from "../../protocol/verdict.ts";
import { type ListedListing, judgeListing, rememberRecovered } from "../core/listing.ts";
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

/** Records of one journal, each with the sequence that it is kept under. */
export type JudgeRecords = (owner: Address, records: readonly StateRecord[]) => JudgedRecord[];

export function createRecordJudge({ domain, recover }: { domain: Domain; recover: Recover }): JudgeRecords {
  const recoverOnce = rememberRecovered(recover);

  function judge(record: JournalRecord, owner: Address, sequence: number): JudgedRecord {
    const { kind } = record;
    if (kind === "profile") return { kind, verdict: judgeProfile(record.block, owner, sequence) };
    if (kind === "listing") return { kind, verdict: judgeListing(record, owner, sequence, domain, recoverOnce) };
    if (kind === "review") return { kind, verdict: judgeReview(record.block, owner, sequence) };
    if (kind === "reply") return { kind, verdict: judgeReply(record.block, owner, sequence) };
    return { kind, listing: record.listing };
  }
  return (owner, records) => records.map(({ sequence, record }) => judge(record, owner, sequence));
}
