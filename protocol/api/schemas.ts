// What the HTTP API answers, as JSON: amounts are decimal digits of the smallest unit, times are ISO 8601.
import { z } from "zod";
import { address, cid, hex32, listingId } from "../ids.ts";
import { file } from "../goods.ts";
import { CONDITIONS } from "../listing.ts";
import { amountText } from "../money.ts";
import { picture } from "../picture.ts";
import { dimensions } from "../review.ts";
import { shippingOption } from "../shipping.ts";
import { frozen } from "./node-schemas.ts";

const time = z.iso.datetime();
/** RFC 9457, with Souk's stable `code`. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    field: z.string().optional(),
    subject: z.string().optional(),
    retryable: z.boolean(),
  })
  .meta({ id: "Problem" });
export type Problem = z.output<typeof problem>;

export const currency = z
  .object({
    address,
    symbol: z.string(),
    name: z.string(),
    decimals: z.int(),
    /** Takes EIP-2612 permits: paid in one transaction. */
    permit: z.boolean(),
    /** Takes ERC-3009 authorisations. */
    authorization: z.boolean(),
    /** Whether to offer it to sellers. */
    offered: z.boolean(),
  })
  .meta({ id: "Currency" });
export type CurrencyView = z.output<typeof currency>;

export const balance = z.object({ currency: address, amount: amountText, credit: amountText }).meta({ id: "Balance" });
export type BalanceView = z.output<typeof balance>;

/** Counted from the chain: ratings of closed orders between different parties. */
export const ratingSummary = z.object({ count: z.int(), average: z.number().nullable() }).meta({ id: "Rating" });

export const profileView = z
  .object({
    owner: address,
    name: z.string(),
    about: z.string(),
    location: z.string(),
    picture: picture.nullable(),
    /** Policies and terms in the seller's words; null where they say nothing of it. */
    selling: z
      .object({
        returns: z.string(),
        shipping: z.string(),
        terms: z.string(),
        shipsFrom: z.array(z.string()),
        currencies: z.array(address),
        arbitrators: z.array(address),
      })
      .nullable(),
    arbitrator: z.object({ feeBps: z.int(), languages: z.array(z.string()) }).nullable(),
    rating: ratingSummary,
    listings: z.int(),
    orders: z.object({ completed: z.int(), refunded: z.int(), disputed: z.int() }),
  })
  .meta({ id: "Profile" });
export type ProfileView = z.output<typeof profileView>;

/** With what the chain says of them outside of orders; null where it says nothing, or cannot be asked now. */
export const profileDetail = profileView
  .extend({
    /** False: no profile of theirs has reached this node, and what would be in one is empty. */
    published: z.boolean(),
    /** Set when the participant signed two histories: then this is the state before them. */
    frozen: frozen.nullable(),
    /** In the chain's coin; lost by signing two catalogues of one sequence. */
    bond: z.object({ locked: amountText, leaving: amountText, availableAt: time.nullable() }).nullable(),
    /** What they published in the registry of arbitrators, whatever their profile says. */
    registry: z
      .object({ feeBps: z.int(), consents: z.boolean(), languages: z.array(z.string()), since: time })
      .nullable(),
    /** By this node's user. */
    followed: z.boolean(),
  })
  .meta({ id: "ProfileDetail" });
export type ProfileDetail = z.output<typeof profileDetail>;

export const listingSummary = z
  .object({
    seller: address,
    sellerName: z.string().nullable(),
    id: listingId,
    cid,
    title: z.string(),
    category: z.string(),
    condition: z.enum(CONDITIONS),
    currency: address,
    priceFrom: amountText,
    priceTo: amountText,
    /** `priceFrom` in the currency that `priceIn` named, half up to its smallest unit; null without one, or without a rate. */
    converted: z
      .object({ currency: address, priceFrom: amountText, asOf: time, source: z.enum(["chain", "list"]) })
      .nullable(),
    /** Of the cheapest way, for one unit. */
    shippingFrom: amountText,
    shipsFrom: z.string(),
    shipsTo: z.array(z.string()),
    picture: picture.nullable(),
    pictures: z.int(),
    variants: z.int(),
    /** False once every variant is sold out, expired or withdrawn. */
    available: z.boolean(),
    rating: ratingSummary,
    /** Where the words matched, the matches between U+0001 and U+0002; null without a query. */
    snippet: z.string().nullable(),
  })
  .meta({ id: "ListingSummary" });
