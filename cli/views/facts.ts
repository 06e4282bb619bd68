// What every view needs to show an answer to a person: the paper, the chain's time and currencies; and the words made of them.
import type { CurrencyView } from "../../protocol/api/schemas.ts";
import { formatAmount } from "../../protocol/money.ts";
import { printable, shortened } from "../terminal/text.ts";
import { timeText } from "../terminal/time.ts";
import type { Paper } from "../terminal/table.ts";

export interface Facts extends Paper {
  /** Do not shorten ids. */
  full: boolean;
  /** Of the chain where it is known: every deadline is judged by it. */
  now: Date;
  currencies: readonly CurrencyView[];
}

export const COIN = `0x${"0".repeat(40)}`;
export const NOTHING = "–";

export const idText = ({ full }: Pick<Facts, "full">, id: string): string => (full ? id : shortened(id));

/** `12.50 tUSD`; digits and the address where the currency is unknown. */
export function moneyText(facts: Pick<Facts, "currencies" | "full">, amount: string, currency: string): string {
  const known = facts.currencies.find(({ address }) => address === currency);
  if (!known) return `${amount} units of ${idText(facts, currency)}`;
  return `${formatAmount(BigInt(amount), known.decimals)} ${printable(known.symbol)}`;
}

/** As it was typed, in the currency that was typed with it. */
export const typedMoneyText = (facts: Pick<Facts, "currencies" | "full">, amount: string, currency?: string): string =>
  printable(currency === undefined ? amount : `${amount} ${symbolText(facts, currency)}`);

/** `350 g`, `1.4 kg` */
export const weightText = (grams: number): string => (grams < 1_000 ? `${grams} g` : `${grams / 1_000} kg`);

export const symbolText = (facts: Pick<Facts, "currencies" | "full">, currency: string): string =>
  facts.currencies.find(({ address }) => address === currency)?.symbol ?? idText(facts, currency);

export const whenText = ({ now }: Pick<Facts, "now">, iso: string | null | undefined): string =>
  iso ? timeText(iso, now) : NOTHING;

/** `Ada's lamps (0x1234…abcd)` */
export const partyText = (facts: Pick<Facts, "full">, name: string | null, address: string): string =>
  name === null ? idText(facts, address) : `${printable(name)} (${idText(facts, address)})`;

/** What was bought, as a whole: its listing, and which variant of it where there are several. */
export const articleText = ({ title, variant }: { title: string; variant: string }): string =>
  `${title} ${variant}`.trim();

export const percentText = (bps: number): string => `${bps / 100} %`;

export const ratingText = ({ average, count }: { average: number | null; count: number }): string =>
  average === null ? NOTHING : `${average.toFixed(1)} of 5 (${count})`;
