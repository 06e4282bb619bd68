// A receipt: what was bought of whom for how much, and where on the chain anybody can check it.
import { z } from "zod";
import { address, cid, hex32, listingId } from "../ids.ts";
import { amountText } from "../money.ts";
import { STATUSES } from "../order.ts";
import { forOwner } from "./private-words.ts";

const time = z.iso.datetime();
const party = z.object({ address, name: z.string().nullable() });

export const receipt = z
  .object({
    /** keccak256 over the offer's digest, buyer, units, salt and referrer (O-1): the terms below give it again. */
    order: hex32,
    chain: z.object({ id: z.int(), name: z.string(), escrow: address }),
    status: z.enum(STATUSES),
    buyer: forOwner(party, "who bought what, on paper"),
    seller: party,
    arbitrator: party.nullable(),
    /** Null where the edition that was bought is not known here; `terms` still names it. */
    listing: z.object({ id: listingId, title: z.string(), variant: z.string(), cid }).nullable(),
    terms: hex32,
    offerDigest: hex32,
    currency: z.object({ address, symbol: z.string(), decimals: z.int() }),
    units: z.int(),
    unitPrice: amountText,
    shipping: amountText,
    total: amountText,
    salt: z.string(),
    referrer: address,
    paidAt: time,
    closedAt: time.nullable(),
    /** Who got what at the close: together the total. */
    payout: z
      .object({ buyer: amountText, seller: amountText, arbitrator: amountText, referrer: amountText })
      .nullable(),
    /** The escrow's events about the order, each in its transaction. */
    proof: z.array(
      z.object({
        event: z.string(),
        at: time,
        block: z.int(),
        blockHash: hex32,
        transaction: hex32,
        final: z.boolean(),
      }),
    ),
    /** Of the newest block that this node has read: what it says is as of then. */
    asOf: z.object({ block: z.int(), time }),
  })
  .meta({ id: "Receipt" });
export type Receipt = z.output<typeof receipt>;
