// The HTTP routes about orders: reading them, buying, each call of the escrow, and what parties sign for each other.
import { z } from "zod";
import { hex32 } from "../ids.ts";
import * as inputs from "./inputs.ts";
import * as orders from "./order-schemas.ts";
import { cart, purchase } from "./purchase-inputs.ts";
import { receipt } from "./receipt-schemas.ts";
import { empty, page, route } from "./route.ts";
import * as out from "./schemas.ts";

const orderKey = z.strictObject({ order: hex32 });

const orderCommand = <const P extends string, B extends z.ZodType>(path: P, summary: string, body: B) =>
  route({
    method: "post",
    path: `/orders/:order/${path}`,
    summary,
    params: orderKey,
    query: inputs.waitQuery,
    body,
    status: 202,
    answer: out.operation,
  });

export const orderRoutes = {
  orders: route({
    method: "get",
    path: "/orders",
    summary: "Orders this account takes part in",
    query: inputs.orderQuery,
    status: 200,
    answer: page(orders.orderSummary),
  }),
  order: route({
    method: "get",
    path: "/orders/:order",
    summary: "One order with its timeline",
    params: orderKey,
    access: "private",
    status: 200,
    answer: orders.orderDetail,
  }),
  receipt: route({
    method: "get",
    path: "/orders/:order/receipt",
    summary: "A receipt with its proof on the chain, for the parties of the order",
    params: orderKey,
    status: 200,
    answer: receipt,
  }),
  orderFile: route({
    method: "get",
    path: "/orders/:order/file",
    summary: "Buyer: the file of an order, once it is here and is the one that was sold",
    params: orderKey,
    access: "private",
    status: 200,
    rawAnswer: "application/octet-stream",
    streams: true,
  }),
  buy: route({
    method: "post",
    path: "/orders",
    summary: "Buy: pay into escrow",
    query: inputs.waitQuery,
    body: purchase,
    status: 202,
    answer: out.operation,
  }),
  buyCart: route({
    method: "post",
    path: "/carts",
    summary: "Buy several articles of any sellers in one transaction, all or none",
    query: inputs.waitQuery,
    body: cart,
    status: 202,
    answer: out.operation,
  }),
  collectReleases: route({
    method: "post",
    path: "/releases/collect",
    summary: "Seller: collect the money of all orders whose buyers signed a release, in one transaction",
    query: inputs.waitQuery,
    body: empty,
    status: 202,
    answer: out.operation,
  }),
  ship: orderCommand("ship", "Seller: mark shipped", inputs.shipment),
  confirm: orderCommand("confirm", "Buyer: received, release the money, with or without a review", inputs.confirmation),
  release: orderCommand(
    "release",
    "Buyer: received; sign a release that the seller submits, without a transaction of your own",
    inputs.confirmation,
  ),
  reply: orderCommand("reply", "Seller: say something to the review, in public", inputs.replyInput),
  extend: orderCommand("extend", "Buyer: more time to ship; seller: more time to inspect", inputs.extension),
  submitEvidence: orderCommand(
    "evidence",
    "Show something to the other parties and the arbitrators",
    inputs.evidenceInput,
  ),
  proposeSettlement: orderCommand(
    "settlement",
    "Sign a split for the other party to accept",
    inputs.settlementProposal,
  ),
  settle: orderCommand("settle", "Accept the split that the other party signed", inputs.settlementAcceptance),
  cancel: orderCommand("cancel", "Give the money back to the buyer", empty),
  claim: orderCommand("claim", "After the inspection window: release the money to the seller", empty),
  dispute: orderCommand("dispute", "Buyer: open a dispute", inputs.disputeInput),
  rule: orderCommand("rule", "Arbitrator: decide the buyer's share", inputs.ruling),
  pass: orderCommand("pass", "Arbitrator: pass the case to the fallback", empty),
  expire: orderCommand("expire", "After all ruling windows: split at the agreed default", empty),
} as const;
