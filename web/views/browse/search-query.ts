// What the shop's address asks for: words, filters and order; and the same as the API takes it.
import type { CurrencyView } from "../../../protocol/api/schemas.ts";
import { CONDITIONS } from "../../../protocol/listing.ts";
import { parseAmount } from "../../../protocol/money.ts";
import { type Place, go, href } from "../../router.ts";

export const SORTS = {
  newest: "Newest first",
  "price-low": "Price: low to high",
  "price-high": "Price: high to low",
  rating: "Best rated sellers",
} as const;
/** Of sellers whose average is not below it. */
export const starsText = (atLeast: number): string =>
  atLeast >= 5 ? "5 stars" : `${atLeast} ${atLeast === 1 ? "star" : "stars"} and up`;

export type Sort = keyof typeof SORTS;

/** As it stands in the address: prices as a person types them. */
export type Asked = Partial<
  Record<
    | "q"
    | "category"
    | "currency"
    | "min"
    | "max"
    | "shipsTo"
    | "shipsFrom"
    | "condition"
    | "rating"
    | "seller"
    | "available"
    | "sort",
    string
  >
>;
export type Change = (to: { [K in keyof Asked]: string | undefined }) => void;

const NAMES = [
  "q",
  "category",
  "currency",
  "min",
  "max",
  "shipsTo",
  "shipsFrom",
  "condition",
  "rating",
  "seller",
  "available",
  "sort",
] as const;

export const askedOf = ({ query }: Pick<Place, "query">): Asked =>
  Object.fromEntries(NAMES.map((name) => [name, query.get(name)]).filter(([, value]) => value));

export const hrefOf = (asked: Asked, to: Parameters<Change>[0] = {}): string => href([], { ...asked, ...to });

export const changerOf =
  (asked: Asked): Change =>
  (to) =>
    go(hrefOf(asked, to), { replace: true });

export const conditionsOf = ({ condition = "" }: Asked): (typeof CONDITIONS)[number][] =>
  CONDITIONS.filter((name) => condition.split(",").includes(name));

/** An address that somebody wrote by hand may hold anything: what is no filter is left out. */
export function filtersOf(asked: Asked, currencies: readonly CurrencyView[]) {
  const { q, category, seller, shipsTo, shipsFrom, rating, available } = asked;
  const currency = currencies.find(({ address }) => address === asked.currency);
  const condition = conditionsOf(asked);
  return {
    q,
    category,
    seller: /^0x[0-9a-f]{40}$/.test(seller ?? "") ? seller : undefined,
    shipsTo: countryOf(shipsTo),
    shipsFrom: countryOf(shipsFrom),
    rating: Number(rating) >= 1 && Number(rating) <= 5 ? Number(rating) : undefined,
    available: available === "true" ? true : undefined,
    condition: condition.length > 0 ? condition.join(",") : undefined,
    currency: currency?.address,
    minPrice: currency && amountOf(asked.min, currency),
    maxPrice: currency && amountOf(asked.max, currency),
  };
}

const countryOf = (typed: string | undefined): string | undefined =>
  /^[A-Z]{2}$/.test(typed ?? "") ? typed : undefined;

/** Undefined for what is no amount. */
export function amountOf(typed: string | undefined, { decimals }: CurrencyView): string | undefined {
  try {
    return typed ? parseAmount(typed, decimals).toString() : undefined;
  } catch {
    return undefined;
  }
}
