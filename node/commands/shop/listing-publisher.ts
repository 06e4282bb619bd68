// Publishes, renews and withdraws own listings in any number, each time as one operation that also says what the shelf keeps.
import { cidOf } from "../../../protocol/block.ts";
import type { Address, ListingId } from "../../../protocol/ids.ts";
import type { JournalRecord } from "../../../protocol/journal.ts";
import type { ListingPublisher, Publication } from "../../core/ports/commands.ts";
import type { PublishedDraft, ShelfChange } from "../../core/ports/own.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import { ceilingsOf } from "../../core/shop.ts";
import { variantIdOf } from "../../core/slug.ts";
import type { OperationRunner } from "../operations.ts";
import type { CatalogueSigning } from "./catalogue-signing.ts";
import type { BuiltListing, createListingDrafts } from "./listing-drafts.ts";
import type { OldOfferQueries } from "./old-offers.ts";

/** More are counted, not named. */
const MAX_NAMED = 500;

export function createListingPublisher({
  self,
  drafts,
  signing,
  listings,
  oldOffers,
  operations,
  now,
}: {
  self: Address;
  drafts: ReturnType<typeof createListingDrafts>;
  signing: CatalogueSigning;
  listings: Pick<ListingReader, "listed">;
  oldOffers: Pick<OldOfferQueries, "noticeOf">;
  operations: Pick<OperationRunner, "run">;
  /** Chain time, unix seconds. */
  now: () => number;
}): ListingPublisher {
  const subjectOf = (ids: readonly ListingId[]) =>
    ids.length <= MAX_NAMED ? ids.map((id) => `${self}/${id}`).join(",") : `${ids.length} listings`;

  const listedOf = (ids: readonly ListingId[]) => ids.filter((id) => listings.listed(self, id));

  return {
    check: (draft) => void drafts.buildAll([draft], () => ""),
    async publishMany(publications, { shelf = [], withdraw = [], prefix, ...asked }) {
      const built = drafts.buildAll(
        publications.map(({ draft }) => draft),
        prefix ?? ((index) => `listings.${index}.`),
      );
      const gone = listedOf(withdraw);
      const ids = built.map(({ listing }) => listing.id);
      const intent = {
        ...asked,
        subject: subjectOf(ids),
        shelf: [...built.map((one, index) => keptOf(publications[index]!, one)), ...shelf],
      };
      if (built.length === 0) {
        return signing.remove(gone, () => operations.run({ ...intent, ...saying(delistings(gone)) }));
      }
      const operation = await signing.publish(
        () => built.map(({ listing, block, validFor }) => ({ listing, block, validUntil: now() + validFor })),
        (records) =>
          operations.run({
            ...intent,
            ...saying([...records, ...delistings(gone)]),
            notice: oldOffers.noticeOf(ids),
          }),
      );
      return gone.length === 0 ? operation : signing.remove(gone, async () => operation);
    },
    renewMany: (renewed, asked) =>
      signing.publish(
        () =>
          // What was withdrawn while others were signed stays so.
          renewed.flatMap(({ id, validFor }) => {
            const listed = listings.listed(self, id);
            return listed ? [{ listing: listed.listing, block: listed.block, validUntil: now() + validFor }] : [];
          }),
        (records) => operations.run({ ...asked, subject: subjectOf(renewed.map(({ id }) => id)), ...saying(records) }),
      ),
    withdrawMany(ids, { shelf = null, ...asked }) {
      const gone = listedOf(ids);
      return signing.remove(gone, () =>
        operations.run({ ...asked, subject: subjectOf(ids), ...saying(delistings(gone)), shelf }),
      );
    },
  };
}

/** What the shelf keeps: the words, with the ids and ceilings that they became. */
function keptOf({ draft, shippingProfile, kept = null }: Publication, { listing, block }: BuiltListing): ShelfChange {
  const { id } = listing;
  const variants = draft.variants.map((variant, index) => ({ ...variant, id: variantIdOf(variant, index) }));
  const published: PublishedDraft = { ...draft, id, variants, ...(shippingProfile && { shippingProfile }) };
  const ceilings = ceilingsOf(listing);
  return { id, row: { id, draft: kept, published: { draft: published, cid: cidOf(block), ceilings }, paused: false } };
}

const delistings = (ids: readonly ListingId[]) => ids.map((listing): JournalRecord => ({ kind: "delisting", listing }));

/** A journal takes no empty entry. */
const saying = (records: JournalRecord[]) => ({ records: records.length > 0 ? records : null });
