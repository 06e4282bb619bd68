// What the HTTP API answers about orders, as JSON.
import { z } from "zod";
import { address, cid, hex32, listingId } from "../ids.ts";
import { deliveryAddress } from "../message.ts";
import { amountText } from "../money.ts";
import { ORDER_CALLS, STATUSES } from "../order.ts";
import { picture } from "../picture.ts";
import { forOwner } from "./private-words.ts";
import { reviewView } from "./schemas.ts";

const time = z.iso.datetime();
const roles = z.enum(["buyer", "seller", "arbitrator", "fallback", "anyone"]);
const calls = z.enum(ORDER_CALLS);
/** Where a private message stands: not yet at the other's node, acknowledged by it, or come from the other. */
const travelled = z.enum(["waiting", "delivered", "received"]);

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
    /** The payment is deep enough that a reorg is not expected to take it back; before, nothing should be shipped. */
    paymentFinal: z.boolean(),
    /** End of the current window by chain time; null once closed. */
    deadline: time.nullable(),
    /** Who is to act now, in words. */
    next: z.string(),
    /** The buyer signed a release that is good now: the seller can collect. */
    signed: z.boolean(),
    /** Until when a split that the other party proposed to this account can be accepted; null without one. */
    proposedUntil: time.nullable(),
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
    /** The edition that was paid for, and what has become of its listing; null where it is not known here. */
    bought: z.object({ description: z.string(), now: z.enum(["same", "changed", "gone"]) }).nullable(),
    timeline: z.array(timelineEntry),
    /** What the contract does, and from when anybody can make it do so. */
    ifNobodyActs: z.object({ text: z.string(), at: time }).nullable(),
    /** Of the article. On chain `further` of the shipping option is part of an offer's unit price. */
    unitPrice: amountText,
    /** For all units. */
    shipping: amountText,
    /** How it is sent; null where nothing is, or where the listing is not known here. */
    shippingOption: z
      .object({ id: listingId, title: z.string(), days: z.object({ min: z.int(), max: z.int() }).nullable() })
      .nullable(),
    /** Paid as a further unit, for the parcel of one of `combinedWith`. */
    joined: z.boolean(),
    /** Orders of the same buyer and seller that were paid in the same transaction. */
    combinedWith: z.array(hex32),
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
      address: forOwner(deliveryAddress, "where a buyer lives").nullable(),
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
    tracking: forOwner(z.string(), "what the seller wrote to the buyer").nullable(),
    statements: z.array(
      z.object({
        author: address,
        text: forOwner(z.string(), "a statement in a dispute"),
        onChain: z.boolean(),
        /** When the chain came to name it; null before. */
        at: time.nullable(),
      }),
    ),
    /** Statements that the chain names, whose words have not arrived here or are for others. */
    unheard: z.array(z.object({ author: address, at: time })),
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
