// What the HTTP API accepts: bodies and queries. Prices are what a person types (`12.50`); commands turn them into integers.
import { z } from "zod";
import { MAX_SETTLEMENT_LIFETIME } from "../consent.ts";
import { address, hex32, listingId } from "../ids.ts";
import { file } from "../goods.ts";
import { CONDITIONS } from "../listing.ts";
import { MAX_FEE_BPS, MAX_WINDOW } from "../offer.ts";
import { STATUSES } from "../order.ts";
import { picture } from "../picture.ts";
import { MAX_REVIEW_PICTURES, rating } from "../review.ts";
import { MAX_OPTIONS } from "../shipping.ts";

const DAY = 86_400;
export const price = z.string().min(1).max(50).meta({ description: "decimal amount in the currency, like 12.50" });
export const limit = z.coerce.number().int().min(1).max(100).default(24);
export const cursor = z.string().max(512).optional();

const shippingOptionDraft = z.strictObject({
  id: listingId.optional().meta({ description: "left out, one is made from the title" }),
  title: z.string().min(1).max(60).meta({ description: "like Tracked parcel" }),
  to: z
    .array(z.string())
    .min(1)
    .max(250)
    .default(["*"])
    .meta({ description: "country codes like PT; * for everywhere" }),
  first: price.default("0").meta({ description: "for the first unit, like 4.50" }),
  further: price
    .optional()
    .meta({ description: "for each further unit, also of other articles in one cart; left out, as for the first" }),
  days: z
    .strictObject({ min: z.int().min(0).max(365), max: z.int().min(0).max(365) })
    .nullable()
    .default(null)
    .meta({ description: "in transit" }),
});

export const listingDraft = z
  .strictObject({
    id: listingId
      .optional()
      .meta({ description: "keep it to replace a listing; left out, one is made from the title" }),
    title: z.string().min(3).max(140),
    description: z.string().max(8_000).default(""),
    category: z.string().max(140),
    tags: z.array(z.string().min(1).max(32)).max(16).default([]),
    condition: z.enum(CONDITIONS).default("new"),
    currency: z.string().min(1).max(42).meta({ description: "symbol or address" }),
    shipsFrom: z.string().length(2),
    shipping: z
      .array(shippingOptionDraft)
      .max(MAX_OPTIONS)
      .default([])
      .meta({ description: "the ways it is sent; left out, everywhere for nothing; none for a file or a service" }),
    pictures: z.array(picture).max(12).default([]),
    file: file
      .nullable()
      .default(null)
      .meta({ description: "what `POST /files` answered: delivered by this node once an order is paid" }),
    service: z.boolean().default(false).meta({ description: "nothing is shipped; to ship an order says it is done" }),
    variants: z
      .array(
        z.strictObject({
          id: listingId.optional(),
          title: z.string().max(80).default(""),
          sku: z.string().max(64).default("").meta({ description: "the seller's own article number" }),
          price,
          stock: z
            .int()
            .min(0)
            .max(1_000_000)
            .nullable()
            .default(null)
            .meta({ description: "units left to sell; null is not counted" }),
          picture: z
            .int()
            .min(0)
            .max(11)
            .nullable()
            .default(null)
            .meta({ description: "which of `pictures` shows it, from 0" }),
          weight: z.int().min(0).default(0).meta({ description: "grams, packed" }),
        }),
      )
      .min(1)
      .max(50),
    shipWindow: z
      .int()
      .default(5 * DAY)
      .meta({ description: "seconds" }),
    inspectionWindow: z
      .int()
      .default(14 * DAY)
      .meta({ description: "seconds, from shipping, transit included" }),
    arbitration: z
      .strictObject({
        arbitrator: address,
        fallback: address.nullable().default(null),
        feeBps: z.int().default(300),
        rulingWindow: z.int().default(7 * DAY),
        defaultBuyerBps: z.int().default(5_000),
      })
      .nullable()
      .default(null),
    validFor: z
      .int()
      .min(3_600)
      .max(14 * DAY)
      .default(14 * DAY)
      .meta({ description: "seconds the offer stays payable; short by design, renew it" }),
  })
  .meta({ id: "ListingDraft" });
export type ListingDraft = z.output<typeof listingDraft>;
export type ListingDraftInput = z.input<typeof listingDraft>;

/** Drafts published at once: one operation, one signature. */
export const MAX_BATCH = 500;
export const listingBatch = z
  .strictObject({ listings: z.array(listingDraft).min(1).max(MAX_BATCH) })
  .meta({ id: "ListingBatch", description: "all of them, or none" });
export type ListingBatch = z.output<typeof listingBatch>;

