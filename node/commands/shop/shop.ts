// Commands on the own shop: drafts, and publishing, pausing, resuming and deleting many listings as one operation.
import type { ShopState } from "../../../protocol/api/shop-inputs.ts";
import type { ShopDraftView } from "../../../protocol/api/shop-schemas.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { ListingPublisher, ShopCommands } from "../../core/ports/commands.ts";
import type { Shelf, ShelfChange } from "../../core/ports/own.ts";
import { type ShopItem, ceilingsOf } from "../../core/shop.ts";
import type { Complete } from "./draft-completion.ts";
import type { ShopItems } from "./shop-items.ts";

type Bulk = Omit<ShopCommands, "edit" | "previewEdit">;

export function createShopCommands({
  shelf,
  items,
  publisher,
  complete,
}: {
  shelf: Shelf;
  items: ShopItems;
  publisher: ListingPublisher;
  complete: Complete;
}): Bulk {
  const viewOf = (item: ShopItem): ShopDraftView => ({
    id: item.id,
    state: items.stateOf(item),
    draft: items.working(item),
  });

  /** All of them, each once, in a state in which this can be done. */
  function chosen(ids: readonly ListingId[], states?: readonly ShopState[]): ShopItem[] {
    return [...new Set(ids)].map((id, index) => {
      const item = items.find(id, `ids.${index}`);
      const state = items.stateOf(item);
      if (!states || states.includes(state)) return item;
      const message = `${id} is ${state === "draft" ? "a draft" : state}: this is for what is ${states.join(" or ")}`;
      throw new SoukError("listing.state", message, { field: `ids.${index}`, subject: id });
    });
  }

  const publishAll = (kind: string, chosenItems: readonly ShopItem[]) =>
    publisher.publishMany(
      chosenItems.map((item, index) => complete(items.working(item), item.id, `listings.${index}.`)),
      { kind },
    );

  /** With what resuming needs, also where the draft was not kept here. */
  function pausedRow(item: ShopItem): ShelfChange {
    const { id, row, listed } = item;
    const isKept = row?.published?.cid === listed!.cid;
    const published = isKept
      ? row!.published
      : { draft: items.published(item)!, cid: listed!.cid, ceilings: ceilingsOf(listed!.listing) };
    return { id, row: { id, draft: row?.draft ?? null, published, paused: true } };
  }

  return {
    saveDraft(id, draft) {
      if (draft.id !== undefined && draft.id !== id) {
        throw new SoukError("input.invalid", `id: the draft says ${draft.id}, the path ${id}`, { field: "id" });
      }
      const before = shelf.get(id);
      const row = {
        id,
        draft: { ...draft, id },
        published: before?.published ?? null,
        paused: before?.paused ?? false,
      };
      shelf.put([{ id, row }]);
      return viewOf(items.find(id));
    },
    draft: (id) => viewOf(items.find(id)),
    dropDraft(id) {
      const { row } = items.find(id);
      shelf.put([{ id, row: row?.published ? { ...row, draft: null } : null }]);
    },
    publish: async (ids) => publishAll("publishDrafts", chosen(ids)),
    resume: async (ids) => publishAll("resumeListings", chosen(ids, ["paused", "expired"])),
    async pause(ids) {
      const rows = chosen(ids, ["published", "expired"]).map(pausedRow);
      return publisher.withdrawMany(
        rows.map(({ id }) => id),
        { kind: "pauseListings", shelf: rows },
      );
    },
    async delete(ids) {
      const gone = chosen(ids).map(({ id }) => id);
      return publisher.withdrawMany(gone, { kind: "deleteListings", shelf: gone.map((id) => ({ id, row: null })) });
    },
  };
}
