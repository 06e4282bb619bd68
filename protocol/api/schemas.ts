// What the HTTP API answers, as JSON: amounts are decimal digits of the smallest unit, times are ISO 8601.
import { z } from "zod";
import { address, cid, hex32, listingId } from "../ids.ts";
import { file } from "../goods.ts";
import { CONDITIONS } from "../listing.ts";
import { deliveryAddress } from "../message.ts";
import { amountText } from "../money.ts";
import { ORDER_CALLS, STATUSES } from "../order.ts";
import { picture } from "../picture.ts";
import { frozen } from "./node-schemas.ts";

const time = z.iso.datetime();
const roles = z.enum(["buyer", "seller", "arbitrator", "fallback", "anyone"]);
const calls = z.enum(ORDER_CALLS);
/** Where a private message stands: not yet at the other's node, acknowledged by it, or come from the other. */
const travelled = z.enum(["waiting", "delivered", "received"]);

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
    shipping: amountText,
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
    price: amountText,
    maxUnits: z.int(),
    sold: z.int(),
    /** Null where stock is not counted. */
    left: z.int().nullable(),
    validUntil: time,
    /** Why it can't be bought now, or null if it can. */
    unavailable: z.enum(["sold-out", "expired", "withdrawn"]).nullable(),
  })
  .meta({ id: "Variant" });

export const listingDetail = listingSummary
  .omit({ variants: true, pictures: true, picture: true, snippet: true })
  .extend({
    description: z.string(),
    tags: z.array(z.string()),
    pictures: z.array(picture),
    /** What is sold, where it is a file: delivered by the seller's node once the payment is settled. */
    file: file.nullable(),
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
    text: z.object({ title: z.string(), body: z.string() }).nullable(),
    cid: cid.nullable(),
    /** What the buyer gave to the escrow; it decides which text counts. Null without one. */
    digest: hex32.nullable(),
    listing: z.object({ id: listingId, title: z.string() }).nullable(),
    at: time,
  })
  .meta({ id: "Review" });
export type ReviewView = z.output<typeof reviewView>;

export const orderSummary = z
  .object({
    id: hex32,
    status: z.enum(STATUSES),
    /** What this node's account is in this order. */
    roles: z.array(roles),
    seller: address,
    sellerName: z.string().nullable(),
    buyer: address,
    buyerName: z.string().nullable(),
    listing: z
      .object({ id: listingId, title: z.string(), variant: z.string(), picture: picture.nullable(), cid })
      .nullable(),
    units: z.int(),
    currency: address,
    total: amountText,
    openedAt: time,
    /** End of the current window by chain time; null once closed. */
    deadline: time.nullable(),
    /** One sentence: who is to act now. */
    next: z.string(),
    /** The buyer signed a release that is good now: the seller can collect. */
    signed: z.boolean(),
    allowed: z.array(calls),
  })
  .meta({ id: "OrderSummary" });
export type OrderSummary = z.output<typeof orderSummary>;

export const timelineEntry = z
  .object({
    event: z.string(),
    text: z.string(),
    at: time,
    block: z.int(),
    transaction: hex32,
    /** Deep enough that a reorg is not expected. */
    final: z.boolean(),
  })
  .meta({ id: "TimelineEntry" });

export const orderDetail = orderSummary
  .extend({
    timeline: z.array(timelineEntry),
    /** What the contract does, and from when anybody can make it do so. */
    ifNobodyActs: z.object({ text: z.string(), at: time }).nullable(),
    unitPrice: amountText,
    shipping: amountText,
    arbitrator: address.nullable(),
    arbitratorName: z.string().nullable(),
    fallbackArbitrator: address.nullable(),
    arbitratorFeeBps: z.int(),
    defaultBuyerBps: z.int(),
    payout: z
      .object({ buyer: amountText, seller: amountText, arbitrator: amountText, referrer: amountText })
      .nullable(),
    review: reviewView.nullable(),
    /** Connected peers that said they hold the review's text; null until they were asked. */
    reviewHeldBy: z.int().nullable(),
    delivery: z.object({
      /** `waiting`: not yet at the seller's node; `delivered`: it acknowledged; `received`: this node is the seller's. */
      state: z.enum(["none", "waiting", "delivered", "received"]),
      address: deliveryAddress.nullable(),
    }),
    /** The file that was bought, and how far it is on its way; null where the listing sells none. */
    file: z
      .object({
        name: z.string(),
        /** `waiting`: the seller's node has not delivered; `sent`: this node is the seller's and has; the others are the buyer's. */
        state: z.enum(["waiting", "sent", "fetching", "ready", "failed"]),
        /** Here so far, encrypted. */
        bytes: z.int(),
        totalBytes: z.int(),
        /** Why it is not here yet, or never will be. */
        problem: z.object({ code: z.string(), message: z.string() }).nullable(),
      })
      .nullable(),
    /** What the seller wrote at shipping; null if nothing, or not for this node. */
    tracking: z.string().nullable(),
    statements: z.array(z.object({ author: address, text: z.string(), onChain: z.boolean() })),
    /** Seconds by which the running window was lengthened. */
    extension: z.int(),
    /** The buyer's signed release, while it is good: the seller can collect the money. */
    release: z.object({ state: travelled, rating: z.int(), deadline: time }).nullable(),
    /** Splits that a party signed and the other one may accept while they are good; newest first. */
    settlements: z.array(
      z.object({
        by: address,
        state: travelled,
        buyerBps: z.int(),
        deadline: time,
        /** Exactly what each will get. */
        buyer: amountText,
        seller: amountText,
        referrer: amountText,
      }),
    ),
  })
  .meta({ id: "Order" });
export type OrderDetail = z.output<typeof orderDetail>;

export const operation = z
  .object({
    id: z.string(),
    kind: z.string(),
    status: z.enum(["pending", "done", "failed"]),
    /** What it is about: an order id, several with commas between, or `seller/listing`. */
    subject: z.string(),
    transaction: hex32.nullable(),
    problem: problem.nullable(),
    createdAt: time,
  })
  .meta({ id: "Operation" });
export type Operation = z.output<typeof operation>;
