// A journal's state: of everything its owner has said, the latest record of each key (rules K-1 …).
import type { Cid, Hex32, ListingId } from "./ids.ts";

/** A record of a state, with the sequence of the entry that carried it. */
export type StateKey = "profile" | `listing/${string}` | `review/${string}`;

export const PROFILE_KEY = "profile";
export const listingKey = (id: ListingId): StateKey => `listing/${id}`;
/** Each text that a buyer published about an order: the digest on chain decides which one counts. */
export const reviewKey = (order: Hex32, cid: Cid): StateKey => `review/${order}/${cid}`;
