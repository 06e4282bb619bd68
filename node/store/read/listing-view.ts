// What the API shows of a listing: its newest edition, with stock, standing and names as they are now.
import type { ListingDetail, ListingSummary } from "../../../protocol/api/schemas.ts";
import { cidOfDigest } from "../../../protocol/block.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import type { Listing } from "../../../protocol/listing.ts";
import type { ListingReader, ProfileReader } from "../../core/ports/readers.ts";
import { readBlock } from "./listings.ts";
import { snippetOf } from "./snippet.ts";
import type { StandingReader } from "./standings.ts";
import { isoTime } from "./time.ts";
import type { VariantRows } from "./variants.ts";

export interface ListingRow {
  terms: Hex32;
  sequence: number;
  available_until: number;
  block: Uint8Array;
}

export const LISTING_COLUMNS = "l.terms, l.sequence, l.available_until, e.block";

export function createListingView(
  profiles: Pick<ProfileReader, "name">,
  standings: StandingReader,
  stock: ListingReader["stock"],
  variants: Pick<VariantRows, "of">,
) {
  function common(row: ListingRow, listing: Listing, now: number) {
    const { seller, id, title, category, condition, currency, shipping, shipsFrom, shipsTo } = listing;
    const prices = listing.variants.map(({ price }) => BigInt(price)).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return {
      seller,
      sellerName: profiles.name(seller),
      id,
      cid: cidOfDigest(row.terms),
      title,
      category,
      condition,
      currency,
      priceFrom: prices[0]!.toString(),
      priceTo: prices.at(-1)!.toString(),
      shipping,
      shipsFrom,
      shipsTo,
      available: row.available_until >= now,
      rating: standings.rating(seller),
    };
  }

  function variantsOf(listing: Listing, now: number): ListingDetail["variants"] {
    return variants.of(listing).map(({ id, title, price, maxUnits, sku, validUntil, counter }) => {
      const { sold, retired, floor } = stock(listing.seller, sku);
      const left = maxUnits === 0 ? null : Math.max(0, maxUnits - sold);
      const withdrawn = retired || counter < floor;
      const unavailable = withdrawn ? "withdrawn" : left === 0 ? "sold-out" : validUntil < now ? "expired" : null;
      return { id, title, price: price.toString(), maxUnits, sold, left, validUntil: isoTime(validUntil), unavailable };
    });
  }

  return {
    summary(row: ListingRow, now: number, words: readonly string[]): ListingSummary {
      const listing = readBlock<Listing>(row.block);
      const { pictures, title, tags, category, description } = listing;
      return {
        ...common(row, listing, now),
        picture: pictures[0] ?? null,
        pictures: pictures.length,
        variants: listing.variants.length,
        snippet: words.length === 0 ? null : snippetOf([description, title, tags.join(", "), category], words),
      };
    },
    detail(row: ListingRow, now: number): ListingDetail {
      const listing = readBlock<Listing>(row.block);
      const { description, tags, pictures, file, shipWindow, inspectionWindow, arbitration } = listing;
      return {
        ...common(row, listing, now),
        description,
        tags,
        pictures,
        file,
        variants: variantsOf(listing, now),
        shipWindow,
        inspectionWindow,
        arbitration: arbitration && { ...arbitration, arbitratorName: profiles.name(arbitration.arbitrator) },
        sequence: row.sequence,
      };
    },
  };
}
export type ListingView = ReturnType<typeof createListingView>;
