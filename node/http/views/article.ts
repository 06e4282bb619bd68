// Shows what an order bought, by its edition: variant, price, and the way it is sent.
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import type { OrderSummary } from "../../../protocol/api/order-schemas.ts";
import { cidOfDigest } from "../../../protocol/block.ts";
import { type ListingOffer, offerTaken, offersOf } from "../../../protocol/listing-offers.ts";
import { type Listing, skuOf } from "../../../protocol/listing.ts";
import { type Order, shippingBeside } from "../../../protocol/order.ts";
import { reaches } from "../../../protocol/shipping.ts";

export function articleOf(listing: Listing | undefined, { offer }: Order): OrderSummary["listing"] {
  if (!listing) return null;
  const variant = listing.variants.find(({ id }) => skuOf(listing.id, id) === offer.sku);
  return {
    id: listing.id,
    title: listing.title,
    variant: variant?.title ?? "",
    picture: listing.pictures[variant?.picture ?? 0] ?? null,
    cid: cidOfDigest(offer.terms),
  };
}

type Shipping = Pick<OrderDetail, "unitPrice" | "shipping" | "shippingOption" | "joined">;

/** @param country where it goes, if this node may know: two options may cost the same, but never to one country (L-8) */
export function shippingOf(listing: Listing | undefined, order: Order, country: string | undefined): Shipping {
  const taken = listing && takenBy(listing, order, country);
  const option = taken?.option;
  return {
    ...pricesOf(listing, order),
    shippingOption: option ? { id: option.id, title: option.title, days: option.days } : null,
    joined: taken?.joined ?? false,
  };
}

/** As the listing says them, where it is known. */
export function pricesOf(listing: Listing | undefined, order: Order): Pick<Shipping, "unitPrice" | "shipping"> {
  const { offer } = order;
  const price = listing?.variants.find(({ id }) => skuOf(listing.id, id) === offer.sku)?.price;
  if (price === undefined) return { unitPrice: offer.unitPrice.toString(), shipping: offer.shipping.toString() };
  return { unitPrice: price, shipping: shippingBeside(BigInt(price), order).toString() };
}

function takenBy(listing: Listing, { offer }: Order, country: string | undefined): ListingOffer | undefined {
  const found = offerTaken(offersOf(listing, cidOfDigest(offer.terms), offer.validUntil), offer);
  return found.find(({ option }) => !option || (country !== undefined && reaches(option, country))) ?? found[0];
}
