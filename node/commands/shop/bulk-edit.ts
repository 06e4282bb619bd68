// Edits many listings by one patch: what is on sale is published anew, everything else is changed as a draft; one operation, or nothing.
import { MAX_BULK, type ListingEdit, type ShopDraft } from "../../../protocol/api/shop-inputs.ts";
import type { EditPreview } from "../../../protocol/api/shop-schemas.ts";
import type { Currency } from "../../../protocol/deployments.ts";
import { MoneyError } from "../../../protocol/money.ts";
import { SoukError } from "../../core/errors.ts";
import { changesBetween, patched } from "../../core/listing-patch.ts";
import type { ListingPublisher, Publication, ShopCommands } from "../../core/ports/commands.ts";
import type { ShelfChange } from "../../core/ports/own.ts";
import type { ShopItem } from "../../core/shop.ts";
import { findCurrency } from "../typed.ts";
import type { Complete } from "./draft-completion.ts";
import type { ShopItems } from "./shop-items.ts";

export function createBulkEdit({
  items,
  publisher,
  complete,
  currencies,
}: {
  items: ShopItems;
  publisher: ListingPublisher;
  complete: Complete;
  currencies: readonly Currency[];
}): Pick<ShopCommands, "edit" | "previewEdit"> {
  function chosen({ ids, filter = {} }: ListingEdit): ShopItem[] {
    if (ids) return [...new Set(ids)].map((id, index) => items.find(id, `ids.${index}`));
    const found: ShopItem[] = [];
    for (const item of items.walk("")) {
      if (!items.isShown(filter, item)) continue;
      found.push(item);
      if (found.length <= MAX_BULK) continue;
      const message = `The filter fits more than ${MAX_BULK} listings: narrow it, and edit them in several steps`;
      throw new SoukError("input.invalid", message, { field: "filter" });
    }
    return found;
  }

  function after<D extends ShopDraft>(draft: D, { patch }: ListingEdit): D {
    return patched(draft, patch, draft.currency === undefined ? undefined : findCurrency(currencies, draft.currency));
  }

  /** What the edit starts from: where a listing is on sale, that, and not what may be typed beside it. */
  const before = (item: ShopItem) =>
    items.stateOf(item) === "published" ? items.published(item)! : items.working(item);

  return {
    async edit(edit) {
      const publications: Publication[] = [];
      const shelf: ShelfChange[] = [];
      for (const [index, item] of chosen(edit).entries()) {
        const { id, row } = item;
        naming(`listings.${index}.`, id, () => {
          const draft = after(before(item), edit);
          const kept = row?.draft ? after(row.draft, edit) : null;
          const isSame =
            [...changesBetween(before(item), draft), ...changesBetween(row?.draft ?? {}, kept ?? {})].length === 0;
          if (isSame) return;
          if (items.stateOf(item) === "published") publications.push({ ...complete(draft, id, ""), kept });
          else shelf.push({ id, row: { id, published: row?.published ?? null, paused: row?.paused ?? false, draft } });
        });
      }
      return publisher.publishMany(publications, { kind: "editListings", shelf });
    },
    previewEdit: (edit) => ({
      items: chosen(edit).map((item): EditPreview["items"][number] => {
        const { id } = item;
        const state = items.stateOf(item);
        try {
          const draft = after(before(item), edit);
          if (state === "published") publisher.check(complete(draft, id, "").draft);
          return { id, state, changes: changesBetween(before(item), draft), problem: null };
        } catch (error) {
          if (!(error instanceof SoukError || error instanceof MoneyError)) throw error;
          const field = error instanceof SoukError ? (error.field ?? null) : null;
          return { id, state, changes: [], problem: { code: error.code, detail: error.message, field } };
        }
      }),
    }),
  };
}

/** Which of many it was. */
function naming(place: string, id: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof MoneyError)
      throw new SoukError(error.code, `${id}: ${error.message}`, { field: place, subject: id });
    if (!(error instanceof SoukError)) throw error;
    const { code, message, field = "" } = error;
    throw new SoukError(code, `${id}: ${message}`, { field: `${place}${field}`, subject: id, cause: error });
  }
}
