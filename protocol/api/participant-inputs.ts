// What the HTTP API accepts of this account's profile.
import { z } from "zod";
import { address } from "../ids.ts";
import { picture } from "../picture.ts";
import { MAX_ACCEPTED, MAX_ORIGINS, MAX_POLICY } from "../profile.ts";

const policy = z.string().max(MAX_POLICY).default("");

/** Lists that name the same twice, and parts that say nothing, are brought into form. */
const sellingDraft = z.strictObject({
  returns: policy.meta({ description: "how goods come back, shown before a buyer pays" }),
  shipping: policy.meta({ description: "how and when goods leave" }),
  terms: policy.meta({ description: "what else a buyer should know" }),
  shipsFrom: z.array(z.string().length(2)).max(MAX_ORIGINS).default([]).meta({ description: "country codes like PT" }),
  currencies: z
    .array(z.string().min(1).max(64))
    .max(MAX_ACCEPTED)
    .default([])
    .meta({ description: "accepted ones, symbol or address" }),
  arbitrators: z.array(address).max(MAX_ACCEPTED).default([]).meta({ description: "accounts that may rule" }),
});

export const profileDraft = z
  .strictObject({
    name: z.string().min(1).max(60),
    about: z.string().max(2_000).default(""),
    location: z.string().max(80).default(""),
    picture: picture.nullable().default(null),
    selling: sellingDraft.nullable().default(null),
    arbitrator: z
      .strictObject({ feeBps: z.int().min(0).max(1_000), languages: z.array(z.string().min(2).max(16)).max(16) })
      .nullable()
      .default(null),
  })
  .meta({ id: "ProfileDraft" });
export type ProfileDraft = z.output<typeof profileDraft>;
