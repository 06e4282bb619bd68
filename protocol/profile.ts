// A profile block: who somebody says they are, how they sell, and as an arbitrator on which terms they rule (rules P-1 … P-3).
import { z } from "zod";
import { encodeBlock, parseBlock } from "./block.ts";
import { type Cid, address } from "./ids.ts";
import { MAX_FEE_BPS } from "./offer.ts";
import { picture } from "./picture.ts";
import { country } from "./shipping.ts";
import { text } from "./text.ts";
import type { Verdict } from "./verdict.ts";

/** Every profile whose fields are in bounds fits. */
export const MAX_PROFILE_BYTES = 32 * 1024;
export const MAX_POLICY = 2_000;
export const MAX_ORIGINS = 50;
/** Of currencies, and of arbitrators. */
export const MAX_ACCEPTED = 16;

const once = <T extends z.ZodType>(item: T, max: number) =>
  z
    .array(item)
    .max(max)
    .refine((items) => new Set(items).size === items.length, "one stands twice");

/** What a shop says of itself; binds nobody: of an order, its offer and listing count (P-3). */
export const selling = z
  .strictObject({
    /** Policies, in the seller's words. */
    returns: text(0, MAX_POLICY),
    shipping: text(0, MAX_POLICY),
    terms: text(0, MAX_POLICY),
    /** Countries that goods leave from. */
    shipsFrom: once(country, MAX_ORIGINS),
    currencies: once(address, MAX_ACCEPTED),
    arbitrators: once(address, MAX_ACCEPTED),
  })
  .refine((said) => Object.values(said).some(({ length }) => length > 0), "says nothing: leave it out");
export type Selling = z.output<typeof selling>;

export const profile = z
  .strictObject({
    v: z.literal(1),
    kind: z.literal("profile"),
    owner: address,
    name: text(1, 60),
    about: text(0, 2_000),
    location: text(0, 80),
    picture: picture.nullable(),
    /** Null: does not offer to rule. */
    arbitrator: z
      .strictObject({ feeBps: z.int().min(0).max(MAX_FEE_BPS), languages: z.array(text(2, 16)).max(16) })
      .nullable(),
    /** Left out where nothing is said of it. */
    selling: selling.exactOptional(),
  })
  .refine(({ owner, selling: shop }) => !shop?.arbitrators.includes(owner), {
    path: ["selling", "arbitrators"],
    message: "nobody rules on their own sales",
  });
export type Profile = z.output<typeof profile>;

export const parseProfile = (bytes: Uint8Array): Verdict<{ value: Profile; cid: Cid }> =>
  parseBlock(bytes, profile, "profile", MAX_PROFILE_BYTES);

export const encodeProfile = (value: Profile): Uint8Array => encodeBlock(value);
