// A listing block: what a buyer sees, content-addressed, and the offers that follow from it (rules L-1 … L-7).
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { digestOf, encodeBlock, parseBlock } from "./block.ts";
import { file } from "./goods.ts";
import { type Cid, type Hex32, type ListingId, ZERO_ADDRESS, address, keccak, listingId } from "./ids.ts";
import { amountText } from "./money.ts";
import { MAX_FEE_BPS, MAX_WINDOW, MIN_RULING_WINDOW, MIN_WINDOW, type Offer } from "./offer.ts";
import { MAX_PICTURES, picture } from "./picture.ts";
import { text } from "./text.ts";
import type { Verdict } from "./verdict.ts";

export const MAX_LISTING_BYTES = 48 * 1024;
export const MAX_VARIANTS = 50;
export const CONDITIONS = ["new", "like-new", "used", "refurbished", "handmade"] as const;

export const variant = z.strictObject({
  /** Names the stock, together with the listing's id: keep it across edits. */
  id: listingId,
  title: text(0, 80),
  /** Per unit, smallest unit of the listing's currency. */
  price: amountText,
  /** Cumulative ceiling of units ever sold; 0 is not counted. Restock by raising it (contracts.md, Stock). */
  maxUnits: z.int().min(0).max(0xffff_ffff),
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
    /** Once per order, smallest unit. */
    shipping: amountText,
    shipsFrom: z.string().regex(/^[A-Z]{2}$/, "expected a country code (ISO 3166-1 alpha-2)"),
    /** Country codes, or `*` alone for everywhere. */
    shipsTo: z
      .array(z.string().regex(/^([A-Z]{2}|\*)$/, "expected a country code or *"))
      .min(1)
      .max(250),
    pictures: z.array(picture).max(MAX_PICTURES),
    /** What is sold, where it is a file: the seller's node delivers it. */
    file: file.nullable(),
    variants: z.array(variant).min(1).max(MAX_VARIANTS),
    /** Seconds from payment to the last moment of shipping. */
    shipWindow: z.int().min(MIN_WINDOW).max(MAX_WINDOW),
    /** Seconds from shipping; includes the transit. */
    inspectionWindow: z.int().min(MIN_WINDOW).max(MAX_WINDOW),
    /** Null: nobody can rule; no buyer protection after shipping. */
    arbitration: arbitration.nullable(),
  })
  .refine((l) => new Set(l.variants.map((v) => v.id)).size === l.variants.length, {
    path: ["variants"],
    message: "two variants have the same id",
  })
  .refine((l) => !l.shipsTo.includes("*") || l.shipsTo.length === 1, { path: ["shipsTo"], message: "* stands alone" })
  .refine((l) => !l.file || (l.shipping === "0" && l.shipsTo[0] === "*"), {
    path: ["file"],
    message: "a file goes everywhere, and shipping costs nothing",
  });
export type Listing = z.output<typeof listing>;

/** What the seller signs per variant beside what the block says; in the order of the block's variants. */
export const offerSignature = z.strictObject({
  /** Unix seconds of chain time. */
  validUntil: z
    .int()
    .min(1)
    .max(2 ** 40 - 1),
  counter: z
    .int()
    .min(0)
    .max(2 ** 40 - 1),
  /** 65 bytes r ‖ s ‖ v for a plain account; more for an ERC-1271 wallet. */
  signature: z.string().regex(/^0x([0-9a-f]{2}){65,1024}$/, "expected a signature"),
});
export type OfferSignature = z.output<typeof offerSignature>;

export const parseListing = (bytes: Uint8Array): Verdict<{ value: Listing; cid: Cid }> =>
  parseBlock(bytes, listing, "listing", MAX_LISTING_BYTES);

export const encodeListing = (value: Listing): Uint8Array => encodeBlock(value);

/** Stock key: keccak256 of `listing/variant` in UTF-8 (rule L-4). */
export const skuOf = (id: ListingId, variantId: ListingId): Hex32 => keccak(utf8ToBytes(`${id}/${variantId}`));

/** The offer a variant stands for. Price and parties come from the block alone, so what is shown is what is signed. */
export function offerOf(
  value: Listing,
  cid: Cid,
  of: Variant,
  signed: Pick<OfferSignature, "validUntil" | "counter">,
): Offer {
  const { arbitration: rules } = value;
  return {
    seller: value.seller,
    arbitrator: rules?.arbitrator ?? ZERO_ADDRESS,
    fallbackArbitrator: rules?.fallback ?? ZERO_ADDRESS,
    currency: value.currency,
    unitPrice: BigInt(of.price),
    shipping: BigInt(value.shipping),
    terms: digestOf(cid),
    sku: skuOf(value.id, of.id),
    maxUnits: of.maxUnits,
    shipWindow: value.shipWindow,
    inspectionWindow: value.inspectionWindow,
    rulingWindow: rules?.rulingWindow ?? 0,
    arbitratorFeeBps: rules?.feeBps ?? 0,
    referrerBps: 0,
    defaultBuyerBps: rules?.defaultBuyerBps ?? 0,
    validUntil: signed.validUntil,
    counter: signed.counter,
  };
}
