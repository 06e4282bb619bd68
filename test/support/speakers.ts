// A seller and a buyer who talk in their journals while orders move: listings, editions, delistings, profiles, reviews, replies.
import { cidOf, digestOf, encodeBlock } from "../../protocol/block.ts";
import type { Address, Hex32, ListingId } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import { type Listing, encodeListing } from "../../protocol/listing.ts";
import { offersOf } from "../../protocol/listing-offers.ts";
import type { Offer } from "../../protocol/offer.ts";
import { encodeProfile } from "../../protocol/profile.ts";
import { encodeReply } from "../../protocol/reply.ts";
import { encodeReview } from "../../protocol/review.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import type { JournalEntry } from "../../node/core/ports/journals.ts";
import { sampleListing, sampleVariant } from "./sample.ts";
import { signedListing } from "./signed-listing.ts";

const VALID_UNTIL = 2_000_000_000;
const NAMES = ["lantern", "bell", "basket"] as ListingId[];

export interface Speakers {
  /** The seller's next entry. @param orders some of which they may answer */
  sell(orders: readonly Hex32[]): JournalEntry;
  /** The buyer's next entry, mostly a review of one of these. */
  buy(orders: readonly Hex32[]): JournalEntry;
  said(owner: Address): readonly JournalEntry[];
  /** An offer of some edition that the seller has published, or will in their first entry. */
  offer(): Offer;
  /** What a buyer can give to `confirm`: a review that they wrote of this order, one that nobody wrote, or none. */
  reviewOf(order: Hex32): Hex32 | undefined;
}

/** @param dice a number from 0 up to but not including `sides` */
export function createSpeakers({
  domain,
  seller,
  buyer,
  sign,
  dice,
}: {
  domain: Domain;
  seller: Address;
  buyer: Address;
  sign: (digest: Hex32) => string;
  dice: (sides: number) => number;
}): Speakers {
  const entries = new Map<Address, JournalEntry[]>([
    [seller, []],
    [buyer, []],
  ]);
  const editions = [edition(NAMES[0]!, 0)];
  const reviews = new Map<Hex32, Hex32[]>();
  let words = 0;

  function edition(id: ListingId, number: number): Listing {
    return sampleListing({
      seller,
      id,
      title: `A ${id} of edition ${number}`,
      pictures: [],
      arbitration: null,
      variants: [
        sampleVariant({ id: "small" as ListingId, title: "Small", price: "1000", maxUnits: 2 + (number % 4) }),
        sampleVariant({ id: "large" as ListingId, title: "Large", price: `${2_000 + number}` }),
      ],
    });
  }

  function say(owner: Address, records: JournalRecord[]): JournalEntry {
    const list = entries.get(owner)!;
    const sequence = list.length + 1;
    const entry = { owner, sequence, cid: cidOf(encodeBlock({ owner, sequence })), records };
    list.push(entry);
    return entry;
  }

  const profile = (owner: Address): JournalRecord => ({
    kind: "profile",
    block: encodeProfile({
      v: 1,
      kind: "profile",
      owner,
      name: `Name ${++words}`,
      about: "",
      location: "",
      picture: null,
      arbitrator: null,
    }),
  });

  function listing(): JournalRecord {
    const isFirst = entries.get(seller)!.length === 0;
    if (!isFirst) editions.push(edition(NAMES[dice(NAMES.length)]!, editions.length));
    return signedListing(domain, editions.at(-1)!, sign, { validUntil: VALID_UNTIL, sequence: editions.length });
  }

  function review(order: Hex32): JournalRecord {
    const block = encodeReview({
      v: 1,
      kind: "review",
      order,
      author: buyer,
      rating: 1 + dice(5),
      dimensions: { asDescribed: 1 + dice(5), shipping: null, communication: null },
      pictures: [],
      title: `Opinion ${++words}`,
      text: "",
    });
    reviews.set(order, [...(reviews.get(order) ?? []), digestOf(cidOf(block))]);
    return { kind: "review", block };
  }

  const reply = (order: Hex32): JournalRecord => ({
    kind: "reply",
    block: encodeReply({ v: 1, kind: "reply", order, author: seller, text: `Thanks, ${++words} times.` }),
  });

  return {
    sell(orders) {
      const listed = entries.get(seller)!.length > 0;
      const said = listed ? dice(6) : 0;
      if (said === 1) return say(seller, [{ kind: "delisting", listing: NAMES[dice(NAMES.length)]! }]);
      if (said === 2) return say(seller, [profile(seller)]);
      if (said >= 4 && orders.length > 0) return say(seller, [reply(orders[dice(orders.length)]!)]);
      return say(seller, said === 3 ? [listing(), listing()] : [listing()]);
    },
    buy(orders) {
      if (orders.length === 0 || dice(6) === 0) return say(buyer, [profile(buyer)]);
      return say(buyer, [review(orders[dice(orders.length)]!)]);
    },
    said: (owner) => entries.get(owner)!,
    offer() {
      const one = editions[dice(editions.length)]!;
      const offers = offersOf(one, cidOf(encodeListing(one)), VALID_UNTIL);
      return offers[dice(offers.length)]!.offer;
    },
    reviewOf(order) {
      const written = reviews.get(order) ?? [];
      return written.at(dice(written.length + 1));
    },
  };
}
