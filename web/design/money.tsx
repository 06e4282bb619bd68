// An exact amount with its currency's symbol, and shares of one.
import type { CurrencyView } from "../../protocol/api/schemas.ts";
import { formatAmount } from "../../protocol/money.ts";

/** Exact decimal text, thousands parted by a thin space: `1 250.00 tUSD`. */
export function moneyText(amount: bigint | string, currency: CurrencyView | undefined): string {
  if (!currency) return "…";
  const [whole = "0", fraction] = formatAmount(BigInt(amount), currency.decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${fraction ? `${grouped}.${fraction}` : grouped}\u00a0${currency.symbol}`;
}

export const percent = (bps: number): string => `${bps / 100}\u00a0%`;

export function Money({ amount, currency }: { amount: bigint | string; currency: CurrencyView | undefined }) {
  return <span className="number">{moneyText(amount, currency)}</span>;
}
