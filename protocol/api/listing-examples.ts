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
      shipping: [
        { title: "Tracked parcel", to: ["PT", "ES"], first: "5.50", further: "1.00", days: { min: 2, max: 4 } },
        { title: "Airmail", to: ["GB"], first: "12.00" },
      ],
      shipsFrom: "PT",
      pictures: [picture],
      variants: [{ id: "v1", title: "With a bulb", price: "40.00", stock: 20 }],
      arbitration: { arbitrator, fallback },
    },
  },
  publishListings: {
    query: { wait: "20" },
    body: {
      listings: [
        {
          id: "paper-shade",
          title: "Paper shade",
          category: "home/lighting",
          currency: "tUSD",
          shipsFrom: "PT",
          shipping: [{ title: "Letter", first: "2.00" }],
          variants: [
            { id: "white", title: "White", price: "9.00", stock: 30 },
            { id: "blue", title: "Blue", price: "9.50", stock: 12 },
          ],
        },
        {
          id: "rewiring",
          title: "Rewiring of an old lamp",
          category: "services/repair",
          currency: "tUSD",
          shipsFrom: "PT",
          service: true,
          variants: [{ price: "25.00" }],
        },
      ],
    },
  },
  oldOffers: {},
  voidOldOffers: { query: { wait: "20" } },
  removeListing: { params: lamp, query: { wait: "20" } },
  addPicture: { query: { alt: "A desk lamp" } },
  picture: { params: { cid: pictureCid } },
  addFile: { query: { name: "patterns.pdf", mediaType: "application/pdf" } },
};
