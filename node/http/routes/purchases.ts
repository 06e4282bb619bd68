// Routes around a purchase: its preview, and the arbitrators whom the user trusts.
import type { PurchasePreviews } from "../../commands/buying/purchase-preview.ts";
import { AtOnce } from "../../core/at-once.ts";
import type { TrustCommands } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";

export function purchaseRoutes({
  preview,
  trust,
}: {
  preview: PurchasePreviews;
  trust: TrustCommands;
}): Pick<Handlers, "previewPurchase" | "trustedArbitrators" | "trustArbitrator" | "distrustArbitrator"> {
  return {
    previewPurchase: ({ body, signal }) => preview(body, signal),
    trustedArbitrators: () => trust.list(),
    trustArbitrator: ({ params }) => new AtOnce(() => trust.trust(params.owner)),
    distrustArbitrator: ({ params }) => new AtOnce(() => trust.distrust(params.owner)),
  };
}
