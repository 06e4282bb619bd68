// A listing block: what a buyer sees, content-addressed (rules L-1 … L-9). The offers that follow from it are in listing-offers.ts.
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { encodeBlock, parseBlock } from "./block.ts";
import { file } from "./goods.ts";
import { type Cid, type Hex32, type ListingId, address, keccak, listingId } from "./ids.ts";
import { amountText } from "./money.ts";
import { MAX_FEE_BPS, MAX_WINDOW, MIN_RULING_WINDOW, MIN_WINDOW } from "./offer.ts";
import { MAX_PICTURES, picture } from "./picture.ts";
import {
  EVERYWHERE,
  MAX_OPTIONS,
  type ShippingOption,
  country,
  destinations,
  destinationsOf,
  indistinct,
  shippingOption,
} from "./shipping.ts";
import { text } from "./text.ts";
import type { Verdict } from "./verdict.ts";

export const MAX_LISTING_BYTES = 48 * 1024;
export const MAX_VARIANTS = 50;
/** Variants times shipping options. */
export const MAX_PAIRS = 128;
export const CONDITIONS = ["new", "like-new", "used", "refurbished", "handmade"] as const;

export const variant = z.strictObject({
  /** Names the stock, together with the listing's id: keep it across edits. */
  id: listingId,
  title: text(0, 80),
  /** The seller's own article number; empty for none. Not the `sku` of an offer (L-4). */
  sku: text(0, 64),
  /** Per unit, smallest unit of the listing's currency. */
  price: amountText,
  /** Cumulative ceiling of units ever sold; 0 is not counted. Restock by raising it (contracts.md, Stock). */
  maxUnits: z.int().min(0).max(0xffff_ffff),
  /** Which of the listing's pictures shows it. */
  picture: z
    .int()
    .min(0)
    .max(MAX_PICTURES - 1)
    .nullable(),
  /** Grams, packed; 0 where nobody weighed it. */
  weight: z.int().min(0).max(10_000_000),
});
export type Variant = z.output<typeof variant>;

const arbitration = z.strictObject({
  arbitrator: address,
  fallback: address.nullable(),
  feeBps: z.int().min(0).max(MAX_FEE_BPS),
  /** Seconds. */
  rulingWindow: z.int().min(MIN_RULING_WINDOW).max(MAX_WINDOW),
  defaultBuyerBps: z.int().min(0).max(10_000),
});

export const listing = z
  .strictObject({
    v: z.literal(1),
    kind: z.literal("listing"),
    seller: address,
    id: listingId,
    title: text(3, 140),
    description: text(0, 8_000),
    /** Path of small words, like `home/kitchen`. */
    category: z.string().regex(/^[a-z0-9-]{1,32}(\/[a-z0-9-]{1,32}){0,3}$/, "expected a path like home/kitchen"),
    tags: z.array(text(1, 32)).max(16),
    condition: z.enum(CONDITIONS),
    /** Zero address is the chain's coin. */
    currency: address,
    shipsFrom: country,
    /** Empty exactly for a file or a service. */
    shipping: z.array(shippingOption).max(MAX_OPTIONS),
    /** Where its options go; for a file or a service everywhere. */
    shipsTo: destinations,
    pictures: z.array(picture).max(MAX_PICTURES),
    /** What is sold, where it is a file: the seller's node delivers it. */
    file: file.nullable(),
    /** A simple service: nothing is shipped, and to ship an order says that it is done. */
    service: z.boolean(),
    variants: z.array(variant).min(1).max(MAX_VARIANTS),
    /** Seconds from payment to the last moment of shipping. */
    shipWindow: z.int().min(MIN_WINDOW).max(MAX_WINDOW),
    /** Seconds from shipping; includes the transit. */
    inspectionWindow: z.int().min(MIN_WINDOW).max(MAX_WINDOW),
    /** Null: nobody can rule; no buyer protection after shipping. */
    arbitration: arbitration.nullable(),
  })
  .refine((l) => hasUniqueIds(l.variants), { path: ["variants"], message: "two variants have the same id" })
  .refine((l) => !l.file || !l.service, { path: ["service"], message: "a file is no service" })
  .refine((l) => isShipped(l) === l.shipping.length > 0, {
    path: ["shipping"],
    message: "goods have at least one shipping option, a file or a service has none",
  })
  .refine((l) => l.variants.length * Math.max(1, l.shipping.length) <= MAX_PAIRS, {
    path: ["shipping"],
    message: `variants times shipping options are at most ${MAX_PAIRS}`,
  })
  .refine((l) => hasUniqueIds(l.shipping), { path: ["shipping"], message: "two options have the same id" })
  .refine((l) => !indistinct(l.shipping), {
    path: ["shipping"],
    message: "two options to the same country cost the same: nobody could tell which one was paid for",
  })
  .refine((l) => haveSame(l.shipsTo, isShipped(l) ? destinationsOf(l.shipping) : [EVERYWHERE]), {
    path: ["shipsTo"],
    message: "expected where the shipping options go; * for a file or a service",
  })
  .refine((l) => l.variants.every((v) => v.picture === null || v.picture < l.pictures.length), {
    path: ["variants"],
    message: "a variant shows a picture that is not there",
  });
export type Listing = z.output<typeof listing>;

/** Whether something travels to the buyer, so that a way and an address are needed. */
export const isShipped = ({ file: sold, service }: { file: unknown; service: boolean }): boolean => !sold && !service;

export const optionOf = ({ shipping }: { shipping: ShippingOption[] }, id: string): ShippingOption | undefined =>
  shipping.find((option) => option.id === id);

export const parseListing = (bytes: Uint8Array): Verdict<{ value: Listing; cid: Cid }> =>
  parseBlock(bytes, listing, "listing", MAX_LISTING_BYTES);

export const encodeListing = (value: Listing): Uint8Array => encodeBlock(value);

/** Stock key: keccak256 of `listing/variant` in UTF-8 (rule L-4). */
export const skuOf = (id: ListingId, variantId: ListingId): Hex32 => keccak(utf8ToBytes(`${id}/${variantId}`));

const hasUniqueIds = (of: readonly { id: string }[]): boolean => new Set(of.map(({ id }) => id)).size === of.length;

const haveSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((code) => b.includes(code));
