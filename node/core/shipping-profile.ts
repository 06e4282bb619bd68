// Which shipping options a listing gets from its seller's profile: the heaviest variant decides the step of each.
import type { ListingDraft } from "../../protocol/api/inputs.ts";
import type { ShippingProfile } from "../../protocol/api/shipping-inputs.ts";
import { SoukError } from "./errors.ts";
import { slug } from "./slug.ts";

type Options = ListingDraft["shipping"];

/**
 * Ways that do not take the weight are left out.
 * @param weight grams. @throws SoukError `shipping.does-not-fit` if none takes it
 */
export function shippingOptions(profile: ShippingProfile, weight: number): Options {
  const options: Options = [];
  for (const { to, options: ways } of profile.zones) {
    for (const { title, days, steps } of ways) {
      const step = steps.find(({ upTo }) => upTo === null || weight <= upTo);
      if (!step) continue;
      const id = slug(title, "way");
      const taken = options.filter((option) => option.id === id || option.id?.startsWith(`${id}-`)).length;
      options.push({
        id: taken === 0 ? id : slug(`${id}-${taken + 1}`, id),
        title,
        to,
        first: step.first,
        ...(step.further !== undefined && { further: step.further }),
        days,
      });
    }
  }
  if (options.length > 0) return options;
  const message = `No way of the shipping profile "${profile.title}" takes ${weight} g: add a step, or choose another`;
  throw new SoukError("shipping.does-not-fit", message, { field: "shippingProfile" });
}

export const heaviest = ({ variants }: Pick<ListingDraft, "variants">): number =>
  Math.max(...variants.map(({ weight }) => weight));
