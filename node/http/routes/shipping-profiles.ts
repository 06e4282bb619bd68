// Routes about shipping profiles.
import { AtOnce } from "../../core/at-once.ts";
import type { ShippingCommands } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";
import type { OperationAnswer } from "../operation-answer.ts";

type Name =
  "shippingProfiles" | "shippingProfile" | "saveShippingProfile" | "republishByProfile" | "removeShippingProfile";

export function shippingProfileRoutes({
  shipping,
  answer,
}: {
  shipping: ShippingCommands;
  answer: OperationAnswer;
}): Pick<Handlers, Name> {
  return {
    shippingProfiles: () => shipping.list(),
    shippingProfile: ({ params }) => shipping.get(params.profile),
    saveShippingProfile: ({ params, body }) => new AtOnce(() => shipping.save(params.profile, body)),
    republishByProfile: async ({ params, query, signal }) =>
      answer.after(await shipping.republish(params.profile), query.wait, signal),
    removeShippingProfile: ({ params }) => new AtOnce(() => shipping.remove(params.profile)),
  };
}
