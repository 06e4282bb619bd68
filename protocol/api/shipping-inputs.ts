// A seller's shipping profile: what sending costs by region, way and weight. Only its owner's node knows it; listings carry what follows from it.
import { z } from "zod";
import { listingId } from "../ids.ts";
import { MAX_OPTIONS, destinations } from "../shipping.ts";

const price = z.string().min(1).max(50);

const step = z.strictObject({
  upTo: z
    .int()
    .min(1)
    .max(10_000_000)
    .nullable()
    .default(null)
    .meta({ description: "grams, packed; null for any weight" }),
  first: price.meta({ description: "for the first unit, like 4.50" }),
  further: price.optional().meta({ description: "for each further unit; left out, as for the first" }),
});

const way = z.strictObject({
  title: z.string().min(1).max(60).meta({ description: "like Tracked parcel" }),
  days: z
    .strictObject({ min: z.int().min(0).max(365), max: z.int().min(0).max(365) })
    .nullable()
    .default(null),
  steps: z
    .array(step)
    .min(1)
    .max(20)
    .refine((steps) => steps.every(({ upTo }, index) => rises(steps[index - 1]?.upTo, upTo)), {
      message: "each step goes to a higher weight than the one before; only the last may go to any",
    }),
});

/** @param before undefined for none before */
const rises = (before: number | null | undefined, upTo: number | null): boolean =>
  before === undefined || (before !== null && (upTo === null || upTo > before));

export const shippingProfile = z
  .strictObject({
    title: z.string().min(1).max(60),
    currency: z.string().min(1).max(42).meta({ description: "symbol or address; listings in another cannot use it" }),
    zones: z
      .array(z.strictObject({ to: destinations, options: z.array(way).min(1).max(MAX_OPTIONS) }))
      .min(1)
      .max(MAX_OPTIONS),
  })
  .refine(({ zones }) => zones.reduce((sum, { options }) => sum + options.length, 0) <= MAX_OPTIONS, {
    path: ["zones"],
    message: `all zones together have at most ${MAX_OPTIONS} options`,
  })
  .meta({ id: "ShippingProfile" });
export type ShippingProfile = z.output<typeof shippingProfile>;

export const profileId = listingId.meta({ description: "of a shipping profile, like parcels" });

export const shippingProfileView = z
  .object({
    id: listingId,
    profile: shippingProfile,
    /** Own listings and drafts that name it. */
    usedBy: z.array(listingId),
  })
  .meta({ id: "ShippingProfileView" });
export type ShippingProfileView = z.output<typeof shippingProfileView>;
