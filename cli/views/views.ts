// Which view shows which answer; an answer without one is shown by its shape.
import type { ClientAnswer, ClientRoute } from "../../client/client.ts";
import type { RouteName } from "../../protocol/api/routes.ts";
import { anything } from "./anything.ts";
import { draftPage } from "./drafts.ts";
import type { Facts } from "./facts.ts";
import { facetsTable } from "./facets.ts";
import { listingPage, listingTable, oldOffersTable, reviewTable } from "./listings.ts";
import { networkPage } from "./network.ts";
import { nodePage } from "./node.ts";
import { operationPage, operationTable } from "./operations.ts";
import { addressTable, orderPage, orderTable } from "./orders.ts";
import { profilesTable, shippingPage } from "./shipping.ts";
import { editTable, importPage, shopTable } from "./shop.ts";
import { balanceTable, profilePage, profileTable } from "./participants.ts";
import { transactionTable } from "./transactions.ts";
import { previewPage } from "./purchases.ts";
import { receiptPage } from "./receipt.ts";
import { reputationPage } from "./reputation.ts";
import { collectionPage, figuresPage, packingPage, refundPage, shippedPage, toShipTable } from "./sales.ts";

/** What is shown: of a page its items. */
type Shown<N extends ClientRoute> =
  ClientAnswer<N> extends { items: infer Items; next: string | null } ? Items : ClientAnswer<N>;
type Views = { [N in ClientRoute]?: (shown: Shown<N>, facts: Facts) => string };

const views: Views = {
  node: nodePage,
  network: networkPage,
  balances: balanceTable,
  listings: listingTable,
  facets: facetsTable,
  addresses: addressTable,
  putAddress: (kept, facts) => addressTable([kept], facts),
  listing: listingPage,
  oldOffers: oldOffersTable,
  shopListings: shopTable,
  draft: draftPage,
  saveDraft: draftPage,
  shippingProfiles: profilesTable,
  shippingProfile: shippingPage,
  saveShippingProfile: shippingPage,
  previewEdit: editTable,
  importReport: importPage,
  reviews: reviewTable,
  profiles: profileTable,
  profile: profilePage,
  reputation: reputationPage,
  previewPurchase: previewPage,
  orders: orderTable,
  order: orderPage,
  receipt: receiptPage,
  toShip: toShipTable,
  packingList: packingPage,
  shipMany: shippedPage,
  refund: refundPage,
  collectPayments: collectionPage,
  salesFigures: figuresPage,
  operations: operationTable,
  operation: operationPage,
  transactions: transactionTable,
};

/** @param shown the answer, or a page's items */
export function show(name: RouteName, shown: unknown, facts: Facts): string {
  if (Array.isArray(shown) && shown.length === 0) return facts.style("quiet", "nothing");
  const view = (views as Partial<Record<RouteName, (shown: unknown, facts: Facts) => string>>)[name];
  return view ? view(shown, facts) : anything(shown, facts);
}
