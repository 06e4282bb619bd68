// What the HTTP API takes and answers about an account's sales.
import { z } from "zod";
import { address, hex32, listingId } from "../ids.ts";
import { deliveryAddress } from "../message.ts";
import { amountText } from "../money.ts";
import { cursor, limit, price } from "./inputs.ts";
import { orderSummary } from "./order-schemas.ts";
import { forOwner } from "./private-words.ts";
import { operation, problem } from "./schemas.ts";

const time = z.iso.datetime();
const date = z.iso.date().meta({ description: "a day, UTC, like 2026-11-25" });
/** Each is an operation of its own, and goes on after the answer. */
const operations = z.array(operation);

export const toShipQuery = z.strictObject({ limit, cursor });
export const orderToShip = orderSummary
  .extend({
    /** The window is over: anybody may refund the buyer. */
    overdue: z.boolean(),
    /** Null while it has not arrived, or cannot be read. */
    address: forOwner(deliveryAddress, "where a buyer lives").nullable(),
  })
  .meta({ id: "OrderToShip" });
export type OrderToShip = z.output<typeof orderToShip>;

export const MAX_PARCELS = 100;
export const packingQuery = z.strictObject({
  orders: z
    .string()
    .max(MAX_PARCELS * 67)
    .transform((text) => text.split(","))
    .pipe(z.array(hex32).max(MAX_PARCELS))
    .optional()
    .meta({
      description: `ids with commas between, at most ${MAX_PARCELS}; left out, what is to be shipped next and still in time`,
    }),
});
/** Orders of one buyer to one address go into one parcel. */
export const packingList = z
  .object({
    at: time,
    seller: z.object({ address, name: z.string().nullable() }),
    parcels: z.array(
      z.object({
        buyer: address,
        buyerName: z.string().nullable(),
        address: forOwner(deliveryAddress, "where a buyer lives").nullable(),
        /** The earliest end of its orders' ship windows. */
        shipBy: time,
        lines: z.array(
          z.object({
            order: hex32,
            listing: listingId.nullable(),
            title: z.string(),
            variant: z.string(),
            units: z.int(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "PackingList" });
export type PackingList = z.output<typeof packingList>;

export const shipments = z
  .strictObject({
    shipments: z
      .array(
        z
          .strictObject({
            order: hex32,
            tracking: z.string().max(200).default("").meta({ description: "only the buyer can read it" }),
          })
          .meta({ id: "ShipmentOfOrder" }),
      )
      .min(1)
      .max(MAX_PARCELS),
  })
  .meta({ id: "Shipments" });
export type Shipments = z.output<typeof shipments>;
export const shipped = z
  .object({
    operations,
    /** What the chain refused or could not be asked; the others go on. */
    refused: z.array(z.object({ order: hex32, problem })),
  })
  .meta({ id: "Shipped" });

export const refundInput = z
  .strictObject({
    amount: price
      .optional()
      .meta({ description: "in the order's currency, like 12.50; left out, all of it, and at once" }),
  })
  .default({})
  .meta({ id: "RefundRequest" });
export const refund = z
  .object({
    operations,
    /** `cancel` pays at once; `proposeSettlement` once the buyer accepts. */
    call: z.enum(["cancel", "proposeSettlement"]),
    /** What happens, in a sentence. */
    text: z.string(),
    currency: address,
    /** What the buyer gets, and what they get of it beyond what was asked for: shares are hundredths of a percent. */
    buyer: amountText,
    rounding: amountText,
    seller: amountText,
    buyerBps: z.int(),
  })
  .meta({ id: "Refund" });
export type RefundView = z.output<typeof refund>;

export const collection = z
  .object({
    operations,
    /** Orders whose buyers signed a release, and whose inspection window is over. */
    releases: z.array(hex32),
    claims: z.array(hex32),
    /** Currencies in which a payment waited because it could not be pushed. */
    withdrawals: z.array(address),
    /** There is more than one transaction takes: collect again once this is done. */
    more: z.boolean(),
  })
  .meta({ id: "Collection" });

export const figuresQuery = z.strictObject({
  from: date.optional(),
  to: date.optional().meta({ description: "the last day that counts, UTC" }),
  by: z.enum(["day", "week", "month"]).default("month"),
});
export type FiguresQuery = z.output<typeof figuresQuery>;
const sums = z.object({
  currency: address,
  orders: z.int(),
  units: z.int(),
  /** What buyers paid = pending + refunded + fees + net. */
  gross: amountText,
  pending: amountText,
  refunded: amountText,
  /** Kept by arbitrators and referrers. */
  fees: amountText,
  net: amountText,
});
export const salesFigures = z
  .object({
    by: z.enum(["day", "week", "month"]),
    /** Orders count in the period in which they were paid; periods without one are left out. */
    periods: z.array(z.object({ from: z.iso.date(), sums: z.array(sums) })),
    totals: z.array(sums),
  })
  .meta({ id: "SalesFigures" });
export type SalesFigures = z.output<typeof salesFigures>;
