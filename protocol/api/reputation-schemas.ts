// What the HTTP API answers about an account's reputation: raw numbers, how they are weighed, and what looks made up.
import { z } from "zod";
import { address } from "../ids.ts";
import { amountText } from "../money.ts";
import { ratingSummary } from "./schemas.ts";

/** Closed ones by who got more of what buyer and seller divided. */
const disputes = z.object({ opened: z.int(), won: z.int(), lost: z.int(), even: z.int() });

export const reputation = z
  .object({
    owner: address,
    sales: z.object({
      orders: z.int(),
      /** Still in escrow. */
      open: z.int(),
      completed: z.int(),
      refunded: z.int(),
      split: z.int(),
      /** Always on time: the escrow takes it within the window only. */
      shipped: z.int(),
      /** Never shipped: the window passed, and the buyer was refunded. */
      expired: z.int(),
      medianShipSeconds: z.int().nullable(),
      disputes,
      /** Paid to the seller. */
      settled: z.array(z.object({ currency: address, amount: amountText })),
      /** Different ones, of completed orders. */
      buyers: z.int(),
    }),
    purchases: z.object({
      orders: z.int(),
      completed: z.int(),
      refunded: z.int(),
      disputes,
      sellers: z.int(),
    }),
    /** As an arbitrator: disputes that were theirs to rule on. */
    rulings: z.object({
      cases: z.int(),
      /** With the fee, which is for ruling alone. */
      ruled: z.int(),
      /** To the arbitrator after them. */
      passed: z.int(),
      /** Their time went by without a ruling of theirs. */
      missed: z.int(),
      open: z.int(),
      /** Ended in time by the parties, or by a ruling that earns nothing. */
      other: z.int(),
    }),
    reviews: z.object({
      rating: ratingSummary,
      dimensions: z.object({ asDescribed: ratingSummary, shipping: ratingSummary, communication: ratingSummary }),
      /** Buyers who rated; each counts once, by their average. */
      voices: z.int(),
      /** What ranking makes of it: (sum of voices + 3 × 3.5) / (voices + 3). */
      weighed: z.number(),
    }),
    flags: z.object({
      /** Accounts that sell to each other in a circle and hardly to anybody else (docs/reputation.md). */
      ring: z.object({ members: z.array(address), inside: z.int(), outside: z.int() }).nullable(),
      /** Buyers who have completed no order with anybody else: also every honest newcomer. */
      captiveBuyers: z.int(),
      /** Buyers who also sold to this account. */
      mutual: z.array(address),
      /** The escrow opens none; counted all the same. */
      selfPurchases: z.int(),
    }),
    /** Of an account with very many orders only the newest are counted. */
    partial: z.boolean(),
    /** How ranking weighs these numbers, in words. */
    weighing: z.array(z.string()),
  })
  .meta({ id: "Reputation" });
export type ReputationView = z.output<typeof reputation>;
