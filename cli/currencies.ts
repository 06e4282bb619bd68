// Currencies as people name them, and prices as people write them: made into the addresses and whole numbers that the API takes.
import type { Client } from "../client/client.ts";
import type { CurrencyView } from "../protocol/api/schemas.ts";
import { MoneyError, parseAmount } from "../protocol/money.ts";
import type { Option } from "./options.ts";
import { nameOf } from "./request.ts";
import { SHORT_ADDRESS } from "./terminal/text.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Replaces them in place. A currency may be shortened, also where money moves: those that a node knows come from its
 * deployment, so nobody can add one that looks alike.
 * @throws UsageError for a currency that is not there, or a price whose currency is not said
 */
export async function resolveCurrencies(client: Client, given: Map<Option, string[]>): Promise<void> {
  const named = [...given].filter(([option]) => isOf(option, "currency"));
  const prices = [...given].filter(([option]) => isOf(option, "price"));
  if (named.length + prices.length === 0) return;
  const known = await client.currencies();
  for (const [option, texts] of named) {
    given.set(
      option,
      texts.map((text) => addressOf(known, option, text)),
    );
  }
  for (const [option, texts] of prices) {
    const currency = currencyOf(known, option, given);
    given.set(
      option,
      texts.map((text) => amountOf(currency, option, text)),
    );
  }
}

const isOf = ({ kind }: Option, form: "currency" | "price"): boolean => kind.type === "text" && kind.form === form;

function addressOf(known: readonly CurrencyView[], option: Option, text: string): string {
  if (/^0x[0-9a-f]{40}$/i.test(text)) return text;
  const key = text.toLowerCase();
  const [first = "", last = ""] = key.split(/…|\.\.\./);
  const found = known.filter(({ symbol, address }) =>
    SHORT_ADDRESS.test(key) ? address.startsWith(first) && address.endsWith(last) : symbol.toLowerCase() === key,
  );
  if (found.length === 1) return found[0]!.address;
  const why =
    found.length === 0
      ? `is no currency here: use one of ${symbolsOf(known)}, or an address`
      : `may be any of ${found.map(({ address }) => address).join(", ")}`;
  throw new UsageError(`${nameOf(option)}: ${text} ${why}`);
}

const symbolsOf = (known: readonly CurrencyView[]): string => known.map(({ symbol }) => symbol).join(", ");

/** That of --price-in goes before --currency, as the node reads it. */
function currencyOf(known: readonly CurrencyView[], option: Option, given: Map<Option, string[]>): CurrencyView {
  const named = [...given].filter(([one]) => isOf(one, "currency"));
  const [, texts] = named.find(([{ path }]) => path[0] === "priceIn") ?? named[0] ?? [];
  if (!texts) throw new UsageError(`${nameOf(option)}: in which currency? Add --currency, or --price-in`);
  const address = texts[0]!.toLowerCase();
  const currency = known.find((one) => one.address === address);
  if (currency) return currency;
  throw new UsageError(
    `${nameOf(option)}: how many decimals ${address} has is not known here; of ${symbolsOf(known)} it is`,
  );
}

function amountOf({ decimals, symbol }: CurrencyView, option: Option, text: string): string {
  try {
    return parseAmount(text, decimals).toString();
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw new UsageError(`${nameOf(option)}: ${error.message} (${symbol})`);
  }
}
