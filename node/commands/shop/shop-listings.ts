// The own listings as a list: with state, price, stock and validity, filtered and paged by id.
import { z } from "zod";
import type { ShopListing } from "../../../protocol/api/shop-schemas.ts";
import type { Currency } from "../../../protocol/deployments.ts";
import { listingId } from "../../../protocol/ids.ts";
import { parseAmount } from "../../../protocol/money.ts";
import { SoukError } from "../../core/errors.ts";
import type { ShopQueries } from "../../core/ports/commands.ts";
import { type ShopItem, stockIn, validUntilOf } from "../../core/shop.ts";
import type { ShopItems } from "./shop-items.ts";

export function createShopQueries({
  items,
  currencies,
}: {
  items: ShopItems;
  currencies: readonly Currency[];
}): ShopQueries {
  function viewOf(item: ShopItem): ShopListing {
    const { id, row, listed } = item;
    const draft = items.working(item);
    const currency = currencies.find(
      ({ symbol, address }) =>
        symbol.toLowerCase() === draft.currency?.toLowerCase() || address === draft.currency?.toLowerCase(),
    );
    const prices = (draft.variants ?? []).flatMap(({ price }) => amountsOf(price, currency));
    const sorted = prices.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return {
      id,
      state: items.stateOf(item),
      title: draft.title ?? "",
      category: draft.category ?? "",
      picture: draft.pictures?.[0] ?? null,
      currency: currency?.address ?? null,
      priceFrom: sorted[0]?.toString() ?? null,
      priceTo: sorted.at(-1)?.toString() ?? null,
      variants: draft.variants?.length ?? 0,
      ...stockIn(draft.variants ?? []),
      soldOut: items.isSoldOut(item),
      validUntil: listed ? new Date(validUntilOf(listed) * 1_000).toISOString() : null,
      cid: listed?.cid ?? null,
      changed: row?.draft !== undefined && row.draft !== null && listed !== undefined,
    };
  }

  return {
    list({ limit, cursor, ...filter }) {
      const found: ShopListing[] = [];
      for (const item of items.walk(cursor === undefined ? "" : idIn(cursor))) {
        if (!items.isShown(filter, item)) continue;
        // One more than asked for: there is a next page.
        if (found.length === limit) return { items: found, next: found.at(-1)!.id };
        found.push(viewOf(item));
      }
      return { items: found, next: null };
    },
  };
}

/** A draft may hold what is no amount yet. */
function amountsOf(price: string, currency: Currency | undefined): bigint[] {
  try {
    return currency ? [parseAmount(price, currency.decimals)] : [];
  } catch {
    return [];
  }
}

function idIn(cursor: string): string {
  const parsed = z.string().pipe(listingId).safeParse(cursor);
  if (parsed.success) return parsed.data;
  throw new SoukError("input.invalid", "The cursor is not one of this list: begin again without it.", {
    field: "cursor",
  });
}
