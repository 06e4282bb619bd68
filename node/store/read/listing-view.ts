// What the API shows of a listing: its newest edition, with stock, standing and names as they are now.
import type { ListingDetail, ListingSummary } from "../../../protocol/api/schemas.ts";
import { cidOfDigest } from "../../../protocol/block.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { type Listing, skuOf } from "../../../protocol/listing.ts";
import type { Prices } from "../../core/rates.ts";
import type { ListingReader, ProfileReader } from "../../core/ports/readers.ts";
import { readBlock } from "./block.ts";
import { snippetOf } from "./snippet.ts";
import type { StandingReader } from "./standings.ts";
import { isoTime } from "./time.ts";
import type { PlaceRows } from "./places.ts";

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
  places: Pick<PlaceRows, "get">,
) {
  function common(row: ListingRow, listing: Listing, now: number, prices: Prices | undefined) {
    const { seller, id, title, category, condition, currency, shipsFrom, shipsTo } = listing;
    const rise = rising(listing.variants.map(({ price }) => price));
    return {
      seller,
      sellerName: profiles.name(seller),
      id,
      cid: cidOfDigest(row.terms),
      title,
      category,
      condition,
      currency,
      priceFrom: rise[0]!,
      priceTo: rise.at(-1)!,
      converted: prices ? convertedOf(rise[0]!, currency, prices) : null,
      shippingFrom: rising(listing.shipping.map(({ first }) => first))[0] ?? "0",
      shipsFrom,
      shipsTo,
      available: row.available_until >= now,
      rating: standings.rating(seller),
    };
  }

  function variantsOf(listing: Listing, now: number): ListingDetail["variants"] {
    const { validUntil, catalogue } = places.get(listing.seller, listing.id)!;
    return listing.variants.map(({ id, maxUnits, ...variant }) => {
      const { sold, retired, floor } = stock(listing.seller, skuOf(listing.id, id));
      const left = maxUnits === 0 ? null : Math.max(0, maxUnits - sold);
      const withdrawn = retired || catalogue.sequence < floor;
      const unavailable = withdrawn ? "withdrawn" : left === 0 ? "sold-out" : validUntil < now ? "expired" : null;
      return { ...variant, id, maxUnits, sold, left, validUntil: isoTime(validUntil), unavailable };
    });
  }

  return {
    summary(row: ListingRow, now: number, words: readonly string[], prices?: Prices): ListingSummary {
      const listing = readBlock<Listing>(row.block);
      const { pictures, title, tags, category, description } = listing;
      return {
        ...common(row, listing, now, prices),
        picture: pictures[0] ?? null,
        pictures: pictures.length,
        variants: listing.variants.length,
        snippet: words.length === 0 ? null : snippetOf([description, title, tags.join(", "), category], words),
      };
    },
    detail(row: ListingRow, now: number, prices?: Prices): ListingDetail {
      const listing = readBlock<Listing>(row.block);
      const { description, tags, pictures, file, service, shipping, shipWindow, inspectionWindow, arbitration } =
        listing;
      return {
        ...common(row, listing, now, prices),
        description,
        tags,
        pictures,
        file,
        service,
        shipping,
        variants: variantsOf(listing, now),
        shipWindow,
        inspectionWindow,
        arbitration: arbitration && { ...arbitration, arbitratorName: profiles.name(arbitration.arbitrator) },
        sequence: row.sequence,
        oldOffers: null,
      };
    },
  };
}
/** Amounts, the lowest first. */
const rising = (amounts: readonly string[]): string[] =>
  amounts.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0));

function convertedOf(price: string, from: Address, prices: Prices): ListingSummary["converted"] {
  const amount = prices.of(BigInt(price), from);
  const basis = prices.basis(from);
  if (amount === undefined || !basis) return null;
  const { asOf, source } = basis;
  return { currency: prices.currency, priceFrom: amount.toString(), asOf: isoTime(asOf), source };
}

export type ListingView = ReturnType<typeof createListingView>;
