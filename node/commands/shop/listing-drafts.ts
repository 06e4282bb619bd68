// Turns listing drafts into the exact blocks that would be signed; each fault names its field.
import { z } from "zod";
import { type ListingDraft } from "../../../protocol/api/inputs.ts";
import { cidOf } from "../../../protocol/block.ts";
import type { CourtAdapter, Currency } from "../../../protocol/deployments.ts";
import type { Address, ListingId } from "../../../protocol/ids.ts";
import { type Listing, encodeListing, isShipped, listing, skuOf } from "../../../protocol/listing.ts";
import { offersOf } from "../../../protocol/listing-offers.ts";
import { checkOffer } from "../../../protocol/offer.ts";
import { EVERYWHERE, type ShippingOption, destinationsOf } from "../../../protocol/shipping.ts";
import { tidy } from "../../../protocol/text.ts";
import { checkCourts, courtAt } from "../../core/court.ts";
import { SoukError } from "../../core/errors.ts";
import type { Vault } from "../../core/ports/own.ts";
import type { ListingReader, ProfileReader } from "../../core/ports/readers.ts";
import { slug, variantIdOf } from "../../core/slug.ts";
import { exactly, findCurrency, randomSuffix, readAmount } from "../typed.ts";

/** What a draft comes to. */
export interface BuiltListing {
  listing: Listing;
  block: Uint8Array;
  /** Seconds. */
  validFor: number;
}

/** Of goods whose draft says nothing else. */
const FREE: ListingDraft["shipping"][number] = { title: "Free shipping", to: [EVERYWHERE], first: "0", days: null };

export interface ListingDraftsDeps {
  self: Address;
  escrow: Address;
  currencies: readonly Currency[];
  courts: readonly CourtAdapter[];
  vault: Pick<Vault, "find">;
  listings: Pick<ListingReader, "listed" | "stock">;
  profiles: Pick<ProfileReader, "view">;
}

