// Commands on listings: publish (create or replace), renew and remove in the own journal, and void what was offered before.
import type { Address, ListingId } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import { isPayable } from "../../core/listing.ts";
import type { ListingCommands, ListingPublisher } from "../../core/ports/commands.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import type { OperationRunner } from "../operations.ts";
import type { CatalogueSigning, Publication } from "./catalogue-signing.ts";
import type { OldOfferQueries } from "./old-offers.ts";

/** How long to wait for what was published before. */
const SETTLE_SECONDS = 15;
const NEVER = new AbortController().signal;

export function createListingCommands({
  self,
  publisher,
  signing,
  listings,
  oldOffers,
  operations,
  now,
}: {
  self: Address;
  publisher: ListingPublisher;
  signing: CatalogueSigning;
  listings: Pick<ListingReader, "listed" | "idsOf" | "floor">;
  oldOffers: Pick<OldOfferQueries, "all">;
  operations: OperationRunner;
  /** Chain time, unix seconds. */
  now: () => number;
}): ListingCommands {
  function own(id: ListingId) {
    const listed = listings.listed(self, id);
    if (!listed) throw new SoukError("listing.unknown", `You have no listing "${id}"`, { subject: id });
    return listed;
  }

  /** All that can be paid: whatever is not signed anew would be voided too, so what was said must be readable first. */
  async function current(): Promise<Publication[]> {
    for (const { id, records } of operations.pending()) {
      if (records) await operations.wait(id, SETTLE_SECONDS, NEVER);
    }
    if (operations.pending().some(({ records }) => records)) {
      const message = "What you published last is still on its way into the journal: try again in a moment";
      throw new SoukError("journal.not-writable", message, { retryable: true });
    }
    const floor = listings.floor(self);
    return listings
      .idsOf(self)
      .map(own)
      .filter(({ place }) => isPayable(place, floor, now()))
      .map(({ listing, block, place: { validUntil } }) => ({ listing, block, validUntil }));
  }

  return {
    async publish(given, prefix) {
      const kind = given.length === 1 ? "publishListing" : "publishListings";
      return publisher.publishMany(
        given.map((draft) => ({ draft })),
        { kind, prefix },
      );
    },
    async remove(seller, ids) {
      for (const id of ids) {
        if (seller === self) own(id);
        else {
          const message = `${id} belongs to ${seller}: only they can remove it`;
          throw new SoukError("listing.not-yours", message, { subject: id });
        }
      }
      return publisher.withdrawMany(ids, { kind: ids.length === 1 ? "removeListing" : "removeListings" });
    },
    async voidOldOffers() {
      const voided = oldOffers.all();
      let renewed: readonly Publication[] = [];
      return signing.publish(
        async () => (renewed = await current()),
        (records, sequence) => {
          if (renewed.length === 0 && voided.length === 0) {
            throw new SoukError("listing.nothing-to-void", "Nothing of yours can be paid: there is nothing to void");
          }
          const afterwards = { call: "raiseFloor", floor: sequence } as const;
          const notice = `Signs ${renewed.length} listings anew, then voids everything signed before: ${offersText(voided)}.`;
          const common = { kind: "voidOldOffers", subject: self, notice };
          return operations.run(
            records.length > 0 ? { ...common, records, afterwards } : { ...common, call: afterwards },
          );
        },
      );
    },
  };
}

function offersText(voided: ReturnType<OldOfferQueries["all"]>): string {
  const offers = voided.reduce((sum, { old }) => sum + old.count, 0);
  return `${offers} older, cheaper offers of ${voided.length} listings among it`;
}
