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
import { ceilingsOf, soldBy } from "../core/shop.ts";
import { slug } from "../core/slug.ts";
import type { ListingCommands, ListingPublisher, Publication } from "../core/ports/commands.ts";
import type { EscrowWallet } from "../core/ports/chain.ts";
import type { ShelfChange, Vault } from "../core/ports/own.ts";
import type { ListingReader, ProfileReader } from "../core/ports/readers.ts";
import { exactly, findCurrency, randomSuffix, readAmount } from "./drafts.ts";
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
}): ListingCommands & ListingPublisher {
  const self = wallet.address;
  const soldOf = soldBy(listings.stock, self);

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
    if (variants.every(({ stock }, index) => stock === 0 && soldOf(id, variantIdOf(variants[index]!, index)) === 0)) {
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
      shipping: readAmount(draft.shipping, currency, "shipping").toString(),
      arbitration,
      variants: variants.flatMap((variant, index) => {
        const variantId = variantIdOf(variant, index);
        const sold = soldOf(id, variantId);
        // A ceiling of zero would mean that nobody counts: what is out before the first sale is not offered.
        if (variant.stock === 0 && sold === 0) return [];
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

  function sign(value: Listing, validFor: number): Extract<JournalRecord, { kind: "listing" }> {
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

  /** What the shelf keeps of it: the words, with the ids and ceilings that they became. */
  function keptOf({ draft, kept = null }: Publication, value: Listing, block: Uint8Array): ShelfChange {
    const variants = draft.variants.map((variant, index) => ({ ...variant, id: variantIdOf(variant, index) }));
    const published = { draft: { ...draft, id: value.id, variants }, cid: cidOf(block), ceilings: ceilingsOf(value) };
    return { id: value.id, row: { id: value.id, draft: kept, published, paused: false } };
  }

  const delistings = (ids: readonly ListingId[]) =>
    ids.filter((id) => listings.listed(self, id)).map((id): JournalRecord => ({ kind: "delisting", listing: id }));

  const subjectOf = (ids: readonly ListingId[]) => (ids.length === 1 ? `${self}/${ids[0]}` : `${ids.length} listings`);

  const commands: ListingPublisher = {
    check(draft) {
      sign(build(draft), draft.validFor);
    },
    async publishMany(publications, { shelf = [], withdraw = [], ...asked }) {
      const built = publications.map(({ draft }, index) =>
        named(publications.length > 1 ? `listings.${index}.` : "", () => {
          const value = build(draft);
          return { value, record: sign(value, draft.validFor) };
        }),
      );
      const changes = built.map(({ value, record }, index) => keptOf(publications[index]!, value, record.block));
      const records = [...built.map(({ record }) => record), ...delistings(withdraw)];
      const subject = subjectOf(built.map(({ value }) => value.id));
      return operations.run({ ...asked, subject, ...saying(records), shelf: [...changes, ...shelf] });
    },
    async renewMany(renewed, { shelf = null, ...asked }) {
      const records = renewed.map(({ id, validFor }) => sign(listings.listed(self, id)!.listing, validFor));
      return operations.run({ ...asked, subject: subjectOf(renewed.map(({ id }) => id)), records, shelf });
    },
    async withdrawMany(ids, { shelf = null, ...asked }) {
      return operations.run({ ...asked, subject: subjectOf(ids), ...saying(delistings(ids)), shelf });
    },
  };

  return {
    ...commands,
    publish: async (draft) => commands.publishMany([{ draft }], { kind: "publishListing" }),
    async remove(seller, id) {
      if (seller !== self) {
        throw new SoukError("listing.not-yours", `${id} belongs to ${seller}: only they can remove it`, {
          subject: id,
        });
      }
      if (!listings.listed(self, id)) {
        throw new SoukError("listing.unknown", `You have no listing "${id}"`, { subject: id });
      }
      return commands.withdrawMany([id], { kind: "removeListing" });
    },
  };
}

/** A journal takes no empty entry. */
const saying = (records: JournalRecord[]) => ({ records: records.length > 0 ? records : null });

const variantIdOf = ({ id, title }: ListingDraft["variants"][number], index: number): ListingId =>
  id ?? slug(title, `v${index + 1}`);

/** Puts a fault's field below the place of what it is in. */
function named<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SoukError) || !place) throw error;
    const { code, message, field = "", subject } = error;
    throw new SoukError(code, message, { field: `${place}${field}`, ...(subject && { subject }), cause: error });
  }
}