export function createListingDrafts({
  self,
  escrow,
  currencies,
  courts,
  vault,
  listings,
  profiles,
}: ListingDraftsDeps) {
  /** A person must have said that they rule, and for which fee; a court serves whoever names it. */
  function checkArbitrator(owner: Address, feeBps: number, field: string) {
    if (courtAt(courts, owner)) return;
    const terms = profiles.view(owner)?.arbitrator;
    if (!terms) {
      const message = `${owner} has not published that they arbitrate: choose one of /profiles?arbitrators=true`;
      throw new SoukError("listing.arbitrator", message, { field, subject: owner });
    }
    if (feeBps < terms.feeBps) {
      const message = `${owner} asks for ${terms.feeBps / 100} %, the draft offers ${feeBps / 100} %`;
      throw new SoukError("listing.arbitrator", message, { field: "arbitration.feeBps", subject: owner });
    }
  }

  /** Nobody else can deliver it. */
  function checkFile({ file }: ListingDraft) {
    if (!file || vault.find(file.digest)?.bytes === file.bytes) return;
    const message = `This node does not hold the file ${file.name}: add it first, and give what that answers`;
    throw new SoukError("file.unknown", message, { field: "file", subject: file.digest });
  }

  function shippingOf(draft: ListingDraft, currency: Currency): ShippingOption[] {
    const given = draft.shipping.length > 0 || !isShipped(draft) ? draft.shipping : [FREE];
    const options = given.map(({ id, title, to, first, further, days }, index) => ({
      id: id ?? slug(title, `way-${index + 1}`),
      title: tidy(title),
      to,
      first: readAmount(first, currency, `shipping.${index}.first`).toString(),
      further: readAmount(further ?? first, currency, `shipping.${index}.further`).toString(),
      days,
    }));
    return exactly(z.object({ shipping: listing.shape.shipping }), { shipping: options }).shipping;
  }

  /** Of several drafts no two get the same. @param taken by the drafts before */
  function idOf({ id, title }: ListingDraft, taken: ReadonlySet<ListingId>): ListingId {
    if (id !== undefined) {
      if (!taken.has(id)) return id;
      throw new SoukError("input.invalid", `id: another listing of the batch is "${id}" too`, { field: "id" });
    }
    const fresh = slug(title, `listing-${randomSuffix()}`);
    return taken.has(fresh) || listings.listed(self, fresh) ? (`${fresh}-${randomSuffix()}` as ListingId) : fresh;
  }

  /** @throws SoukError for the first fault, with the draft's field */
  function build(draft: ListingDraft, taken: ReadonlySet<ListingId>): BuiltListing {
    const currency = findCurrency(currencies, draft.currency);
    const id = idOf(draft, taken);
    const { validFor, variants, arbitration, ...kept } = draft;
    if (arbitration) {
      checkArbitrator(arbitration.arbitrator, arbitration.feeBps, "arbitration.arbitrator");
      if (arbitration.fallback) checkArbitrator(arbitration.fallback, arbitration.feeBps, "arbitration.fallback");
    }
    checkFile(draft);
    const shipping = shippingOf(draft, currency);
    const soldOf = (variant: ListingId) => listings.stock(self, skuOf(id, variant)).sold;
    // A ceiling of zero would mean that nobody counts: what has run out before its first sale is not offered.
    const isOffered = (variant: (typeof variants)[number], index: number) =>
      variant.stock !== 0 || soldOf(variantIdOf(variant, index)) > 0;
    if (!variants.some(isOffered)) {
      const message = "Nothing of it is left to sell: give a stock, or null if it is not counted";
      throw new SoukError("listing.sold-out", message, { field: "variants.0.stock", subject: id });
    }
    const value = exactly(listing, {
      ...kept,
      v: 1,
      kind: "listing",
      seller: self,
      id,
      title: tidy(draft.title),
      description: tidy(draft.description),
      tags: draft.tags.map(tidy),
      currency: currency.address,
      shipping,
      shipsTo: shipping.length > 0 ? destinationsOf(shipping) : [EVERYWHERE],
      arbitration,
      variants: variants.flatMap((variant, index) => {
        if (!isOffered(variant, index)) return [];
        const variantId = variantIdOf(variant, index);
        return {
          id: variantId,
          title: tidy(variant.title),
          sku: tidy(variant.sku),
          price: readAmount(variant.price, currency, `variants.${index}.price`).toString(),
          // The contract counts units ever sold; the seller says how many are left.
          maxUnits: variant.stock === null ? 0 : soldOf(variantId) + variant.stock,
          picture: variant.picture,
          weight: variant.weight,
        };
      }),
    });
    checkCourts(courts, value);
    const block = encodeListing(value);
    checkOffers(value, block);
    return { listing: value, block, validFor };
  }

  function checkOffers(value: Listing, block: Uint8Array): void {
    for (const { offer, variant, option } of offersOf(value, cidOf(block), 1)) {
      const verdict = checkOffer(offer, escrow);
      if (verdict.ok) continue;
      const field = `variants.${value.variants.indexOf(variant)}`;
      const sent = option ? `, sent by ${option.title}` : "";
      throw new SoukError("input.invalid", `${field}${sent}: ${verdict.reason}`, { field });
    }
  }

  return {
    /** @param prefix of the fields of one draft. @throws SoukError for the first fault */
    buildAll(drafts: readonly ListingDraft[], prefix: (index: number) => string): BuiltListing[] {
      const taken = new Set<ListingId>();
      return drafts.map((draft, index) => {
        try {
          const built = build(draft, taken);
          taken.add(built.listing.id);
          return built;
        } catch (error) {
          throw inDraft(error, prefix(index), drafts.length > 1 ? `Listing ${index + 1}: ` : "");
        }
      });
    },
  };
}

function inDraft(error: unknown, prefix: string, words: string): unknown {
  if (!(error instanceof SoukError) || prefix === "") return error;
  const { code, message, retryable, field = "", subject } = error;
  const details = { retryable, cause: error, field: `${prefix}${field}`.replace(/\.$/, "") };
  return new SoukError(code, words + message, subject === undefined ? details : { ...details, subject });
}
