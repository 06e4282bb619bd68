// The HTTP routes around a purchase: what paying would do, and whom this user lets decide in a dispute.
import { z } from "zod";
import { address } from "../ids.ts";
import { cart } from "./purchase-inputs.ts";
import * as purchases from "./purchase-schemas.ts";
import { route } from "./route.ts";

const ownerKey = z.strictObject({ owner: address });

export const purchaseRoutes = {
  previewPurchase: route({
    method: "post",
    path: "/purchases/preview",
    summary: "Before paying: what is locked and until when, who decides in a dispute, and every check; changes nothing",
    body: cart,
    safe: true,
    access: "private",
    status: 200,
    answer: purchases.purchasePreview,
  }),
  trustedArbitrators: route({
    method: "get",
    path: "/arbitrators/trusted",
    summary: "Arbitrators whom this user trusts; once there is one, others have to be accepted at each purchase",
    status: 200,
    answer: z.array(purchases.trustedArbitrator),
  }),
  trustArbitrator: route({
    method: "put",
    path: "/arbitrators/trusted/:owner",
    summary: "Trust an arbitrator",
    params: ownerKey,
    status: 200,
    answer: purchases.trustedArbitrator,
  }),
  distrustArbitrator: route({
    method: "delete",
    path: "/arbitrators/trusted/:owner",
    summary: "Trust an arbitrator no longer",
    params: ownerKey,
    status: 204,
  }),
} as const;
