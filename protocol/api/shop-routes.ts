// The HTTP routes about the own shop: drafts, many listings at once, imports and exports.
import { z } from "zod";
import { hex32, listingId } from "../ids.ts";
import { picture } from "../picture.ts";
import { waitQuery } from "./inputs.ts";
import { MAX_IMPORT_BYTES, page, route } from "./route.ts";
import * as out from "./schemas.ts";
import * as inputs from "./shop-inputs.ts";
import * as shop from "./shop-schemas.ts";

const draftKey = z.strictObject({ draft: listingId });

const bulk = <const Path extends string>(path: Path, summary: string) =>
  route({
    method: "post",
    path,
    summary,
    query: waitQuery,
    body: inputs.bulk,
    status: 202,
    answer: out.operation,
  });

export const shopRoutes = {
  shopListings: route({
    method: "get",
    path: "/shop/listings",
    summary: "Own listings and drafts, with state, stock left and validity",
    query: inputs.shopQuery,
    status: 200,
    answer: page(shop.shopListing),
  }),
  draft: route({
    method: "get",
    path: "/shop/drafts/:draft",
    summary: "What editing a listing starts from: a draft, or what was typed when it was published",
    params: draftKey,
    status: 200,
    answer: shop.shopDraftView,
  }),
  saveDraft: route({
    method: "put",
    path: "/shop/drafts/:draft",
    summary: "Keep a draft, or changes to a listing that are not published yet",
    params: draftKey,
    body: inputs.shopDraft,
    status: 200,
    answer: shop.shopDraftView,
  }),
  dropDraft: route({
    method: "delete",
    path: "/shop/drafts/:draft",
    summary: "Give up a draft, or changes that were not published",
    params: draftKey,
    status: 204,
  }),
  publishDrafts: bulk("/shop/listings/publish", "Publish drafts, and listings with their changes: all or none"),
  pauseListings: bulk("/shop/listings/pause", "Take listings from sale and keep them to be resumed: all or none"),
  resumeListings: bulk("/shop/listings/resume", "Put paused or expired listings up for sale again: all or none"),
  deleteListings: bulk("/shop/listings/delete", "Withdraw listings and forget their drafts: all or none"),
  editListings: route({
    method: "post",
    path: "/shop/listings/edit",
    summary: "Change many listings in the same way: all or none",
    query: waitQuery,
    body: inputs.listingEdit,
    status: 202,
    answer: out.operation,
  }),
  previewEdit: route({
    method: "post",
    path: "/shop/listings/edit/preview",
    summary: "What an edit of many listings would change, row by row",
    body: inputs.listingEdit,
    safe: true,
    access: "private",
    status: 200,
    answer: shop.editPreview,
  }),
  importListings: route({
    method: "post",
    path: "/shop/import",
    summary:
      "Import products: Shopify's CSV, or a draft of JSON a line. Pictures are added first: the node fetches none",
    query: inputs.importQuery,
    rawBody: ["text/csv", "application/x-ndjson", "application/json", "application/octet-stream"],
    streams: true,
    maxBytes: MAX_IMPORT_BYTES,
    status: 202,
    answer: out.operation,
  }),
  importReport: route({
    method: "get",
    path: "/shop/imports/:operation",
    summary: "What an import did or would do, with faults by line and column",
    params: z.strictObject({ operation: z.string().max(64) }),
    status: 200,
    answer: shop.importReport,
  }),
  exportListings: route({
    method: "get",
    path: "/shop/export",
    summary: "Export own listings and drafts as the import reads them",
    query: inputs.exportQuery,
    status: 200,
    rawAnswer: "application/octet-stream",
    streams: true,
  }),
  uploadedPicture: route({
    method: "get",
    path: "/pictures/uploaded/:digest",
    summary: "The picture that these bytes (sha2-256) became, if they were added before",
    params: z.strictObject({ digest: hex32 }),
    query: z.strictObject({ alt: z.string().max(200).default("") }),
    status: 200,
    answer: picture,
  }),
} as const;
