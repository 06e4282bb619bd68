// Examples of the routes about what is for sale.
import { type Examples, STAND_INS } from "./example.ts";
import type { listingRoutes } from "./listing-routes.ts";

const { seller, arbitrator, fallback, picture, pictureCid } = STAND_INS;
const lamp = { seller, listing: "brass-desk-lamp" };

export const listingExamples: Examples<typeof listingRoutes> = {
  listings: { query: { q: "desk lamp", available: "true", sort: "price-low", limit: "10" } },
  facets: { query: { q: "desk lamp", shipsTo: "PT" } },
  categories: {},
  listing: { params: lamp },
  publishListing: {
    query: { wait: "20" },
    body: {
      id: "brass-desk-lamp",
      title: "Brass desk lamp",
      description: "Warm light, with a dimmer.",
      category: "home/lighting",
      tags: ["lamp", "brass"],
      condition: "used",
      currency: "tUSD",
      shipping: "5.50",
      shipsFrom: "PT",
      shipsTo: ["PT", "ES", "GB"],
      pictures: [picture],
      variants: [{ id: "v1", title: "With a bulb", price: "40.00", stock: 20 }],
      arbitration: { arbitrator, fallback },
    },
  },
  removeListing: { params: lamp, query: { wait: "20" } },
  addPicture: { query: { alt: "A desk lamp" } },
  picture: { params: { cid: pictureCid } },
  addFile: { query: { name: "patterns.pdf", mediaType: "application/pdf" } },
};
