// Prices of listings in one wanted currency: near ones to compare fast, exact ones where those tell too little.
import type { Address } from "../../../../protocol/ids.ts";
import type { Prices } from "../../../core/rates.ts";
import type { ListingColumns } from "./columns.ts";

export interface ConvertedPrices {
  /** Whether there is a rate for it. */
  has(place: number): boolean;
  exact(place: number): bigint;
  /** Both have a rate. */
  compare(a: number, b: number): number;
  compareTo(place: number, amount: bigint): number;
}

/** Far more than what a double is off after two multiplications. */
const RELATIVE = 1e-12;

export function convertedPrices({ columns: of, currencies }: ListingColumns, prices: Prices): ConvertedPrices {
  const factors = currencies.all.map((currency) => prices.near(currency as Address));
  const near = (place: number): number => of.amount[place]! * factors[of.currency[place]!]!;
  /** More than rounding to whole units can move them. */
  const differ = (a: number, b: number): boolean => Math.abs(a - b) > 1 + RELATIVE * Math.max(a, b);
  /** Above what an order can hold nothing is sold; as the highest it stands where it belongs. */
  const exact = (place: number): bigint =>
    prices.of(BigInt(of.price[place]!.slice(2)), currencies.all[of.currency[place]!] as Address) ?? 1n << 128n;
  const sign = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

  return {
    has: (place) => !Number.isNaN(factors[of.currency[place]!]!),
    exact,
    compare(a, b) {
      const [one, other] = [near(a), near(b)];
      return differ(one, other) ? one - other : sign(exact(a), exact(b));
    },
    compareTo(place, amount) {
      const [one, other] = [near(place), Number(amount)];
      return differ(one, other) ? one - other : sign(exact(place), amount);
    },
  };
}
