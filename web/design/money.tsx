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

/** As wide as a digit, and invisible. */
const NO_DIGIT = "\u2007";

/** For amounts that stand under each other: each as it is, its point under the others', by room after those that have fewer decimals. */
export function columnText(amounts: readonly string[], currency: CurrencyView | undefined): (amount: string) => string {
  const decimalsOf = (amount: string): number =>
    formatAmount(BigInt(amount), currency?.decimals ?? 0).split(".")[1]?.length ?? 0;
  const most = Math.max(0, ...amounts.map(decimalsOf));
  return (amount) => {
    const text = moneyText(amount, currency);
    const room = NO_DIGIT.repeat(Math.max(0, most - decimalsOf(amount)));
    return text.replace("\u00a0", `${room}\u00a0`);
  };
}

export const percent = (bps: number): string => `${bps / 100}\u00a0%`;

export function Money({ amount, currency }: { amount: bigint | string; currency: CurrencyView | undefined }) {
  return <span className="number">{moneyText(amount, currency)}</span>;
}
