// What the API answers about the own shop.
import { z } from "zod";
import { address, cid, listingId } from "../ids.ts";
import { amountText } from "../money.ts";
import { picture } from "../picture.ts";
import { FORMATS, SHOP_STATES, shopDraft } from "./shop-inputs.ts";

const time = z.iso.datetime();

export const shopListing = z
  .object({
    id: listingId,
    state: z.enum(SHOP_STATES),
    title: z.string(),
    category: z.string(),
    picture: picture.nullable(),
    /** Null for a draft that names none yet. */
    currency: address.nullable(),
    priceFrom: amountText.nullable(),
    priceTo: amountText.nullable(),
    variants: z.int(),
    /** Of all variants that are counted; null where none is. */
    left: z.int().nullable(),
    /** Variants whose stock is not counted. */
    uncounted: z.int(),
    /** Of what buyers see, or of the draft of what they do not, nothing is left: every variant is counted. */
    soldOut: z.boolean(),
    /** Until when what is on sale can be paid; null for what is not. */
    validUntil: time.nullable(),
    /** Of what is on sale. */
    cid: cid.nullable(),
    /** There is a draft with changes that are not published. */
    changed: z.boolean(),
  })
  .meta({ id: "ShopListing" });
export type ShopListing = z.output<typeof shopListing>;

export const shopDraftView = z
  .object({
    id: listingId,
    state: z.enum(SHOP_STATES),
    /** As it was typed; stock is what is left now. */
    draft: shopDraft,
  })
  .meta({ id: "ShopDraftView" });
export type ShopDraftView = z.output<typeof shopDraftView>;

const change = z.object({
  field: z.string(),
  /** What the variant is called that it is about; null where there is nothing to tell apart. */
  variant: z.string().nullable(),
  before: z.string(),
  after: z.string(),
});
export const editPreview = z
  .object({
    items: z.array(
      z.object({
        id: listingId,
        state: z.enum(SHOP_STATES),
        changes: z.array(change),
        /** Why it cannot be changed so: then nothing is. */
        problem: z.object({ code: z.string(), detail: z.string(), field: z.string().nullable() }).nullable(),
      }),
    ),
  })
  .meta({ id: "EditPreview" });
export type EditPreview = z.output<typeof editPreview>;

export const importFault = z.object({
  /** Of the file, from 1. */
  line: z.int(),
  column: z.string().nullable(),
  /** The handle or id. */
  subject: z.string().nullable(),
  /** What is wrong, and what would be right. */
  message: z.string(),
});
export type ImportFault = z.output<typeof importFault>;

export const importReport = z
  .object({
    operation: z.string(),
    format: z.enum(FORMATS),
    dryRun: z.boolean(),
    /** Lines of the file that were read, and products in them. */
    rows: z.int(),
    products: z.int(),
    /** What became of them, or would. */
    published: z.int(),
    drafts: z.int(),
    paused: z.int(),
    /** Columns of the file that mean nothing here. */
    ignored: z.array(z.string()),
    faults: z.int(),
    /** The first of them. */
    shown: z.array(importFault),
  })
  .meta({ id: "ImportReport" });
export type ImportReport = z.output<typeof importReport>;
