// An example of every route: shown in the OpenAPI document, and sent to real nodes by test/e2e/http-examples.test.ts.
import { type AnyExample, type Examples, STAND_INS } from "./example.ts";
import { listingExamples } from "./listing-examples.ts";
import { orderExamples } from "./order-examples.ts";
import { participantExamples } from "./participant-examples.ts";
import { addressExamples, purchaseExamples, salesExamples } from "./sales-examples.ts";
import { shippingExamples, shopExamples } from "./shop-examples.ts";
import type { RouteName, routes } from "./routes.ts";

const typed: Examples<typeof routes> = {
  node: {},
  network: {},
  currencies: {},
  balances: {},
  withdraw: {
    query: { wait: "20" },
    body: { currency: STAND_INS.currency },
    // There is something to withdraw only where a payment could not be pushed.
    refused: "funds.nothing-to-withdraw",
  },
  backup: { body: { passphrase: "correct horse battery staple" } },
  ...listingExamples,
  ...shopExamples,
  ...shippingExamples,
  ...participantExamples,
  rates: {},
  transactions: { query: { limit: "5" } },
  reviews: { query: { seller: STAND_INS.seller, limit: "10" } },
  ...addressExamples,
  ...purchaseExamples,
  ...orderExamples,
  ...salesExamples,
  operations: { query: { limit: "5" } },
  operation: { params: { operation: STAND_INS.operation }, query: { wait: "20" } },
  tokens: {},
  makeToken: { body: { name: "Sales report", scope: "read" } },
  revokeToken: { params: { token: STAND_INS.token } },
  events: {},
};

export const examples: Readonly<Record<RouteName, AnyExample>> = typed;
