// What the own account offered before and anybody can still pay: told when a price rises, and before it is voided.
import type { Currency } from "../../../protocol/deployments.ts";
import type { Address, ListingId } from "../../../protocol/ids.ts";
import { formatAmount } from "../../../protocol/money.ts";
import { type StillPayable, oldOffersOf } from "../../core/old-offers.ts";
import type { SignedCatalogues, SignedListing } from "../../core/ports/own.ts";
import type { ListingReader } from "../../core/ports/readers.ts";

export interface OldOfferQueries {
  /** Of one own listing, beside what is offered now. */
  of(id: ListingId): StillPayable | null;
  /** Of all own listings, also of those that were removed. */
  all(): { listing: ListingId; old: StillPayable }[];
  /** What to tell who has just signed these, or null. */
  noticeOf(ids: readonly ListingId[]): string | null;
}

export function createOldOffers({
  self,
  signed,
  listings,
  currencies,
  now,
}: {
  self: Address;
  signed: Pick<SignedCatalogues, "of" | "all">;
  listings: Pick<ListingReader, "listed" | "floor">;
  currencies: readonly Currency[];
  /** Chain time, unix seconds. */
  now: () => number;
}): OldOfferQueries {
  const judge = (all: readonly SignedListing[], offered: boolean) =>
    oldOffersOf(all, { offered, floor: listings.floor(self), now: now() });

  const day = (seconds: number) => `${new Date(seconds * 1_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;

  function lowestText({ lowest, currency: address }: StillPayable): string {
    const currency = currencies.find((known) => known.address === address);
    if (lowest === null || !currency) return "";
    return `, for ${formatAmount(lowest, currency.decimals)} ${currency.symbol} with shipping at the lowest`;
  }

  return {
    of: (id) => judge(signed.of(id), listings.listed(self, id) !== undefined),
    all() {
      const byListing = Map.groupBy(signed.all(), ({ listing }) => listing);
      return [...byListing].flatMap(([listing, all]) => {
        const old = judge(all, listings.listed(self, listing) !== undefined);
        return old ? [{ listing, old }] : [];
      });
    },
    noticeOf(ids) {
      const found = ids.flatMap((id) => {
        const old = judge(signed.of(id), true);
        return old ? [{ id, old }] : [];
      });
      if (found.length === 0) return null;
      const until = day(Math.max(...found.map(({ old }) => old.validUntil)));
      const [{ id, old }] = found as [(typeof found)[number]];
      const what =
        found.length === 1
          ? `${old.count} older, cheaper offers of ${id} can still be paid until ${until}${lowestText(old)}`
          : `Older, cheaper offers of ${found.length} listings can still be paid, the last until ${until}`;
      return `${what}. They are valid orders if somebody does; POST /listings/void-old-offers ends that.`;
    },
  };
}
