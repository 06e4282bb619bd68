// Rows for store tests: listings, profiles, reviews, blocks and events as the inbox would hand them over, without signatures.
import { cidOf, digestOf } from "../../protocol/block.ts";
import { type Address, type Cid, type Hex32, type ListingId, ZERO_HEX32 } from "../../protocol/ids.ts";
import type { ListingPlace } from "../../protocol/listing-place.ts";
import { type Listing, encodeListing } from "../../protocol/listing.ts";
import { type Order, type OrderStatus, orderId } from "../../protocol/order.ts";
import { type Profile, encodeProfile } from "../../protocol/profile.ts";
import type { ReplyRow } from "../../node/core/reply.ts";
import { type Reply, encodeReply } from "../../protocol/reply.ts";
import { type Review, encodeReview } from "../../protocol/review.ts";
import { type ListedListing, variantsOf } from "../../node/core/listing.ts";
import type { BlockHeader, ChainInput, EscrowEvent } from "../../node/core/ports/chain.ts";
import type { ProfileRow } from "../../node/core/profile.ts";
import type { ReadModelRows } from "../../node/core/ports/read-model.ts";
import type { ReviewBlock } from "../../node/core/review.ts";
import { ingestChain } from "../../node/ingest/chain-blocks.ts";
import { BUYER, DOMAIN, SELLER, sampleListing, sampleOrder } from "./sample.ts";

/** Chain time in the tests; offers end later. */
export const NOW = 1_900_000_000;
export const VALID_UNTIL = 2_000_000_000;

export const hex32 = (number: number): Hex32 => `0x${number.toString(16).padStart(64, "0")}` as Hex32;

export const id = (text: string): ListingId => text as ListingId;

/** @param counter of the catalogue that it stands in */
export function listed(
  changes: Partial<Listing> = {},
  { sequence = 1, validUntil = VALID_UNTIL, counter = 0 } = {},
): ListedListing {
  const listing = sampleListing(changes);
  const block = new Uint8Array(encodeListing(listing));
  return {
    listing,
    ...named(block),
    block,
    variants: variantsOf(listing),
    place: placedAt({ validUntil, sequence: counter }),
    sequence,
  };
}

export function named(block: Uint8Array): Pick<ListedListing, "cid" | "terms"> {
  const cid = cidOf(block);
  return { cid, terms: digestOf(cid) };
}

/** A place that nobody signed. */
export const placedAt = ({ validUntil, sequence }: { validUntil: number; sequence: number }): ListingPlace => ({
  validUntil,
  slot: 0,
  path: new Uint8Array(0),
  catalogue: {
    sequence,
    offersRoot: new Uint8Array(32),
    contentDigest: new Uint8Array(32),
    signature: new Uint8Array(65),
  },
});

export function profileRow(changes: Partial<Profile> = {}, sequence = 1): ProfileRow {
  const profile: Profile = {
    v: 1,
    kind: "profile",
    owner: SELLER,
    name: "Lantern Works",
    about: "",
    location: "Lisbon",
    picture: null,
    arbitrator: null,
    ...changes,
  };
  const block = new Uint8Array(encodeProfile(profile));
  return { profile, cid: cidOf(block), block, sequence };
}

export function reviewBlock(changes: Partial<Review> = {}, sequence = 1): ReviewBlock {
  const review: Review = {
    v: 1,
    kind: "review",
    order: hex32(1),
    author: BUYER,
    rating: 5,
    dimensions: { asDescribed: 5, shipping: null, communication: 4 },
    pictures: [],
    title: "Bright",
    text: "Burns all night.",
    ...changes,
  };
  const block = new Uint8Array(encodeReview(review));
  return { review, cid: cidOf(block), block, sequence };
}

export function replyRow(order: Hex32, author: Address, text: string, sequence = 1): ReplyRow {
  const reply: Reply = { v: 1, kind: "reply", order, author, text };
  return { reply, cid: cidOf(encodeReply(reply)), sequence };
}

export const headCid = (number: number): Cid => cidOf(new TextEncoder().encode(`entry ${number}`));

/** The chain of these tests begins at block 1. */
export const ingest = (rows: ReadModelRows, input: ChainInput) => ingestChain(rows, input, 1);

type WithoutPlace<E> = E extends unknown ? Omit<E, "block" | "logIndex" | "transaction"> : never;
export type Happening = WithoutPlace<EscrowEvent>;

/** One block on the branch `fork`, 10 seconds after the one before, with these events. */
export function chainBlock(number: number, events: Happening[] = [], fork = 0, parentFork = fork): ChainInput {
  const head = header(number, fork, parentFork);
  return {
    kind: "blocks",
    from: number,
    parentHash: head.parentHash,
    headers: [head],
    head,
    events: events.map(
      (event, logIndex) =>
        ({ ...event, block: number, logIndex, transaction: hex32(number * 1_000 + logIndex) }) as EscrowEvent,
    ),
  };
}

export const header = (number: number, fork = 0, parentFork = fork): BlockHeader => ({
  number,
  hash: hex32(fork * 1_000_000 + number + 1),
  parentHash: hex32(parentFork * 1_000_000 + number),
  timestamp: NOW + number * 10,
});

export const opened = (order: Order): Happening => ({ name: "Opened", orderId: orderId(DOMAIN, order), order });
export const shipped = (order: Order): Happening => ({
  name: "Shipped",
  orderId: orderId(DOMAIN, order),
  tracking: ZERO_HEX32,
});
export const disputed = (order: Order): Happening => ({
  name: "Disputed",
  orderId: orderId(DOMAIN, order),
  evidence: hex32(77),
});
export const extended = (order: Order, extension: number): Happening => ({
  name: "Extended",
  orderId: orderId(DOMAIN, order),
  extension,
});
export const evidence = (order: Order, party: Address, number: number): Happening => ({
  name: "Evidence",
  orderId: orderId(DOMAIN, order),
  party,
  evidence: hex32(number),
});
export const skipped = (order: Order): Happening => ({
  name: "Skipped",
  orderId: orderId(DOMAIN, order),
  reason: "WrongStatus",
});
export const reviewed = (order: Order, review: Hex32, rating: number): Happening => ({
  name: "Reviewed",
  orderId: orderId(DOMAIN, order),
  review,
  rating,
});
export const closed = (order: Order, status: OrderStatus = "released"): Happening => ({
  name: "Closed",
  orderId: orderId(DOMAIN, order),
  status,
  toBuyer: 0n,
  toSeller: order.offer.unitPrice,
  toArbitrator: 0n,
  toReferrer: 0n,
});

/** An order of the sample listing, or of the changed one; the salt tells orders apart. */
export const orderOf = (salt: number, changes: Partial<Order> = {}, listing = sampleListing()): Order =>
  sampleOrder({ salt: BigInt(salt), ...changes }, listing);

export const idOf = (order: Order): Hex32 => orderId(DOMAIN, order);
export const OTHER_SELLER = `0x${"5e".repeat(20)}` as Address;
