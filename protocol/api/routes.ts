// Every HTTP route once: method, path, input and output. The server, the OpenAPI document and the client are made from it.
import { z } from "zod";
import { addressRoutes } from "./address-routes.ts";
import * as inputs from "./inputs.ts";
import { listingRoutes } from "./listing-routes.ts";
import * as node from "./node-schemas.ts";
import { orderRoutes } from "./order-routes.ts";
import { participantRoutes } from "./participant-routes.ts";
import { purchaseRoutes } from "./purchase-routes.ts";
import { rateRoutes } from "./rate-routes.ts";
import { type Route, page, route } from "./route.ts";
import { salesRoutes } from "./sales-routes.ts";
import * as out from "./schemas.ts";
import { shippingRoutes } from "./shipping-routes.ts";
import { shopRoutes } from "./shop-routes.ts";
import { transactionRoutes } from "./transaction-routes.ts";
import { tokenRoutes } from "./token-routes.ts";

export const routes = {
  node: route({
    method: "get",
    path: "/node",
    summary: "This node: account, chain, peers",
    status: 200,
    answer: node.nodeStatus,
  }),
  network: route({
    method: "get",
    path: "/network",
    summary: "Peers, journals and refusals",
    status: 200,
    answer: node.network,
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
  backup: route({
    method: "post",
    path: "/backups",
    access: "owner",
    summary: "Everything of this node that peers and chain cannot give back, in one encrypted file",
    body: inputs.backupInput,
    status: 200,
    rawAnswer: "application/octet-stream",
    streams: true,
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

  ...listingRoutes,
  ...shopRoutes,
  ...shippingRoutes,
  ...participantRoutes,
  reviews: route({
    method: "get",
    path: "/reviews",
    summary: "Reviews of real purchases",
    query: inputs.reviewQuery,
    status: 200,
    answer: page(out.reviewView),
  }),

  ...addressRoutes,
  ...purchaseRoutes,
  ...orderRoutes,
  ...rateRoutes,
  ...transactionRoutes,
  ...salesRoutes,

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
  ...tokenRoutes,
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
