// The day as tables for people.
import type { CurrencyView } from "../../protocol/api/schemas.ts";
import { formatAmount } from "../../protocol/money.ts";
import { type Line } from "./books.ts";
import { sharesOf } from "./fates.ts";
import type { Placed } from "./purchases.ts";

type Currencies = readonly CurrencyView[];

const text = (amount: bigint, { decimals }: CurrencyView): string =>
  amount < 0n ? `−${formatAmount(-amount, decimals)}` : formatAmount(amount, decimals);
const of = (currencies: Currencies, address: string): CurrencyView =>
  currencies.find((currency) => currency.address === address)!;

export function orderTable(orders: readonly Placed[], currencies: Currencies): string {
  return columns([
    ["order", "buyer", "shop", "thing", "paid", "", "what happened", "to buyer", "to shop", "to arbitrator"],
    ...orders.map(({ number, buyer, seller, listing, units, total, currency, fate }) => {
      const money = of(currencies, currency);
      const shares = sharesOf(fate, total);
      const share = (amount: bigint) => (amount === 0n ? "" : text(amount, money));
      const thing = `${units} × ${listing}`;
      const paid = [text(total, money), money.symbol];
      const got = [share(shares.buyer), share(shares.seller), share(shares.arbitrator)];
      return [String(number), buyer, seller, thing, ...paid, fate.name, ...got];
    }),
  ]);
}

export function bookTable(lines: readonly Line[], currencies: Currencies): string {
  return columns([
    ["who", "money", "before", "paid", "got", "gas", "after"],
    ...lines.map(({ who, currency, before, paid, got, gas, after }) => {
      const money = of(currencies, currency);
      return [who, money.symbol, ...[before, paid, got, gas, after].map((amount) => text(amount, money))];
    }),
  ]);
}

export function sumTable(orders: readonly Placed[], currencies: Currencies): string {
  return columns([
    ["all orders", "paid", "back to buyers", "to shops", "to the arbitrator", "still in escrow"],
    ...currencies.map((money) => {
      const mine = orders.filter(({ currency }) => currency === money.address);
      const shares = mine.map(({ fate, total }) => sharesOf(fate, total));
      const sum = (amounts: bigint[]) => amounts.reduce((all, amount) => all + amount, 0n);
      const paid = sum(mine.map(({ total }) => total));
      const [buyers, shops, arbitrator] = (["buyer", "seller", "arbitrator"] as const).map((who) =>
        sum(shares.map((share) => share[who])),
      ) as [bigint, bigint, bigint];
      const rest = paid - buyers - shops - arbitrator;
      return [money.symbol, ...[paid, buyers, shops, arbitrator, rest].map((amount) => text(amount, money))];
    }),
  ]);
}

function columns(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isNumber = (cell: string) => /^−?[\d.]+$/.test(cell);
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isNumber(cell) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
