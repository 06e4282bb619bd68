// Port: the write side of the disposable read model. Only the inbox uses it, one transaction per input. Adapter: store.
import type { SoukEvent } from "../../../protocol/events.ts";
import type { Address, Cid, Hex32, ListingId } from "../../../protocol/ids.ts";
import type { ListedListing } from "../listing.ts";
import type { OrderRow, RecordedEvent } from "../order.ts";
import type { ProfileRow } from "../profile.ts";
import type { ReplyRow } from "../reply.ts";
import type { ReviewBlock, ReviewRow } from "../review.ts";
import type { BlockHeader, ChainCursor } from "./chain.ts";

export interface ReadModel {
  /** Runs the work in ONE SQLite transaction; throwing rolls it back. Live events are sent after the commit. */
  transaction<T>(work: (rows: ReadModelRows) => T): T;
  /** Waits while what follows from transactions in a thread is too far behind. */
  room(): Promise<void>;
}

/** A row of one journal: which one, and the block and sequence of the record that made it. */
export type HeldRow = { cid: Cid; sequence: number } & (
  | { kind: "profile" }
  | { kind: "listing"; id: ListingId }
  | { kind: "review"; order: Hex32 }
  | { kind: "reply"; order: Hex32 }
);

/** Facts (what journals and chain said) and rows derived from them. Every write is a pure function of its arguments and the facts. */
export interface ReadModelRows extends ChainCursor {
  journalSequence(owner: Address): number;
  setJournal(owner: Address, sequence: number, head: Cid): void;
  dropJournal(owner: Address): void;
  /** What the journal's records have made of profile, listings and review blocks. */
  heldOf(owner: Address): HeldRow[];

  putProfile(row: ProfileRow): void;
  removeProfile(owner: Address): void;
  putListing(row: ListedListing): void;
  /** @returns false if there was none. */
  removeListing(seller: Address, id: ListingId): boolean;
  /** Forgets what a seller's listings once said; only when none is left, and no journal either. */
  dropEditions(seller: Address): void;
  putReviewBlock(row: ReviewBlock): void;
  removeReviewBlock(order: Hex32, author: Address, cid: Cid): void;
  reviewBlocks(order: Hex32, author: Address): ReviewBlock[];
  /** The latest of each author about an order. */
  putReply(row: ReplyRow): void;
  removeReply(order: Hex32, author: Address): void;
  /** The review that counts for an order, as it was derived last. */
  review(order: Hex32): Pick<ReviewRow, "seller" | "rating"> | undefined;

  /** Keeps headers from `keepFrom` up, so that the kept window is a function of the head alone. */
  putHeaders(headers: readonly BlockHeader[], keepFrom: number): void;
  putEvents(events: readonly RecordedEvent[]): void;
  /** All events of one order, in chain order. */
  eventsOf(order: Hex32): RecordedEvent[];
  /** Deletes headers and events above the block. @returns the deleted events */
  dropAbove(block: number): RecordedEvent[];

  order(id: Hex32): OrderRow | undefined;
  putOrder(row: OrderRow): void;
  dropOrder(id: Hex32): void;
  putReview(row: ReviewRow): void;
  dropReview(order: Hex32): void;
  /** Recomputes units sold and retirement of one stock, and the seller's floor, from the kept events. */
  refreshStock(seller: Address, sku: Hex32): void;
  refreshFloor(seller: Address): void;
  /** Recomputes a participant's rating and record from the rows of orders and reviews. */
  refreshStanding(owner: Address): void;

  /** Appends to the event outbox. */
  emit(event: SoukEvent): void;
}
