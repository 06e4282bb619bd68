// The own listings, on sale or not: found by id, and walked through in the order of their ids.
import type { ShopDraft, ShopState } from "../../../protocol/api/shop-inputs.ts";
import type { Currency } from "../../../protocol/deployments.ts";
import type { Address, ListingId } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { PublishedDraft, Shelf } from "../../core/ports/own.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import { type ShopItem, isShown, isSoldOut, publishedDraft, soldBy, stateOf, workingDraft } from "../../core/shop.ts";

const PAGE = 200;

export interface ShopItems {
  /** @throws SoukError `listing.unknown` @param field that named it */
  find(id: ListingId, field?: string): ShopItem;
  /** From behind this id. */
  walk(after: string): Generator<ShopItem>;
  stateOf(item: ShopItem): ShopState;
  published(item: ShopItem): PublishedDraft | undefined;
  working(item: ShopItem): ShopDraft;
  isSoldOut(item: ShopItem): boolean;
  isShown(filter: Parameters<typeof isShown>[0], item: ShopItem): boolean;
}

export function createShopItems({
  self,
  shelf,
  listings,
  currencies,
  now,
}: {
  self: Address;
  shelf: Pick<Shelf, "get" | "after">;
  listings: Pick<ListingReader, "listed" | "idsAfter" | "stock">;
  currencies: readonly Currency[];
  /** Chain time, unix seconds. */
  now: () => number;
}): ShopItems {
  const soldOf = soldBy(listings.stock, self);
  const itemOf = (id: ListingId): ShopItem => ({ id, row: shelf.get(id), listed: listings.listed(self, id) });

  const working = (item: ShopItem): ShopDraft => workingDraft(item, currencies, soldOf);
  const isOut = (item: ShopItem): boolean => isSoldOut(item, currencies, soldOf);

  return {
    find(id, field) {
      const item = itemOf(id);
      if (item.row || item.listed) return item;
      const message = `You have no listing or draft "${id}"`;
      throw new SoukError("listing.unknown", message, { subject: id, ...(field && { field }) });
    },
    *walk(after) {
      for (let from = after; ;) {
        const kept = shelf.after(from, PAGE).map(({ id }) => id);
        const listed = listings.idsAfter(self, from, PAGE);
        // Behind the end of a full page of either there may be ids of the other that come first.
        const ends = [kept, listed].flatMap((ids) => (ids.length === PAGE ? ids.at(-1)! : []));
        const end = ends.toSorted()[0];
        const ids = [...new Set([...kept, ...listed])].toSorted().filter((id) => end === undefined || id <= end);
        for (const id of ids) yield itemOf(id);
        if (end === undefined) return;
        from = end;
      }
    },
    stateOf: (item) => stateOf(item, now()),
    published: (item) => publishedDraft(item, currencies, soldOf),
    working,
    isSoldOut: isOut,
    isShown: (filter, item) =>
      isShown(filter, {
        id: item.id,
        draft: working(item),
        state: stateOf(item, now()),
        isSoldOut: () => isOut(item),
      }),
  };
}
