// Decides how goods travel: which shipping option takes an article to its buyer.
import type { Purchase } from "../../protocol/api/purchase-inputs.ts";
import { type Listing, isShipped, optionOf } from "../../protocol/listing.ts";
import { type ShippingOption, reaches } from "../../protocol/shipping.ts";
import { SoukError } from "./errors.ts";

/**
 * The option that was named, or the only one to the buyer's country; null where nothing is shipped.
 * @throws SoukError `input.invalid` naming those there are
 */
export function chooseOption(
  listing: Listing,
  { option: wanted, delivery }: Pick<Purchase, "option" | "delivery">,
): ShippingOption | null {
  const subject = `${listing.seller}/${listing.id}`;
  const wrong = (field: string, message: string) => new SoukError("input.invalid", message, { subject, field });
  if (!isShipped(listing)) {
    if (wanted === undefined) return null;
    throw wrong("option", `Nothing of ${subject} is shipped: leave the shipping option out`);
  }
  if (!delivery) throw wrong("delivery", `${subject} is sent to an address: say which`);
  const { country } = delivery;
  const there = listing.shipping.filter((option) => reaches(option, country));
  const named = there.map(({ id, title }) => `${id} (${title})`).join(", ");
  if (there.length === 0) {
    const message = `${subject} is not shipped to ${country}, only to ${listing.shipsTo.join(", ")}`;
    throw wrong("delivery.country", message);
  }
  if (wanted === undefined) {
    if (there.length === 1) return there[0]!;
    throw wrong("option", `${subject} is shipped to ${country} in several ways, choose one of: ${named}`);
  }
  const option = optionOf(listing, wanted);
  if (!option)
    throw wrong("option", `${subject} has no shipping option "${wanted}"; to ${country} there are: ${named}`);
  if (there.includes(option)) return option;
  throw wrong("option", `"${wanted}" does not go to ${country}; choose one of: ${named}`);
}
