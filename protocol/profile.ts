// A profile block: who somebody says they are, and as an arbitrator on which terms they rule (rules P-1 … P-3).
import { z } from "zod";
import { encodeBlock, parseBlock } from "./block.ts";
import { type Cid, address } from "./ids.ts";
import { MAX_FEE_BPS } from "./offer.ts";
import { picture } from "./picture.ts";
import { text } from "./text.ts";
import type { Verdict } from "./verdict.ts";

export const MAX_PROFILE_BYTES = 16 * 1024;

export const profile = z.strictObject({
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
});
export type Profile = z.output<typeof profile>;

export const parseProfile = (bytes: Uint8Array): Verdict<{ value: Profile; cid: Cid }> =>
  parseBlock(bytes, profile, "profile", MAX_PROFILE_BYTES);

export const encodeProfile = (value: Profile): Uint8Array => encodeBlock(value);
