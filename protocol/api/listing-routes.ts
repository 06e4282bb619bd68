// The HTTP routes about what is for sale: searching it, publishing it, its pictures and files.
import { z } from "zod";
import { MAX_FILE_BYTES, file, fileName } from "../goods.ts";
import { address, listingId } from "../ids.ts";
import { picture } from "../picture.ts";
import * as inputs from "./inputs.ts";
import { empty, route } from "./route.ts";
import * as out from "./schemas.ts";
import * as search from "./search.ts";

const listingKey = z.strictObject({ seller: address, listing: listingId });

export const listingRoutes = {
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
    query: z.strictObject({ priceIn: search.priceIn }),
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
  publishListings: route({
    method: "post",
    path: "/listings/batch",
    summary: "Publish or replace many listings of this account at once, under one signature",
    query: inputs.waitQuery,
    body: inputs.listingBatch,
    largeBody: true,
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
  oldOffers: route({
    method: "get",
    path: "/listings/old-offers",
    summary: "Earlier offers of this account that are cheaper than the present ones and can still be paid",
    status: 200,
    answer: z.array(out.oldOffers.extend({ listing: listingId }).meta({ id: "OldOffersOfListing" })),
  }),
  voidOldOffers: route({
    method: "post",
    path: "/listings/void-old-offers",
    summary: "Sign everything on sale anew, then void all that was signed before, by one transaction",
    query: inputs.waitQuery,
    body: empty,
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
    maxBytes: MAX_FILE_BYTES,
    status: 201,
    answer: file.meta({ id: "File" }),
  }),
} as const;
