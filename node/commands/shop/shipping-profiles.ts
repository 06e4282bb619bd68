// Commands on shipping profiles: kept on this node alone; what is on sale follows a change when it is asked to.
import type { ShippingProfileView } from "../../../protocol/api/shipping-inputs.ts";
import type { Currency } from "../../../protocol/deployments.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { ListingPublisher, ShippingCommands } from "../../core/ports/commands.ts";
import type { ShippingProfiles } from "../../core/ports/own.ts";
import { findCurrency, readAmount } from "../typed.ts";
import type { Complete } from "./draft-completion.ts";
import type { ShopItems } from "./shop-items.ts";

const MAX_PROFILES = 200;

export function createShippingCommands({
  profiles,
  items,
  publisher,
  complete,
  currencies,
}: {
  profiles: ShippingProfiles;
  items: ShopItems;
  publisher: Pick<ListingPublisher, "publishMany">;
  complete: Complete;
  currencies: readonly Currency[];
}): ShippingCommands {
  /** By profile, what names it: as it is on sale, or as it is being changed. */
  function uses(): Map<ListingId, ListingId[]> {
    const found = new Map<ListingId, ListingId[]>();
    for (const item of items.walk("")) {
      const named = new Set([items.working(item).shippingProfile, items.published(item)?.shippingProfile]);
      for (const name of named) if (name !== undefined) found.set(name, [...(found.get(name) ?? []), item.id]);
    }
    return found;
  }

  function known(id: ListingId): ShippingProfileView {
    const profile = profiles.get(id);
    if (profile) return { id, profile, usedBy: uses().get(id) ?? [] };
    throw new SoukError("shipping.unknown", `You have no shipping profile "${id}"`, { subject: id });
  }

  return {
    list() {
      const used = uses();
      return profiles.list().map(({ id, profile }) => ({ id, profile, usedBy: used.get(id) ?? [] }));
    },
    get: known,
    save(id, profile) {
      const currency = findCurrency(currencies, profile.currency);
      for (const [zone, { options }] of profile.zones.entries()) {
        for (const [way, { steps }] of options.entries()) {
          for (const [index, { first, further = first }] of steps.entries()) {
            const field = `zones.${zone}.options.${way}.steps.${index}`;
            const amount = readAmount(first, currency, `${field}.first`);
            if (readAmount(further, currency, `${field}.further`) <= amount) continue;
            const message = `${field}.further: a further unit costs more than the first`;
            throw new SoukError("input.invalid", message, { field: `${field}.further` });
          }
        }
      }
      if (!profiles.get(id) && profiles.list().length >= MAX_PROFILES) {
        throw new SoukError("input.invalid", `There are at most ${MAX_PROFILES} shipping profiles`, {
          field: "profile",
        });
      }
      profiles.put(id, profile);
      return known(id);
    },
    async republish(id) {
      const { usedBy } = known(id);
      const publications = usedBy.flatMap((listing, index) => {
        const item = items.find(listing);
        const published = items.published(item);
        if (items.stateOf(item) !== "published" || published?.shippingProfile !== id) return [];
        return [{ ...complete(published, listing, `listings.${index}.`), kept: item.row?.draft ?? null }];
      });
      return publisher.publishMany(publications, { kind: "republishByProfile" });
    },
    remove(id) {
      const { usedBy } = known(id);
      if (usedBy.length > 0) {
        const some = usedBy.slice(0, 5).join(", ");
        const message = `${usedBy.length} listings and drafts use "${id}" (${some}): give them another first`;
        throw new SoukError("shipping.in-use", message, { subject: id });
      }
      profiles.remove(id);
    },
  };
}
