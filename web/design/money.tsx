// An exact amount with its currency's symbol, and shares of one.
import type { CurrencyView } from "../../protocol/api/schemas.ts";
import { formatAmount } from "../../protocol/money.ts";

/**
 * Exact decimal text, thousands parted by a thin space: `1 250.00 tUSD`.
 * @param keep how many decimals it has at least
 */
export function moneyText(amount: bigint | string, currency: CurrencyView | undefined, keep?: number): string {
  if (!currency) return "…";
  const [whole = "0", fraction] = formatAmount(BigInt(amount), currency.decimals, keep).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${fraction ? `${grouped}.${fraction}` : grouped}\u00a0${currency.symbol}`;
}

/** For amounts that stand under each other: each has as many decimals as the one that needs most. */
export function columnText(amounts: readonly string[], currency: CurrencyView | undefined): (amount: string) => string {
  const decimals = amounts.map(
    (amount) => formatAmount(BigInt(amount), currency?.decimals ?? 0).split(".")[1]?.length ?? 0,
  );
  const most = Math.max(0, ...decimals);
  return (amount) => moneyText(amount, currency, most);
}

export const percent = (bps: number): string => `${bps / 100}\u00a0%`;

export function Money({ amount, currency }: { amount: bigint | string; currency: CurrencyView | undefined }) {
  return <span className="number">{moneyText(amount, currency)}</span>;
}
