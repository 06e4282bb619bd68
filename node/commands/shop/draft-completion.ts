// Makes of a draft what can be published: everything that is needed is there, and a shipping profile has become options.
import type { z } from "zod";
import { type ListingDraft, listingDraft } from "../../../protocol/api/inputs.ts";
import type { ShopDraft } from "../../../protocol/api/shop-inputs.ts";
import type { Currency } from "../../../protocol/deployments.ts";
import { IN_WORDS, listText } from "../../../protocol/fault-words.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { Publication } from "../../core/ports/commands.ts";
import type { ShippingProfiles } from "../../core/ports/own.ts";
import { heaviest, shippingOptions } from "../../core/shipping-profile.ts";
import { findCurrency } from "../typed.ts";

/** @param place put before the field of a fault. @throws SoukError `listing.incomplete`, `shipping.unknown`, `shipping.does-not-fit` */
export type Complete = (draft: ShopDraft, id: ListingId, place: string) => Publication;

export function createDraftCompletion({
  profiles,
  currencies,
}: {
  profiles: Pick<ShippingProfiles, "get">;
  currencies: readonly Currency[];
}): Complete {
  function shippingOf(
    draft: ListingDraft,
    name: ListingId,
    fault: (code: "shipping.unknown" | "shipping.does-not-fit", message: string) => SoukError,
  ) {
    const profile = profiles.get(name);
    if (!profile) throw fault("shipping.unknown", `you have no shipping profile "${name}"`);
    if (findCurrency(currencies, profile.currency) !== findCurrency(currencies, draft.currency)) {
      throw fault(
        "shipping.does-not-fit",
        `the shipping profile "${name}" is in ${profile.currency}, the listing in ${draft.currency}`,
      );
    }
    return shippingOptions(profile, heaviest(draft));
  }

  return ({ shippingProfile, ...rest }, id, place) => {
    const parsed = listingDraft.safeParse({ ...rest, id }, IN_WORDS);
    if (!parsed.success) {
      const { issues } = parsed.error;
      const details = { field: `${place}${issues[0]!.path.join(".")}`, subject: id };
      throw new SoukError("listing.incomplete", `${id}: ${faultsText(issues, rest)}`, details);
    }
    if (shippingProfile === undefined) return { draft: parsed.data };
    const details = { field: `${place}shippingProfile`, subject: id };
    try {
      const shipping = shippingOf(
        parsed.data,
        shippingProfile,
        (code, message) => new SoukError(code, `${id}: ${message}`, details),
      );
      return { draft: { ...parsed.data, shipping }, shippingProfile };
    } catch (error) {
      if (!(error instanceof SoukError) || error.subject === id) throw error;
      throw new SoukError(error.code, `${id}: ${error.message}`, { ...details, cause: error });
    }
  };
}

/** All at once: who fills in one field after the other asks for each of them. */
function faultsText(issues: readonly z.core.$ZodIssue[], draft: ShopDraft): string {
  const fields = issues.map(({ path, message }) => ({
    name: path.join("."),
    message,
    isMissing: path.reduce<unknown>((inner, key) => (inner as Fields | undefined)?.[key], draft) === undefined,
  }));
  const missing = fields.filter(({ isMissing }) => isMissing).map(({ name }) => name);
  return [
    ...(missing.length > 0 ? [`${listText(missing)} ${missing.length === 1 ? "is" : "are"} missing`] : []),
    ...fields.filter(({ isMissing }) => !isMissing).map(({ name, message }) => `field ${name}: ${message}`),
  ].join("; ");
}

type Fields = Record<PropertyKey, unknown>;
