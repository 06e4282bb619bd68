// Exchange rates: what a currency is worth in a unit that others share, and a price in another currency by them. Exact, then rounded once.
import type { Address } from "../../protocol/ids.ts";
import { MAX_AMOUNT } from "../../protocol/money.ts";

export type RateSourceName = "chain" | "list";

/** A whole coin or token, not its smallest unit, is worth `value / 10^decimals` of `unit`. */
export interface Rate {
  currency: Address;
  /** Such as `USD`. */
  unit: string;
  value: bigint;
  decimals: number;
  /** Unix seconds. */
  asOf: number;
  /** Chain time from which it is not used any more; null is never. */
  until: number | null;
  source: RateSourceName;
}

/** Prices in one currency. */
export interface Prices {
  currency: Address;
  /**
   * The nearest whole number of the smallest unit, half up.
   * @returns undefined where there is no rate, or where the amount is more than an order can hold
   */
  of(amount: bigint, from: Address): bigint | undefined;
  /** What one smallest unit of `from` comes to, nearly; NaN where there is no rate. */
  near(from: Address): number;
  /** Of the older of the two rates. @returns undefined where there is none */
  basis(from: Address): { asOf: number; source: RateSourceName } | undefined;
}

/**
 * @param rates those that may be used now, at most one of each currency
 * @returns undefined if `to` has no rate
 */
export function pricesIn(
  to: Address,
  rates: readonly Rate[],
  currencies: readonly { address: Address; decimals: number }[],
): Prices | undefined {
  const rateOf = new Map(rates.map((rate) => [rate.currency, rate]));
  const decimalsOf = new Map(currencies.map(({ address, decimals }) => [address, decimals]));
  const wanted = rateOf.get(to);
  const decimals = decimalsOf.get(to);
  if (!wanted || decimals === undefined) return undefined;

  /** From smallest unit to smallest unit. */
  function ratio(from: Address): readonly [numerator: bigint, denominator: bigint] | undefined {
    if (from === to) return [1n, 1n];
    const rate = rateOf.get(from);
    const theirs = decimalsOf.get(from);
    if (!rate || theirs === undefined || rate.unit !== wanted!.unit) return undefined;
    return [
      rate.value * 10n ** BigInt(wanted!.decimals + decimals!),
      wanted!.value * 10n ** BigInt(rate.decimals + theirs),
    ];
  }
  const ratios = new Map(currencies.map(({ address }) => [address, ratio(address)]));

  return {
    currency: to,
    of(amount, from) {
      const known = ratios.get(from);
      if (!known) return undefined;
      const [numerator, denominator] = known;
      const rounded = (2n * amount * numerator + denominator) / (2n * denominator);
      return rounded > MAX_AMOUNT ? undefined : rounded;
    },
    near(from) {
      const known = ratios.get(from);
      return known ? Number(known[0]) / Number(known[1]) : NaN;
    },
    basis(from) {
      const rate = ratios.get(from) && rateOf.get(from);
      if (!rate) return undefined;
      return rate.asOf < wanted.asOf ? rate : wanted;
    },
  };
}
