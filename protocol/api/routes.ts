// Every HTTP route once: method, path, input and output. The server, the OpenAPI document and the client are made from it.
import { z } from "zod";
import { address, hex32, listingId } from "../ids.ts";
import { picture } from "../picture.ts";
import * as inputs from "./inputs.ts";
import * as out from "./schemas.ts";

export interface Route {
  method: "get" | "post" | "put" | "delete";
  /** Below `/api/v1`, Express style. */
  path: string;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Media types of a body or answer that is not JSON. */
  rawBody?: readonly string[];
  rawAnswer?: string;
  /** HTTP status of success. 202: the intent is durable, follow the operation. */
  status: 200 | 201 | 202 | 204;
  answer?: z.ZodType;
}

const route = <const R extends Route>(definition: R): R => definition;
const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
const listingKey = z.strictObject({ seller: address, listing: listingId });
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
const empty = z.strictObject({}).optional();

export const routes = {
  node: route({
    method: "get",
    path: "/node",
    summary: "This node: account, chain, peers",
    status: 200,
    answer: out.nodeStatus,
  }),
  network: route({
    method: "get",
    path: "/network",
    summary: "Peers, journals and refusals",
    status: 200,
    answer: out.network,
  }),
  currencies: route({
    method: "get",
    path: "/currencies",
    summary: "Currencies of this chain",
    status: 200,
    answer: z.array(out.currency),
  }),
  balances: route({
    method: "get",
    path: "/balances",
    summary: "What this account holds",
    status: 200,
    answer: z.array(out.balance),
  }),
  withdraw: route({
    method: "post",
    path: "/withdrawals",
    summary: "Take out money that could not be pushed",
    query: inputs.waitQuery,
    body: inputs.withdrawal,
    status: 202,
    answer: out.operation,
  }),

  listings: route({
    method: "get",
    path: "/listings",
    summary: "Search and browse",
    query: inputs.listingQuery,
    status: 200,
    answer: page(out.listingSummary),
  }),
  categories: route({
    method: "get",
    path: "/categories",
    summary: "Categories with counts",
    status: 200,
    answer: z.array(z.object({ category: z.string(), listings: z.int() })),
  }),
  listing: route({
    method: "get",
    path: "/listings/:seller/:listing",
    summary: "One listing",
    params: listingKey,
    status: 200,
    answer: out.listingDetail,
  }),
  publishListing: route({
    method: "post",
    path: "/listings",
    summary: "Publish or replace a listing of this account",
    query: inputs.waitQuery,
    body: inputs.listingDraft,
    status: 202,
    answer: out.operation,
  }),
  removeListing: route({
    method: "delete",
    path: "/listings/:seller/:listing",
    summary: "Withdraw a listing of this account from sale",
    params: listingKey,
    query: inputs.waitQuery,
    status: 202,
    answer: out.operation,
  }),
  addPicture: route({
    method: "post",
    path: "/pictures",
    summary: "Store a picture for a listing or profile",
    query: z.strictObject({ alt: z.string().max(200).default("") }),
    rawBody: ["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "application/octet-stream"],
    status: 201,
    answer: picture,
  }),
  picture: route({
    method: "get",
    path: "/pictures/:cid",
    summary: "The bytes of a picture that a known listing or profile names",
    params: z.strictObject({ cid: z.string().max(80) }),
    status: 200,
    rawAnswer: "image/webp",
  }),

  profiles: route({
    method: "get",
    path: "/profiles",
    summary: "Known participants",
    query: z.strictObject({ arbitrators: z.stringbool().optional() }),
    status: 200,
    answer: z.array(out.profileView),
  }),
  profile: route({
    method: "get",
    path: "/profiles/:owner",
    summary: "One participant",
    params: z.strictObject({ owner: address }),
    status: 200,
    answer: out.profileView,
  }),
  publishProfile: route({
    method: "put",
    path: "/profile",
    summary: "Publish this account's profile",
    query: inputs.waitQuery,
    body: inputs.profileDraft,
    status: 202,
    answer: out.operation,
  }),
  reviews: route({
    method: "get",
    path: "/reviews",
    summary: "Reviews of real purchases",
    query: inputs.reviewQuery,
    status: 200,
    answer: page(out.reviewView),
  }),

  orders: route({
    method: "get",
    path: "/orders",
    summary: "Orders this account takes part in",
    query: inputs.orderQuery,
    status: 200,
    answer: page(out.orderSummary),
  }),
  order: route({
    method: "get",
    path: "/orders/:order",
    summary: "One order with its timeline",
    params: orderKey,
    status: 200,
    answer: out.orderDetail,
  }),
  buy: route({
    method: "post",
    path: "/orders",
    summary: "Buy: pay into escrow",
    query: inputs.waitQuery,
    body: inputs.purchase,
    status: 202,
    answer: out.operation,
  }),
  ship: orderCommand("ship", "Seller: mark shipped", inputs.shipment),
  confirm: orderCommand("confirm", "Buyer: received, release the money, with or without a review", inputs.confirmation),
  cancel: orderCommand("cancel", "Give the money back to the buyer", empty),
  claim: orderCommand("claim", "After the inspection window: release the money to the seller", empty),
  dispute: orderCommand("dispute", "Buyer: open a dispute", inputs.disputeInput),
  rule: orderCommand("rule", "Arbitrator: decide the buyer's share", inputs.ruling),
  pass: orderCommand("pass", "Arbitrator: pass the case to the fallback", empty),
  expire: orderCommand("expire", "After all ruling windows: split at the agreed default", empty),

  operations: route({
    method: "get",
    path: "/operations",
    summary: "What this node was asked to do",
    query: z.strictObject({ limit: inputs.limit, cursor: inputs.cursor }),
    status: 200,
    answer: page(out.operation),
  }),
  operation: route({
    method: "get",
    path: "/operations/:operation",
    summary: "One operation",
    params: z.strictObject({ operation: z.string().max(64) }),
    query: inputs.waitQuery,
    status: 200,
    answer: out.operation,
  }),
  events: route({
    method: "get",
    path: "/events",
    summary: "Live events (SSE), resumable by Last-Event-ID or ?after=",
    query: z.strictObject({ after: z.string().max(64).optional() }),
    status: 200,
    rawAnswer: "text/event-stream",
  }),
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
export const API_PREFIX = "/api/v1";
