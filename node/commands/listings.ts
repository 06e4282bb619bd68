// Commands on listings: publish (create or replace) and remove, in the own journal.
import type { ListingDraft } from "../../protocol/api/inputs.ts";
import { cidOf } from "../../protocol/block.ts";
import type { CourtAdapter, Currency } from "../../protocol/deployments.ts";
import type { Address, ListingId } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import { type Listing, encodeListing, listing, offerOf, skuOf } from "../../protocol/listing.ts";
import { checkOffer, offerDigest } from "../../protocol/offer.ts";
import { tidy } from "../../protocol/text.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { checkCourts, courtAt } from "../core/court.ts";
import { SoukError } from "../core/errors.ts";
import type { ListingCommands } from "../core/ports/commands.ts";
import type { EscrowWallet } from "../core/ports/chain.ts";
import type { Vault } from "../core/ports/own.ts";
import type { ListingReader, ProfileReader } from "../core/ports/readers.ts";
import { exactly, findCurrency, randomSuffix, readAmount, slug } from "./drafts.ts";
import type { OperationRunner } from "./operations.ts";

export function createListingCommands({
  domain,
  currencies,
  courts,
  wallet,
  vault,
  listings,
  profiles,
  operations,
  now,
}: {
  domain: Domain;
  currencies: readonly Currency[];
  courts: readonly CourtAdapter[];
  wallet: Pick<EscrowWallet, "address" | "sign">;
  vault: Pick<Vault, "find">;
  listings: ListingReader;
  profiles: ProfileReader;
  operations: OperationRunner;
  /** Chain time, unix seconds. */
  now: () => number;
}): ListingCommands {
  const self = wallet.address;

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

  function build(draft: ListingDraft): Listing {
    const currency = findCurrency(currencies, draft.currency);
    const fresh = draft.id ?? slug(draft.title, `listing-${randomSuffix()}`);
    const id = draft.id || !listings.listed(self, fresh) ? fresh : (`${fresh}-${randomSuffix()}` as ListingId);
    const { validFor: _, variants, arbitration, ...kept } = draft;
    if (arbitration) {
      checkArbitrator(arbitration.arbitrator, arbitration.feeBps, "arbitration.arbitrator");
      if (arbitration.fallback) checkArbitrator(arbitration.fallback, arbitration.feeBps, "arbitration.fallback");
    }
    checkFile(draft);
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
      shipping: readAmount(draft.shipping, currency, "shipping").toString(),
      arbitration,
      variants: variants.map((variant, index) => {
        const variantId = variant.id ?? slug(variant.title, `v${index + 1}`);
        const { sold } = listings.stock(self, skuOf(id, variantId));
        return {
          id: variantId,
          title: tidy(variant.title),
          price: readAmount(variant.price, currency, `variants.${index}.price`).toString(),
          // The contract counts units ever sold; the seller says how many are left.
          maxUnits: variant.stock === null ? 0 : sold + variant.stock,
        };
      }),
    });
    checkCourts(courts, value);
    return value;
  }

  function sign(value: Listing, validFor: number): JournalRecord {
    const block = encodeListing(value);
    const cid = cidOf(block);
    const validUntil = now() + validFor;
    const offers = value.variants.map((variant, index) => {
      const { floor } = listings.stock(self, skuOf(value.id, variant.id));
      const terms = { validUntil, counter: floor };
      const offer = offerOf(value, cid, variant, terms);
      const verdict = checkOffer(offer, domain.escrow);
      if (!verdict.ok) {
        throw new SoukError("input.invalid", `variants.${index}: ${verdict.reason}`, { field: `variants.${index}` });
      }
      return { ...terms, signature: wallet.sign(offerDigest(domain, offer)) };
    });
    return { kind: "listing", block, offers };
  }

  return {
    async publish(draft) {
      const value = build(draft);
      const record = sign(value, draft.validFor);
      return operations.run({ kind: "publishListing", subject: `${self}/${value.id}`, records: [record] });
    },
    async remove(seller, id) {
      if (seller !== self) {
        throw new SoukError("listing.not-yours", `${id} belongs to ${seller}: only they can remove it`, {
          subject: id,
        });
      }
      if (!listings.listed(self, id)) {
        throw new SoukError("listing.unknown", `You have no listing "${id}"`, { subject: id });
      }
      const record: JournalRecord = { kind: "delisting", listing: id };
      return operations.run({ kind: "removeListing", subject: `${self}/${id}`, records: [record] });
    },
  };
}
