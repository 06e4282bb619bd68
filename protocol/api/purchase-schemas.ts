// What the HTTP API answers before a purchase is paid: what happens to the money, and what speaks against it.
import { z } from "zod";
import { address, cid, hex32, listingId } from "../ids.ts";
import { amountText } from "../money.ts";

const time = z.iso.datetime();

/** One thing that was looked at, in words for a person. */
export const purchaseCheck = z
  .object({
    check: z.enum([
      "listing",
      "content",
      "arbitrator",
      "consent",
      "trust",
      "units",
      "destination",
      "offer",
      "stock",
      "funds",
      "payment",
      "coin",
      "chain",
    ]),
    ok: z.boolean(),
    text: z.string(),
    warning: z.boolean().optional().meta({ description: "it may be paid, but think of it" }),
    account: address.optional().meta({ description: "where what is missing is to be sent" }),
  })
  .meta({ id: "PurchaseCheck" });
export type PurchaseCheckView = z.output<typeof purchaseCheck>;

const ruler = z.object({
  address,
  name: z.string().nullable(),
  /** Where they said that they rule, for this fee or less; null where they did not. */
  consent: z.enum(["registry", "profile", "court"]).nullable(),
  /** On this user's list; null while it is empty. */
  trusted: z.boolean().nullable(),
});

const plannedOrder = z
  .object({
    seller: address,
    sellerName: z.string().nullable(),
    /** What the seller says of returns; binds nobody. */
    returns: z.string().nullable(),
    listing: listingId,
    cid,
    title: z.string(),
    variant: z.string(),
    units: z.int(),
    currency: address,
    unitPrice: amountText,
    shipping: amountText,
    total: amountText,
    /** sha2-256 of the listing that was shown: the order carries it. */
    terms: hex32,
    /** What is expected of whom in each state, until when at the latest, and what happens if nobody acts. */
    steps: z.array(
      z.object({
        state: z.enum(["funded", "shipped", "disputed"]),
        text: z.string(),
        seconds: z.int(),
        until: time,
        ifNobodyActs: z.string(),
      }),
    ),
    /** Null: nobody decides in a dispute, and nothing protects the buyer after shipping. */
    dispute: z
      .object({
        arbitrator: ruler,
        fallback: ruler.nullable(),
        feeBps: z.int(),
        /** The most that the arbitrator gets, out of the total. */
        fee: amountText,
        /** The buyer's share if no arbitrator rules in time. */
        defaultBuyerBps: z.int(),
      })
      .nullable(),
  })
  .meta({ id: "PlannedOrder" });
export type PlannedOrder = z.output<typeof plannedOrder>;

export const purchasePreview = z
  .object({
    /** Everything was found right: paying it now would be accepted. */
    ok: z.boolean(),
    /** In the cart's order; `order` is null where the article was not found. */
    items: z.array(z.object({ order: plannedOrder.nullable(), checks: z.array(purchaseCheck) })),
    /** What would be locked in the escrow, by currency; null while the chain cannot be asked. */
    dues: z
      .array(
        z.object({
          currency: address,
          total: amountText,
          held: amountText,
          way: z.enum(["coin", "allowance", "permit", "approval"]),
        }),
      )
      .nullable(),
    /** The network's fee at most, in the chain's coin. */
    fee: amountText.nullable(),
    /** Of the payment as a whole. */
    checks: z.array(purchaseCheck),
  })
  .meta({ id: "PurchasePreview" });
export type PurchasePreview = z.output<typeof purchasePreview>;

export const trustedArbitrator = z
  .object({ owner: address, name: z.string().nullable(), since: time })
  .meta({ id: "TrustedArbitrator" });
export type TrustedArbitratorView = z.output<typeof trustedArbitrator>;
