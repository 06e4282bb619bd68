// Examples of the routes of buying with care and of a seller's work.
import type { addressRoutes } from "./address-routes.ts";
import { type Examples, STAND_INS } from "./example.ts";
import { article, delivery } from "./order-examples.ts";
import type { purchaseRoutes } from "./purchase-routes.ts";
import type { salesRoutes } from "./sales-routes.ts";

const query = { wait: "20" };
const owner = STAND_INS.arbitrator;
const { order } = STAND_INS;

export const addressExamples: Examples<typeof addressRoutes> = {
  addresses: {},
  putAddress: { params: { id: "home" }, body: delivery },
  removeAddress: { params: { id: "home" } },
};

export const purchaseExamples: Examples<typeof purchaseRoutes> = {
  previewPurchase: { body: { items: [{ ...article, units: 2 }], delivery } },
  trustedArbitrators: {},
  trustArbitrator: { params: { owner } },
  distrustArbitrator: { params: { owner } },
};

export const salesExamples: Examples<typeof salesRoutes> = {
  toShip: { query: { limit: "10" } },
  packingList: {},
  shipMany: { query, body: { shipments: [{ order, tracking: "DHL 4411 2203" }] } },
  refund: { params: { order }, query, body: {} },
  collectPayments: { query },
  salesFigures: { query: { by: "week" } },
};
