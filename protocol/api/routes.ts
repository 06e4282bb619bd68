// Every HTTP route once: method, path, input and output. The server, the OpenAPI document and the client are made from it.
import { z } from "zod";
import { file, fileName } from "../goods.ts";
import { address, listingId } from "../ids.ts";
import { picture } from "../picture.ts";
import * as inputs from "./inputs.ts";
import * as node from "./node-schemas.ts";
import { orderRoutes } from "./order-routes.ts";
import { type Route, page, route } from "./route.ts";
import * as out from "./schemas.ts";
import * as search from "./search.ts";

const listingKey = z.strictObject({ seller: address, listing: listingId });

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
    query: search.listingQuery,
    status: 200,
    answer: search.listingPage,
  }),
  facets: route({
    method: "get",
    path: "/facets",
    summary: "How many listings a search has, by category, price, country, condition, rating and seller",
    query: search.facetQuery,
    status: 200,
    answer: search.listingFacets,
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

  addFile: route({
    method: "post",
    path: "/files",
    summary: "Store a file to sell: encrypted, on this node alone, and given to who paid for it",
    query: z.strictObject({
      name: fileName,
      mediaType: file.shape.mediaType.default("application/octet-stream"),
    }),
    rawBody: ["application/octet-stream"],
    streams: true,
    status: 201,
    answer: file.meta({ id: "File" }),
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
    answer: out.profileDetail,
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
  lockBond: route({
    method: "post",
    path: "/bond",
    summary: "Lock coin as this account's bond",
    query: inputs.waitQuery,
    body: inputs.bondAmount,
    status: 202,
    answer: out.operation,
  }),
  requestBond: route({
    method: "post",
    path: "/bond/withdrawal",
    summary: "Ask a part of the bond back; it can be withdrawn 30 days later",
    query: inputs.waitQuery,
    body: inputs.bondAmount,
    status: 202,
    answer: out.operation,
  }),
  withdrawBond: route({
    method: "post",
    path: "/bond/withdraw",
    summary: "Withdraw what was asked back of the bond",
    query: inputs.waitQuery,
    body: inputs.bondWithdrawal,
    status: 202,
    answer: out.operation,
  }),
  publishArbitrator: route({
    method: "put",
    path: "/arbitrator",
    summary: "Publish in the registry that this account arbitrates, and for which fee",
    query: inputs.waitQuery,
    body: inputs.arbitratorEntry,
    status: 202,
    answer: out.operation,
  }),
  following: route({
    method: "get",
    path: "/following",
    summary: "Whom this node follows: their journals are kept whatever the quota says",
    status: 200,
    answer: z.array(node.followed),
  }),
  follow: route({
    method: "put",
    path: "/following/:owner",
    summary: "Follow somebody, also one whom no peer has named yet",
    params: z.strictObject({ owner: address }),
    status: 200,
    answer: node.followed,
  }),
  unfollow: route({
    method: "delete",
    path: "/following/:owner",
    summary: "Follow somebody no longer",
    params: z.strictObject({ owner: address }),
    status: 204,
  }),
  reviews: route({
    method: "get",
    path: "/reviews",
    summary: "Reviews of real purchases",
    query: inputs.reviewQuery,
    status: 200,
    answer: page(out.reviewView),
  }),

  ...orderRoutes,

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
