// What becomes of a draft in the fixture once it is published: the listing as everybody sees it.
import { slug, variantIdOf } from "../../../node/core/slug.ts";
import type { ListingDraft } from "../../../protocol/api/inputs.ts";
import type { ListingDetail } from "../../../protocol/api/schemas.ts";
import type { Address, ListingId } from "../../../protocol/ids.ts";
import { parseAmount } from "../../../protocol/money.ts";
import { destinationsOf } from "../../../protocol/shipping.ts";
import { ETH, TUSD, fakeCid } from "./fixture-shop.ts";
import type { FixtureWorld } from "./fixture-world.ts";

export function detailOf(
  { clock, listings, nameOf }: FixtureWorld,
  seller: Address,
  draft: ListingDraft,
): ListingDetail {
  const id = draft.id ?? slug(draft.title, "listing");
  const known = listings.find((one) => one.seller === seller && one.id === id);
  const currency = [ETH, TUSD].find(({ symbol, address }) => [symbol, address].includes(draft.currency as Address))!;
  const amount = (text: string) => parseAmount(text, currency.decimals).toString();
  const validUntil = new Date((clock.now + draft.validFor) * 1_000).toISOString();
  const variants = draft.variants.map((variant, index): ListingDetail["variants"][number] => {
    const its = variantIdOf(variant, index);
    const sold = known?.variants.find((one) => one.id === its)?.sold ?? 0;
    const { title, sku, weight, picture, stock } = variant;
    return {
      id: its,
      title,
      sku,
      weight,
      picture,
      sold,
      validUntil,
      price: amount(variant.price),
      maxUnits: stock === null ? 0 : stock + sold,
      left: stock,
      unavailable: stock === 0 ? "sold-out" : null,
    };
  });
  const shipping = draft.shipping.map(({ first, further = first, ...way }, index) => ({
    ...way,
    id: way.id ?? slug(way.title, `way-${index}`),
    first: amount(first),
    further: amount(further),
  }));
  const prices = variants.map(({ price }) => BigInt(price)).toSorted((a, b) => (a < b ? -1 : 1));
  const { title, description, category, tags, condition, shipsFrom, pictures, file, service } = draft;
  return {
    seller,
    id: id as ListingId,
    title,
    description,
    category,
    tags,
    condition,
    shipsFrom,
    pictures,
    file,
    service,
    sellerName: nameOf(seller),
    cid: fakeCid(`${JSON.stringify(draft)} ${clock.now}`),
    currency: currency.address,
    priceFrom: String(prices[0]),
    priceTo: String(prices.at(-1)),
    converted: null,
    shippingFrom: shipping[0]?.first ?? "0",
    shipping,
    shipsTo: shipping.length > 0 ? destinationsOf(shipping) : ["*"],
    available: variants.some(({ unavailable }) => unavailable === null),
    rating: known?.rating ?? { count: 0, average: null },
    variants,
    shipWindow: draft.shipWindow,
    inspectionWindow: draft.inspectionWindow,
    arbitration: draft.arbitration && {
      ...draft.arbitration,
      arbitratorName: nameOf(draft.arbitration.arbitrator),
    },
    sequence: (known?.sequence ?? 0) + 1,
    oldOffers: null,
  };
}
