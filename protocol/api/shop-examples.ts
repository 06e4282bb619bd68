// Examples of the routes about the own shop: drafts, bulk commands, shipping profiles, imports and exports.
import { type Examples, STAND_INS } from "./example.ts";
import type { shippingRoutes } from "./shipping-routes.ts";
import type { shopRoutes } from "./shop-routes.ts";

const draft = { draft: "floor-lamp" };
const query = { wait: "20" };
const ids = ["floor-lamp"];
const tenthLess = { filter: { category: "home/lighting/floor" }, patch: { price: { percent: -10, roundTo: "0.05" } } };

export const shopExamples: Examples<typeof shopRoutes> = {
  shopListings: { query: { q: "lamp", state: "published", limit: "10" } },
  draft: { params: draft },
  saveDraft: {
    params: draft,
    body: {
      title: "Floor lamp",
      category: "home/lighting/floor",
      currency: "tUSD",
      shipsFrom: "PT",
      shippingProfile: "parcels",
      variants: [{ id: "v1", price: "90.00", stock: 3, weight: 4_200 }],
    },
  },
  dropDraft: { params: { draft: "wall-lamp" } },
  publishDrafts: { query, body: { ids } },
  pauseListings: { query, body: { ids } },
  resumeListings: { query, body: { ids } },
  deleteListings: { query, body: { ids } },
  editListings: { query, body: tenthLess },
  previewEdit: { body: tenthLess },
  importListings: { query: { format: "json", dryRun: "true", wait: "20" } },
  importReport: { params: { operation: STAND_INS.operation } },
  exportListings: { query: { format: "json", state: "published" } },
  uploadedPicture: { params: { digest: STAND_INS.digest }, query: { alt: "A desk lamp" } },
};

const key = { profile: "parcels" };

export const shippingExamples: Examples<typeof shippingRoutes> = {
  shippingProfiles: {},
  shippingProfile: { params: key },
  saveShippingProfile: {
    params: key,
    body: {
      title: "Parcels",
      currency: "tUSD",
      zones: [
        {
          to: ["PT", "ES"],
          options: [
            {
              title: "Tracked parcel",
              days: { min: 2, max: 4 },
              steps: [{ upTo: 2_000, first: "4.50", further: "1.00" }, { first: "9.00" }],
            },
          ],
        },
        { to: ["*"], options: [{ title: "Airmail", steps: [{ first: "14.00" }] }] },
      ],
    },
  },
  republishByProfile: { params: key, query },
  removeShippingProfile: { params: key },
};
