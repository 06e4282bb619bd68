// Examples of the routes about orders, and about what stands before them: the address book, and what a buyer is told.
import { type Examples, STAND_INS } from "./example.ts";
import type { addressRoutes } from "./address-routes.ts";
import type { orderRoutes } from "./order-routes.ts";
import type { purchaseRoutes } from "./purchase-routes.ts";

const params = { order: STAND_INS.order };
const query = { wait: "20" };
const article = { seller: STAND_INS.seller, listing: "brass-desk-lamp", variant: "v1", cid: STAND_INS.cid };
const delivery = {
  name: "Ines Okafor",
  street: "17 Lantern Yard, flat 4",
  city: "Bristol",
  postcode: "BS1 6QF",
  country: "GB",
};

export const orderExamples: Examples<typeof orderRoutes> = {
  orders: { query: { role: "buyer", open: "true", limit: "10" } },
  order: { params },
  orderFile: { params },
  receipt: { params },
  reply: { params, query, body: { text: "Glad that it shines." } },
  buy: { query, body: { ...article, units: 2, delivery } },
  buyCart: { query, body: { items: [article, { ...article, units: 3 }], delivery } },
  collectReleases: { query },
  ship: { params, query, body: { tracking: "DHL 4411 2203" } },
  confirm: { params, query, body: { review: { rating: 5, title: "As described", text: "Warm light." } } },
  release: { params, query, body: { review: { rating: 4, text: "A little late." } } },
  extend: { params, query, body: { days: 3 } },
  submitEvidence: { params, query, body: { text: "It left on Monday." } },
  proposeSettlement: { params, query, body: { buyerBps: 4_000 } },
  settle: { params, query, body: { buyerBps: 4_000 } },
  cancel: { params, query },
  claim: { params, query },
  dispute: { params, query, body: { text: "It arrived broken." } },
  rule: { params, query, body: { buyerBps: 7_000 } },
  pass: { params, query },
  expire: { params, query },
};

export const addressExamples: Examples<typeof addressRoutes> = {
  addresses: {},
  putAddress: { params: { id: "home" }, body: delivery },
  removeAddress: { params: { id: "home" } },
};

const owner = { owner: STAND_INS.arbitrator };

export const purchaseExamples: Examples<typeof purchaseRoutes> = {
  previewPurchase: { body: { items: [article], addressId: "home" } },
  trustedArbitrators: {},
  trustArbitrator: { params: owner },
  distrustArbitrator: { params: owner },
};