export type ListingSummary = z.output<typeof listingSummary>;

export const variantView = z
  .object({
    id: listingId,
    title: z.string(),
    /** The seller's own article number. */
    sku: z.string(),
    price: amountText,
    /** Position in the listing's pictures. */
    picture: z.int().nullable(),
    /** Grams. */
    weight: z.int(),
    maxUnits: z.int(),
    /** Units that the escrow counted: those of offers with a ceiling. */
    sold: z.int(),
    /** Null where stock is not counted. */
    left: z.int().nullable(),
    validUntil: time,
    /** Why it can't be bought now, or null if it can. */
    unavailable: z.enum(["sold-out", "expired", "withdrawn"]).nullable(),
  })
  .meta({ id: "Variant" });

/** Offers of earlier editions that are cheaper than what is offered now, and can still be paid. */
export const oldOffers = z
  .object({
    count: z.int(),
    /** Until when the last of them can be paid, unless they are voided. */
    validUntil: time,
    /** Of one unit, shipping included; null where all are in another currency than the listing is now. */
    lowestPrice: amountText.nullable(),
    /** Of `lowestPrice`, and null with it. */
    currency: address.nullable(),
  })
  .meta({ id: "OldOffers" });
export type OldOffers = z.output<typeof oldOffers>;

export const listingDetail = listingSummary
  .omit({ variants: true, pictures: true, picture: true, snippet: true })
  .extend({
    description: z.string(),
    tags: z.array(z.string()),
    pictures: z.array(picture),
    /** What is sold, where it is a file: delivered by the seller's node once the payment is settled. */
    file: file.nullable(),
    /** Nothing is shipped; to ship an order says that it is done. */
    service: z.boolean(),
    /** The ways to the buyer, each with its price; none for a file or a service. */
    shipping: z.array(shippingOption),
    variants: z.array(variantView),
    /** Seconds. */
    shipWindow: z.int(),
    inspectionWindow: z.int(),
    arbitration: z
      .object({
        arbitrator: address,
        arbitratorName: z.string().nullable(),
        fallback: address.nullable(),
        feeBps: z.int(),
        rulingWindow: z.int(),
        defaultBuyerBps: z.int(),
      })
      .nullable(),
    /** Position in the seller's journal. */
    sequence: z.int(),
    /** Of this account's own listings; null where there are none, and of all others. */
    oldOffers: oldOffers.nullable(),
  })
  .meta({ id: "Listing" });
export type ListingDetail = z.output<typeof listingDetail>;

export const reviewView = z
  .object({
    order: hex32,
    seller: address,
    buyer: address,
    buyerName: z.string().nullable(),
    rating: z.int(),
    /** Null while it is missing here: then only `digest` is known. */
    text: z.object({ title: z.string(), body: z.string(), dimensions, pictures: z.array(picture) }).nullable(),
    /** What the seller says to it. */
    reply: z.string().nullable(),
    cid: cid.nullable(),
    /** What the buyer gave to the escrow; it decides which text counts. Null without one. */
    digest: hex32.nullable(),
    listing: z.object({ id: listingId, title: z.string() }).nullable(),
    at: time,
  })
  .meta({ id: "Review" });
export type ReviewView = z.output<typeof reviewView>;

export const progress = z.object({ phase: z.string(), done: z.int(), total: z.int().nullable() });
export type Progress = z.output<typeof progress>;

export const operation = z
  .object({
    id: z.string(),
    kind: z.string(),
    status: z.enum(["pending", "done", "failed"]),
    /** What it is about: an order id, several with commas between, or `seller/listing`. */
    subject: z.string(),
    transaction: hex32.nullable(),
    problem: problem.nullable(),
    /** Of one that takes a while, as long as it runs. */
    progress: progress.nullable(),
    /** What else there is to know about it, in words. */
    notice: z.string().nullable(),
    createdAt: time,
  })
  .meta({ id: "Operation" });
export type Operation = z.output<typeof operation>;
