// What a journal comes to: the latest accepted record of each key, collected on disk and read back in order (K-1, K-2).
import { DatabaseSync } from "node:sqlite";
import {
  type Item,
  PROFILE_KEY,
  type StateKey,
  listingKey,
  replyKey,
  reviewKey,
} from "../../../protocol/checkpoint.ts";
import type { Recover } from "../../../protocol/envelope.ts";
import type { Address } from "../../../protocol/ids.ts";
import type { JournalRecord } from "../../../protocol/journal.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import { type JudgeListing, createListingJudge } from "../../core/listing.ts";
import { judgeProfile } from "../../core/profile.ts";
import { judgeReply } from "../../core/reply.ts";
import { judgeReview } from "../../core/review.ts";
import { type EncodedItem, encodeItem } from "./items.ts";

/** By what records are judged. */
export interface StateRules {
  owner: Address;
  domain: Domain;
  recover: Recover;
}

/** @returns the key of a record, or undefined when it is refused and counts for nothing (J-7) */
function acceptedKey(
  record: JournalRecord,
  sequence: number,
  owner: Address,
  judgeListing: JudgeListing,
): StateKey | undefined {
  switch (record.kind) {
    case "profile":
      return judgeProfile(record.block, owner, sequence).ok ? PROFILE_KEY : undefined;
    case "listing": {
      const verdict = judgeListing(record, owner, sequence);
      return verdict.ok ? listingKey(verdict.value.listing.id) : undefined;
    }
    case "delisting":
      return listingKey(record.listing);
    case "review": {
      const verdict = judgeReview(record.block, owner, sequence);
      return verdict.ok ? reviewKey(verdict.value.review.order, verdict.value.cid) : undefined;
    }
    case "reply": {
      const verdict = judgeReply(record.block, owner, sequence);
      return verdict.ok ? replyKey(verdict.value.reply.order) : undefined;
    }
  }
}

/** Memory that it may use beside its file, KiB. */
const CACHE_KIB = 8 * 1024;

/** A private file that SQLite deletes when it is closed: a state may be larger than the memory to spare. */
export function createState({ owner, domain, recover }: StateRules) {
  const judgeListing = createListingJudge(domain, recover);
  const database = new DatabaseSync("");
  database.exec(`
    PRAGMA cache_size = -${CACHE_KIB}; PRAGMA journal_mode = OFF;
    CREATE TABLE items (key TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID; BEGIN`);
  const put = database.prepare("INSERT OR REPLACE INTO items (key, bytes) VALUES (?, ?)");
  const drop = database.prepare("DELETE FROM items WHERE key = ?");
  const all = database.prepare("SELECT key, bytes FROM items ORDER BY key");

  return {
    /** An item of an earlier state, judged when that was made. */
    putItem: ({ item: [key], bytes }: EncodedItem): void => void put.run(key, bytes),

    /** The next record of the journal. */
    add(record: JournalRecord, sequence: number): void {
      const key = acceptedKey(record, sequence, owner, judgeListing);
      if (!key) return;
      if (record.kind === "delisting") drop.run(key);
      else put.run(key, encodeItem([key, sequence, record] as Item));
    },

    /** By rising key: ASCII, so that bytes and UTF-16 sort alike. */
    *items(): Generator<{ key: string; bytes: Uint8Array }> {
      for (const row of all.iterate()) yield row as { key: string; bytes: Uint8Array };
    },

    close: (): void => database.close(),
  };
}
