// What the model says everybody holds, beside what the chain says: they must agree after every step.
import type { Address } from "../../protocol/ids.ts";
import { ZERO_ADDRESS } from "../../protocol/ids.ts";
import { formatAmount } from "../../protocol/money.ts";

export interface Money {
  currency: Address;
  symbol: string;
  decimals: number;
}

export interface Holder {
  name: string;
  address: Address;
}

/** What can be held: coin or a token, or the escrow's debt in it. */
type Kind = "holds" | "credit";

export interface Ledger {
  /** From now on this account is watched too. */
  watch(holder: Holder): Promise<void>;
  /** The model: coin or token goes from one account to another. */
  move(currency: Address, from: Address, to: Address, amount: bigint): void;
  /** The model: the escrow owes this, and keeps it until its owner withdraws. */
  credit(currency: Address, owner: Address, amount: bigint): void;
  /** The model: an owner took all of a credit to `to`. */
  withdraw(currency: Address, owner: Address, to: Address): void;
  /** Gas is no part of the model: what was spent on it is added back. */
  spent(payer: Address, wei: bigint): void;
  /** Reads the chain. @returns what changed since the last reading, and where the chain differs from the model */
  compare(): Promise<{ changes: string[]; faults: string[] }>;
  /** Before and after of everybody whose balance changed since the curtain rose. */
  table(): string[];
  nameOf(address: string): string;
}

export interface Chain {
  balance(currency: Address, holder: Address): Promise<bigint>;
  credit(currency: Address, owner: Address): Promise<bigint>;
}

export async function createLedger(
  chain: Chain,
  monies: readonly Money[],
  escrow: Address,
  people: readonly Holder[],
): Promise<Ledger> {
  const holders: Holder[] = [];
  const before = new Map<string, bigint>();
  const model = new Map<string, bigint>();
  let actual = new Map<string, bigint>();
  const gas = new Map<Address, bigint>();

  const key = (kind: Kind, currency: Address, holder: Address) => `${kind} ${currency} ${holder}`;
  const add = (place: string, amount: bigint) => model.set(place, (model.get(place) ?? 0n) + amount);
  const nameOf = (address: string): string =>
    holders.find((holder) => holder.address === address.toLowerCase())?.name ??
    monies.find(({ currency }) => currency === address.toLowerCase())?.symbol ??
    address;
  const amountText = (value: bigint, { decimals }: Money): string =>
    `${value < 0n ? "−" : ""}${formatAmount(value < 0n ? -value : value, decimals)}`;
  const signed = (value: bigint, money: Money): string => `${value > 0n ? "+" : ""}${amountText(value, money)}`;

  async function read(of: readonly Holder[]): Promise<Map<string, bigint>> {
    const seen = new Map<string, bigint>();
    const readings = of.flatMap(({ address }) =>
      monies.flatMap(({ currency }) => [
        chain.balance(currency, address).then((held) => {
          const back = currency === ZERO_ADDRESS ? (gas.get(address) ?? 0n) : 0n;
          seen.set(key("holds", currency, address), held + back);
        }),
        chain.credit(currency, address).then((owed) => seen.set(key("credit", currency, address), owed)),
      ]),
    );
    await Promise.all(readings);
    return seen;
  }

  /** Every place in which a holder can have money, with its words. */
  function* places() {
    for (const { name, address } of holders) {
      for (const money of monies) {
        yield { place: key("holds", money.currency, address), name, money, what: money.symbol };
        yield { place: key("credit", money.currency, address), name, money, what: `${money.symbol} credit` };
      }
    }
  }

  const ledger: Ledger = {
    async watch(holder) {
      const held = await read([holder]);
      holders.push(holder);
      for (const [place, amount] of held) for (const book of [before, model, actual]) book.set(place, amount);
    },
    move(currency, from, to, amount) {
      add(key("holds", currency, from), -amount);
      add(key("holds", currency, to), amount);
    },
    credit(currency, owner, amount) {
      add(key("credit", currency, owner), amount);
    },
    withdraw(currency, owner, to) {
      const amount = model.get(key("credit", currency, owner)) ?? 0n;
      add(key("credit", currency, owner), -amount);
      ledger.move(currency, escrow, to, amount);
    },
    spent(payer, wei) {
      gas.set(payer, (gas.get(payer) ?? 0n) + wei);
    },
    async compare() {
      const seen = await read(holders);
      const changes: string[] = [];
      const faults: string[] = [];
      for (const { place, name, money, what } of places()) {
        const [was, is, should] = [actual.get(place)!, seen.get(place)!, model.get(place)!];
        if (is !== was) changes.push(`${name} ${signed(is - was, money)} ${what}`);
        if (is !== should)
          faults.push(`${name} has ${amountText(is, money)} ${what}, not ${amountText(should, money)}`);
      }
      actual = seen;
      return { changes, faults };
    },
    table() {
      const rows = [["who", "money", "before", "after", "change", "the model says"]];
      for (const { place, name, money, what } of places()) {
        const [was, is, should] = [before.get(place)!, actual.get(place)!, model.get(place)!];
        if (is === was && should === was) continue;
        rows.push([
          name,
          what,
          amountText(was, money),
          amountText(is, money),
          signed(is - was, money),
          signed(should - was, money),
        ]);
      }
      const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
      return rows.map((row) =>
        row
          .map((text, column) => (column < 2 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
          .join("  "),
      );
    },
    nameOf,
  };
  for (const holder of people) await ledger.watch(holder);
  return ledger;
}
