// The HTTP routes of a seller's work: what to ship, giving money back, collecting what is due, and figures.
import { z } from "zod";
import { hex32 } from "../ids.ts";
import { waitQuery } from "./inputs.ts";
import { empty, page, route } from "./route.ts";
import * as sales from "./sales-schemas.ts";

export const salesRoutes = {
  toShip: route({
    method: "get",
    path: "/sales/to-ship",
    summary: "Orders that this account is to ship, the most urgent first, with their addresses",
    query: sales.toShipQuery,
    status: 200,
    answer: page(sales.orderToShip),
  }),
  packingList: route({
    method: "get",
    path: "/sales/packing-list",
    summary: "What goes into which parcel",
    query: sales.packingQuery,
    status: 200,
    answer: sales.packingList,
  }),
  shipMany: route({
    method: "post",
    path: "/orders/ship",
    summary: "Mark several orders shipped, each with its own tracking: one transaction each",
    query: waitQuery,
    body: sales.shipments,
    status: 202,
    answer: sales.shipped,
  }),
  refund: route({
    method: "post",
    path: "/orders/:order/refund",
    summary: "Seller: give the money back: all of it at once, or a part of it once the buyer accepts",
    params: z.strictObject({ order: hex32 }),
    query: waitQuery,
    body: sales.refundInput,
    status: 202,
    answer: sales.refund,
  }),
  collectPayments: route({
    method: "post",
    path: "/sales/collect",
    summary: "Collect all payments that are due: signed releases and orders past inspection in one transaction",
    query: waitQuery,
    body: empty,
    status: 202,
    answer: sales.collection,
  }),
  salesFigures: route({
    method: "get",
    path: "/sales/figures",
    summary: "Orders, units and money over time, each currency by itself",
    query: sales.figuresQuery,
    status: 200,
    answer: sales.salesFigures,
  }),
} as const;
