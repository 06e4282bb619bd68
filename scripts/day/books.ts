// The books of the day: what everybody must have, computed from the plan and the chain's receipts, beside what they have.
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { ZERO_ADDRESS } from "../../protocol/ids.ts";
import { balanceOf } from "../network/balance.ts";
import { sharesOf } from "./fates.ts";
import { ARBITRATOR, type Market } from "./market.ts";
import type { Placed } from "./purchases.ts";

type Request = Market["chain"]["request"];
export type Balances = ReadonlyMap<string, bigint>;

export interface Line {
  who: string;
  currency: Address;
  before: bigint;
  paid: bigint;
  got: bigint;
  gas: bigint;
  after: bigint;
}

const key = (holder: Address, currency: Address) => `${holder} ${currency}`;

export async function readBalances(
  request: Request,
  holders: readonly Address[],
  currencies: readonly Address[],
): Promise<Balances> {
  const balances = new Map<string, bigint>();
  for (const holder of holders) {
    for (const currency of currencies) balances.set(key(holder, currency), await balanceOf(request, currency, holder));
  }
  return balances;
}

interface Block {
  transactions: { hash: Hex32; from: Address }[];
}

/** What each account paid for gas in the blocks after `from`. */
export async function gasOf(request: Request, from: number): Promise<Map<Address, bigint>> {
  const spent = new Map<Address, bigint>();
  const height = Number(await request("eth_blockNumber"));
  for (let number = from + 1; number <= height; number++) {
    const block: Block = await request("eth_getBlockByNumber", [`0x${number.toString(16)}`, true]);
    for (const { hash, from: payer } of block.transactions) {
      const { gasUsed, effectiveGasPrice } = await request("eth_getTransactionReceipt", [hash]);
      spent.set(payer, (spent.get(payer) ?? 0n) + BigInt(gasUsed) * BigInt(effectiveGasPrice));
    }
  }
  return spent;
}

/** @returns a line for each participant and currency, and for the escrow */
export function keepBooks(
  { actors, actor }: Market,
  orders: readonly Placed[],
  escrow: Address,
  currencies: readonly Address[],
  [before, after]: readonly [Balances, Balances],
  gas: ReadonlyMap<Address, bigint>,
): Line[] {
  const paid = new Map<string, bigint>();
  const got = new Map<string, bigint>();
  const add = (book: Map<string, bigint>, holder: Address, currency: Address, amount: bigint) =>
    book.set(key(holder, currency), (book.get(key(holder, currency)) ?? 0n) + amount);
  for (const { buyer, seller, currency, total, fate } of orders) {
    const shares = sharesOf(fate, total);
    add(paid, actor(buyer).address, currency, total);
    add(got, escrow, currency, total);
    for (const [name, amount] of [
      [buyer, shares.buyer],
      [seller, shares.seller],
      [ARBITRATOR, shares.arbitrator],
    ] as const) {
      add(got, actor(name).address, currency, amount);
      add(paid, escrow, currency, amount);
    }
  }
  const holders = [
    ...actors.map(({ name, address }) => ({ who: name as string, address })),
    { who: "escrow", address: escrow },
  ];
  return holders.flatMap(({ who, address }) =>
    currencies.map((currency) => ({
      who,
      currency,
      before: before.get(key(address, currency))!,
      paid: paid.get(key(address, currency)) ?? 0n,
      got: got.get(key(address, currency)) ?? 0n,
      gas: currency === ZERO_ADDRESS ? (gas.get(address) ?? 0n) : 0n,
      after: after.get(key(address, currency))!,
    })),
  );
}

/** Zero where every unit is accounted for. */
export const unexplained = ({ before, paid, got, gas, after }: Line): bigint => after - (before - paid + got - gas);
