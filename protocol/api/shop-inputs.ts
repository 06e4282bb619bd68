// What the API accepts about the own shop: drafts, bulk commands and edits, imports and exports.
import { z } from "zod";
import { listingId } from "../ids.ts";
import { CONDITIONS } from "../listing.ts";
import { cursor, limit, listingDraft, waitQuery } from "./inputs.ts";
import { profileId } from "./shipping-inputs.ts";

export const SHOP_STATES = ["draft", "published", "paused", "expired"] as const;
export type ShopState = (typeof SHOP_STATES)[number];

/** A listing in the making: anything may still be missing. */
export const shopDraft = z
  .strictObject(listingDraft.shape)
  .partial()
  .extend({
    shippingProfile: profileId.optional().meta({ description: "a shipping profile, instead of `shipping`" }),
  })
  .meta({ id: "ShopDraft" });
export type ShopDraft = z.output<typeof shopDraft>;

/** In one command; an import takes more. */
export const MAX_BULK = 2_000;
export const bulk = z.strictObject({ ids: z.array(listingId).min(1).max(MAX_BULK) }).meta({ id: "Bulk" });

const shopFilters = {
  state: z.enum(SHOP_STATES).optional(),
  q: z.string().max(200).optional().meta({ description: "words of the title, id or tags, or their beginnings" }),
};
export const shopQuery = z.strictObject({ ...shopFilters, limit, cursor });
export type ShopQuery = z.output<typeof shopQuery>;

const amount = z.string().max(50);
const priceChange = z
  .strictObject({
    set: amount.optional().meta({ description: "the new price, like 12.50" }),
    add: amount.optional().meta({ description: "what is added; -2.50 takes away" }),
    percent: z.number().min(-99).max(1_000).optional().meta({ description: "10 is a tenth more, -10 a tenth less" }),
    roundTo: amount
      .optional()
      .meta({ description: "the nearest multiple of this, like 0.05; left out, the smallest unit" }),
  })
  .refine(({ set, add, percent }) => [set, add, percent].filter((one) => one !== undefined).length === 1, {
    message: "give one of set, add and percent",
  });
const stockChange = z
  .strictObject({
    set: z.int().min(0).max(1_000_000).nullable().optional().meta({ description: "units left; null is not counted" }),
    add: z.int().min(-1_000_000).max(1_000_000).optional(),
  })
  .refine(({ set, add }) => (set === undefined) !== (add === undefined), { message: "give one of set and add" });

export const listingPatch = z
  .strictObject({
    price: priceChange.optional(),
    stock: stockChange.optional(),
    category: listingDraft.shape.category.optional(),
    shippingProfile: profileId.nullable().optional().meta({ description: "null: its options as they are stay" }),
    condition: z.enum(CONDITIONS).optional(),
    tags: z
      .strictObject({
        add: z.array(z.string().min(1).max(32)).max(16).default([]),
        remove: z.array(z.string().max(32)).max(16).default([]),
      })
      .optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, { message: "give at least one change" });
export type ListingPatch = z.output<typeof listingPatch>;

export const listingEdit = z
  .strictObject({
    ids: bulk.shape.ids.optional(),
    filter: z
      .strictObject({
        ...shopFilters,
        category: z.string().max(140).optional().meta({ description: "with all below" }),
      })
      .optional()
      .meta({ description: "instead of ids; {} is everything" }),
    patch: listingPatch.meta({
      description: 'like {"price":{"set":"45.00"}}, {"price":{"percent":10}} or {"stock":{"add":-2}}',
    }),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    path: ["ids"],
    message: "give either ids or a filter",
  })
  .meta({ id: "ListingEdit" });
export type ListingEdit = z.output<typeof listingEdit>;

export const FORMATS = ["csv", "json"] as const;
export type Format = (typeof FORMATS)[number];
const format = z
  .enum(FORMATS)
  .default("csv")
  .meta({ description: "csv as Shopify writes products; json is one draft a line" });

/** For what a CSV file does not say. */
export const importDefaults = z.strictObject({
  currency: z.string().min(1).max(42).optional().meta({ description: "symbol or address" }),
  condition: z.enum(CONDITIONS).default("new"),
  shipsFrom: z.string().length(2).optional().meta({ description: "country code" }),
  category: z.string().max(140).optional().meta({ description: "of rows without one" }),
  shippingProfile: profileId.optional(),
  categories: z
    .string()
    .max(16_000)
    .optional()
    .meta({ description: 'the file\'s categories to ours, as JSON: {"Home > Lamps": "home/lighting"}' }),
});
export type ImportDefaults = z.output<typeof importDefaults>;

export const importQuery = z.strictObject({
  format,
  dryRun: z.stringbool().default(false).meta({ description: "check everything, change nothing" }),
  ...importDefaults.shape,
  wait: waitQuery.shape.wait,
});
export type ImportInput = Omit<z.output<typeof importQuery>, "wait">;
export const exportQuery = z.strictObject({ format, state: z.enum(SHOP_STATES).optional() });
export type ExportInput = z.output<typeof exportQuery>;
