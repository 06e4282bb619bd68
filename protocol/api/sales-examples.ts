// Examples of the routes about a seller's work.
import { type Examples, STAND_INS } from "./example.ts";
import type { salesRoutes } from "./sales-routes.ts";

const { order } = STAND_INS;
const query = { wait: "20" };

export const salesExamples: Examples<typeof salesRoutes> = {
  toShip: { query: { limit: "10" } },
  packingList: { query: { orders: order } },
  shipMany: { query, body: { shipments: [{ order, tracking: "DHL 4411 2203" }] } },
  refund: { params: { order }, query, body: { amount: "12.50" } },
  collectPayments: { query },
  salesFigures: {},
};
