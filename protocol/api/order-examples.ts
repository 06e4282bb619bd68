// Examples of the routes about orders.
import { type Examples, STAND_INS } from "./example.ts";
import type { orderRoutes } from "./order-routes.ts";

const params = { order: STAND_INS.order };
const query = { wait: "20" };
export const article = { seller: STAND_INS.seller, listing: "brass-desk-lamp", variant: "v1", cid: STAND_INS.cid };
export const delivery = {
  name: "Ines Okafor",
  street: "17 Lantern Yard, flat 4",
  city: "Bristol",
  postcode: "BS1 6QF",
  country: "GB",
};

export const orderExamples: Examples<typeof orderRoutes> = {
  orders: { query: { role: "buyer", open: "true", limit: "10" } },
  order: { params },
  receipt: { params },
  orderFile: { params },
  buy: { query, body: { ...article, units: 2, delivery } },
  buyCart: { query, body: { items: [article, { ...article, units: 3 }], delivery } },
  collectReleases: { query },
  ship: { params, query, body: { tracking: "DHL 4411 2203" } },
  confirm: { params, query, body: { review: { rating: 5, title: "As described", text: "Warm light." } } },
  release: { params, query, body: { review: { rating: 4, text: "A little late." } } },
  reply: { params, query, body: { text: "Thank you: the shade is our own." } },
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
