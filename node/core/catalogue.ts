// The seller's own catalogue: which slots each listing holds, and the two trees over them, changed by what a publication changes.
import { contentLeaf, createSlotTree, heightOf } from "../../protocol/catalogue.ts";
import type { Cid, Hex32, ListingId } from "../../protocol/ids.ts";
import { type Block, createSlots, sizeOf } from "./slots.ts";

/** What a listing puts into the catalogue. */
export interface Leaves {
  id: ListingId;
  cid: Cid;
  /** Of its offers, in their order. */
  leaves: readonly Hex32[];
}

export interface OwnCatalogue {
  /** Puts a listing in, or in place of what it was: where it fits it keeps its slots. */
  put(leaves: Leaves): void;
  remove(id: ListingId): void;
  slotOf(id: ListingId): number;
  offersRoot(): Hex32;
  contentDigest(): Hex32;
  /** From the block of a listing's slots to the root. */
  path(id: ListingId): Hex32[];
}

/**
 * @param known listings with the slots that their records name. Two that name one slot (a folder that was restored may have
 * given it away twice) are no harm: each is proved by its own record, and the later one gets a new place.
 * @param hash as protocol/catalogue takes it
 */
export function createOwnCatalogue(
  known: readonly (Leaves & { slot: number })[] = [],
  hash?: (a: Hex32, b: Hex32) => Hex32,
): OwnCatalogue {
  const places = new Map<ListingId, Block & { count: number }>();
  const offers = createSlotTree([], hash);
  const contents = createSlotTree([], hash);

  const kept: (Leaves & Block)[] = [];
  let end = 0;
  for (const listing of known.toSorted((a, b) => a.slot - b.slot)) {
    const height = heightOf(listing.leaves.length);
    if (listing.slot < end || listing.slot % 2 ** height !== 0) continue;
    kept.push({ ...listing, height });
    end = listing.slot + 2 ** height;
  }
  const slots = createSlots(kept);
  for (const listing of kept) fill(listing, listing);

  function fill({ id, cid, leaves }: Leaves, { slot, height }: Block): void {
    const content = contentLeaf(id, cid);
    for (let i = 0; i < 2 ** height; i++) {
      const leaf = leaves[i];
      if (!leaf && !offers.leaf(slot + i)) continue;
      offers.set(slot + i, leaf);
      contents.set(slot + i, leaf && content);
    }
    places.set(id, { slot, height, count: leaves.length });
  }

  function remove(id: ListingId): void {
    const place = places.get(id);
    if (!place) return;
    for (let i = 0; i < sizeOf(place); i++) {
      if (!offers.leaf(place.slot + i)) continue;
      offers.set(place.slot + i, undefined);
      contents.set(place.slot + i, undefined);
    }
    slots.free(place);
    places.delete(id);
  }

  const placeOf = (id: ListingId): Block => {
    const place = places.get(id);
    if (!place) throw new RangeError(`${id} is not in the catalogue`);
    return place;
  };

  return {
    put(listing) {
      const height = heightOf(listing.leaves.length);
      const before = places.get(listing.id);
      if (before?.height !== height) {
        remove(listing.id);
        fill(listing, { slot: slots.take(height), height });
      } else fill(listing, before);
    },
    remove,
    slotOf: (id) => placeOf(id).slot,
    offersRoot: offers.root,
    contentDigest: contents.root,
    path(id) {
      const { slot, height } = placeOf(id);
      return offers.proof(slot, height);
    },
  };
}