const date = z.iso.date().meta({ description: "the first day on which it was paid, UTC, like 2026-11-25" });
export const orderQuery = z.strictObject({
  role: z.enum(["buyer", "seller", "arbitrator"]).optional(),
  open: z.stringbool().optional(),
  status: z
    .string()
    .max(80)
    .transform((names) => names.split(","))
    .pipe(z.array(z.enum(STATUSES)))
    .optional()
    .meta({ description: `one or several of ${STATUSES.slice(1).join(", ")}, with commas between` }),
  q: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: "part of the listing's title or of a party's name, or the beginning of the order's id" }),
  from: date.optional(),
  to: date.optional().meta({ description: "the last day on which it was paid, UTC" }),
  sort: z.enum(["newest", "due"]).optional().meta({
    description: "newest, or due: open orders only, first the one whose deadline is, or was, the earliest",
  }),
  limit,
  cursor,
});
export type OrderQuery = z.output<typeof orderQuery>;

export const shipment = z
  .strictObject({
    tracking: z
      .string()
      .max(200)
      .default("")
      .meta({ description: "only the buyer can read it; its digest goes on chain" }),
  })
  .meta({ id: "Shipment" });
const mark = rating.nullable().default(null);
export const confirmation = z
  .strictObject({
    review: z
      .strictObject({
        rating,
        title: z.string().max(120).default(""),
        text: z.string().max(4_000).default(""),
        asDescribed: mark.meta({ description: "of 5: is it what was shown?" }),
        shipping: mark.meta({ description: "of 5: how fast, and how well packed?" }),
        communication: mark.meta({ description: "of 5" }),
        pictures: z
          .array(picture)
          .max(MAX_REVIEW_PICTURES)
          .default([])
          .meta({ description: "what `POST /pictures` answered" }),
      })
      .nullable()
      .default(null)
      .meta({ description: "left out, the money is released without one" }),
  })
  .meta({ id: "Confirmation" });
export const replyInput = z
  .strictObject({
    text: z.string().min(1).max(2_000).meta({ description: "public, beside the review; the latest one is shown" }),
  })
  .meta({ id: "Reply" });
export const disputeInput = z
  .strictObject({ text: z.string().min(1).max(4_000).meta({ description: "only seller and arbitrators can read it" }) })
  .meta({ id: "Dispute" });
export const evidenceInput = z
  .strictObject({
    text: z
      .string()
      .min(1)
      .max(4_000)
      .meta({ description: "only the parties and arbitrators of the order can read it; its digest goes on chain" }),
  })
  .meta({ id: "Evidence" });
const MAX_EXTENSION_DAYS = MAX_WINDOW / DAY;
export const extension = z
  .union([
    z.strictObject({ seconds: z.int().min(1).max(MAX_WINDOW) }),
    z.strictObject({ days: z.int().min(1).max(MAX_EXTENSION_DAYS) }).transform(({ days }) => ({ seconds: days * DAY })),
  ])
  .meta({ id: "Extension", description: "how much longer than now; nothing shortens a window" });
export const settlementProposal = z
  .strictObject({
    buyerBps: z.int().min(0).max(10_000).meta({ description: "the buyer's share, 10000 is all" }),
    seconds: z
      .int()
      .min(60)
      .max(MAX_SETTLEMENT_LIFETIME)
      .default(MAX_SETTLEMENT_LIFETIME)
      .meta({ description: "how long the other party may accept it" }),
  })
  .meta({ id: "SettlementProposal" });
export const settlementAcceptance = z
  .strictObject({
    buyerBps: z
      .int()
      .min(0)
      .max(10_000)
      .optional()
      .meta({ description: "the proposal that was seen; left out, the newest" }),
  })
  .default({})
  .meta({ id: "SettlementAcceptance" });
export const bondAmount = z
  .strictObject({ amount: price.meta({ description: "in the chain's coin, like 0.5" }) })
  .meta({ id: "BondAmount" });
export const bondWithdrawal = z.strictObject({ to: address.optional() }).default({}).meta({ id: "BondWithdrawal" });
export const arbitratorEntry = z
  .strictObject({
    feeBps: z.int().min(0).max(MAX_FEE_BPS),
    consents: z.boolean().default(true).meta({ description: "whether new offers may name this account" }),
    languages: z
      .array(z.string().regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, "expected a language tag like en or pt-BR"))
      .min(1)
      .max(16),
  })
  .refine(({ languages }) => languages.join(",").length <= 64, {
    path: ["languages"],
    message: "together at most 64 characters",
  })
  .meta({ id: "ArbitratorEntry" });
export const ruling = z
  .strictObject({ buyerBps: z.int().min(0).max(10_000).meta({ description: "the buyer's share, 10000 is all" }) })
  .meta({ id: "Ruling" });
export const withdrawal = z.strictObject({ currency: address, to: address.optional() }).meta({ id: "Withdrawal" });
export const backupInput = z
  .strictObject({
    passphrase: z.string().min(12).max(1_000).meta({
      description: "opens the backup; the keys in it still need the node's own passphrase too",
      format: "password",
    }),
  })
  .meta({ id: "Backup" });
export const waitQuery = z.strictObject({
  wait: z.coerce
    .number()
    .min(0)
    .max(30)
    .default(0)
    .meta({ description: "seconds to wait for the result to be readable" }),
});
export const reviewQuery = z.strictObject({
  seller: address.optional(),
  listing: listingId.optional(),
  order: hex32.optional(),
  limit,
  cursor,
});
export type ReviewQuery = z.output<typeof reviewQuery>;
