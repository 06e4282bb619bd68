// Replaces all that is held of one journal by a state, in slices: what is the same stays and is no news, what is left over goes.
import { type StateKey, PROFILE_KEY, listingKey, replyKey, reviewKey } from "../../protocol/checkpoint.ts";
import type { Address, Cid } from "../../protocol/ids.ts";
import type { JournalState } from "../core/ports/journals.ts";
import type { HeldRow, ReadModelRows } from "../core/ports/read-model.ts";
import { deriveReview } from "./derive.ts";
import { type Rejection, ingestRecord, tellReply } from "./journal-records.ts";
import type { JudgedRecord } from "./judge-records.ts";

/** Rows of the journal that no record of the state has named so far. */
export type Held = Map<StateKey, HeldRow>;

export interface StateIngest {
  /** Marks the journal as being replaced: if the rest never comes, it is not taken for what it was, nor for nothing. */
  begin(rows: ReadModelRows, owner: Address): Held;
  /** @param sequence that the record is kept under */
  take(rows: ReadModelRows, owner: Address, held: Held, sequence: number, judged: JudgedRecord): Rejection | undefined;
  /** Removes one row that the state does not name. @returns false when there is none left */
  removeOne(rows: ReadModelRows, owner: Address, held: Held): boolean;
  end(rows: ReadModelRows, state: Pick<JournalState, "sequence" | "cid">, owner: Address): void;
}

/** In `journals` while a state is on its way in: no entry continues it. */
const REPLACING = -1;

export function createStateIngest(): StateIngest {
  function remove(rows: ReadModelRows, owner: Address, row: HeldRow): void {
    switch (row.kind) {
      case "profile":
        return rows.removeProfile(owner);
      case "listing":
        rows.removeListing(owner, row.id);
        return rows.emit({ type: "listing.removed", seller: owner, id: row.id });
      case "review": {
        rows.removeReviewBlock(row.order, owner, row.cid);
        const order = rows.order(row.order);
        if (!order) return;
        deriveReview(rows, order);
        return rows.refreshStanding(order.order.offer.seller);
      }
      case "reply":
        rows.removeReply(row.order, owner);
        return tellReply(rows, row.order, owner);
    }
  }

  return {
    begin(rows, owner) {
      rows.setJournal(owner, REPLACING, "" as Cid);
      return new Map(rows.heldOf(owner).map((row) => [keyOf(row), row]));
    },

    take(rows, owner, held, sequence, judged) {
      return ingestRecord(rows, judged, {
        owner,
        sequence,
        isKnown(key, cid) {
          const row = held.get(key);
          held.delete(key);
          if (row?.cid === cid && row.sequence === sequence) return true;
          // A review block is kept under the highest sequence seen, which may be one that is taken back.
          if (row?.kind === "review") rows.removeReviewBlock(row.order, owner, row.cid);
          return false;
        },
      });
    },

    removeOne(rows, owner, held) {
      const [first] = held;
      if (!first) return false;
      const [key, row] = first;
      held.delete(key);
      remove(rows, owner, row);
      return true;
    },

    end(rows, { sequence, cid }, owner) {
      if (sequence > 0) return rows.setJournal(owner, sequence, cid);
      rows.dropJournal(owner);
      rows.dropEditions(owner);
    },
  };
}

function keyOf(row: HeldRow): StateKey {
  if (row.kind === "profile") return PROFILE_KEY;
  if (row.kind === "listing") return listingKey(row.id);
  return row.kind === "reply" ? replyKey(row.order) : reviewKey(row.order, row.cid);
}
