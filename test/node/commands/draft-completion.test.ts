// A draft that cannot be published says everything that it lacks, not one field after the other.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDraftCompletion } from "../../../node/commands/shop/draft-completion.ts";
import { type ShopDraft, shopDraft } from "../../../protocol/api/shop-inputs.ts";
import type { ListingId } from "../../../protocol/ids.ts";

const complete = createDraftCompletion({ profiles: { get: () => undefined }, currencies: [] });
const refusal = (input: object, message: string, field: string) =>
  assert.throws(() => complete(shopDraft.parse(input) as ShopDraft, "lamp" as ListingId, "listings.0."), {
    code: "listing.incomplete",
    message,
    field: `listings.0.${field}`,
    subject: "lamp",
  });

describe("a draft that is not complete", () => {
  it("says all that is missing, and names the first", () => {
    const missing = "lamp: title, category, currency, shipsFrom and variants are missing";
    refusal({}, missing, "title");
    const whole = { title: "Lamp", category: "home", currency: "tUSD", variants: [{ price: "5" }] };
    refusal(whole, "lamp: shipsFrom is missing", "shipsFrom");
  });
});
