// Journals made up for tests of what reads them: entries, and the state they come to, by the plainest rule that is right.
import { type StateKey, listingKey, replyKey, reviewKey } from "../../protocol/checkpoint.ts";
import { cidOf, encodeBlock } from "../../protocol/block.ts";
import type { Address, Cid } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import { parseListing } from "../../protocol/listing.ts";
import { parseReply } from "../../protocol/reply.ts";
import { parseReview } from "../../protocol/review.ts";
import { createRecover } from "../../node/chain/recover.ts";
import { createListingJudge } from "../../node/core/listing.ts";
import type { JournalEntry, JournalState, Journals, StateRecord } from "../../node/core/ports/journals.ts";
import { DOMAIN } from "./sample.ts";

export interface Histories {
  entries(owner: Address): JournalEntry[];
  /** Of all owners, one after the other. */
  all(): JournalEntry[];
  state(owner: Address, sequence: number): JournalState & { list: StateRecord[] };
  /** As a node holds them whose entries begin after `base`. */
  journals(base: number): Pick<Journals, "state" | "after" | "at" | "heads">;
}

/** @param said per owner the records of each entry; all of them are well-formed */
export function createHistories(said: Record<string, JournalRecord[][]>): Histories {
  const entries = (owner: Address): JournalEntry[] =>
    (said[owner] ?? []).map((records, index, all) => {
      const cid = cidOf(encodeBlock(all.slice(0, index + 1)));
      return { owner, sequence: index + 1, cid, records };
    });
  const owners = Object.keys(said) as Address[];

  function state(owner: Address, sequence: number) {
    const latest = new Map<StateKey, StateRecord>();
    const until = entries(owner).slice(0, sequence);
    for (const { sequence: at, records } of until) {
      for (const record of records) {
        if (record.kind === "delisting") latest.delete(listingKey(record.listing));
        else if (isAccepted(record, owner)) latest.set(keyOf(record), { sequence: at, record });
      }
    }
    const list = [...latest.values()];
    const cid = until.at(-1)?.cid ?? ("" as Cid);
    return { sequence, cid, list, records: inParts(list) };
  }

  return {
    entries,
    all: () => owners.flatMap(entries),
    state,
    journals: (base) => ({
      state: (owner) => state(owner, Math.min(base, entries(owner).length)),
      async *after(owner, sequence) {
        yield* entries(owner).slice(sequence);
      },
      at: (owner, sequence) => (sequence < base ? undefined : entries(owner)[sequence - 1]),
      heads: () => owners.map((owner) => entries(owner).at(-1)!),
    }),
  };
}

async function* inParts(list: StateRecord[]): AsyncGenerator<StateRecord[]> {
  for (let at = 0; at < list.length; at += 3) yield list.slice(at, at + 3);
}

const judgeListing = createListingJudge(DOMAIN, createRecover());

const isAccepted = (record: JournalRecord, owner: Address): boolean =>
  record.kind !== "listing" || judgeListing(record, owner, 1).ok;

function keyOf(record: Exclude<JournalRecord, { kind: "delisting" }>): StateKey {
  if (record.kind === "profile") return "profile";
  if (record.kind === "listing") {
    const parsed = parseListing(record.block);
    if (parsed.ok) return listingKey(parsed.value.value.id);
  } else if (record.kind === "reply") {
    const parsed = parseReply(record.block);
    if (parsed.ok) return replyKey(parsed.value.value.order);
  } else {
    const parsed = parseReview(record.block);
    if (parsed.ok) return reviewKey(parsed.value.value.order, parsed.value.cid);
  }
  throw new Error("a record of a made-up history is malformed");
}
