// Signs of trade made up to look good: accounts that sell to each other in a circle and hardly to anybody else. Explained in docs/reputation.md.
import type { Address } from "../../protocol/ids.ts";

/** An order whose seller was paid. */
export interface Trade {
  seller: Address;
  buyer: Address;
  currency: Address;
  /** In the currency's units; precise enough for shares. */
  value: number;
}

export interface Ring {
  /** Sorted, the account itself included. */
  members: Address[];
  /** Orders among them, and of them with others. */
  inside: number;
  outside: number;
}

/** A larger ring is not found: each account more makes it dearer to keep up, too. */
const MAX_MEMBERS = 8;
/** Fewer may be chance. */
const MIN_INSIDE = 3;
/** Of the orders of all members, and of their money in each currency, at most so much goes elsewhere. */
const MAX_OUTSIDE = 0.2;

/**
 * Grows a set around the account by the neighbour that trades most exclusively with it, and takes the first that is closed:
 * its members trade mostly with each other, and what each of them pays can come back.
 * @param tradesOf all trades of an account, as buyer or seller
 */
export function findRing(account: Address, tradesOf: (who: Address) => readonly Trade[]): Ring | null {
  const cache = new Map<Address, readonly Trade[]>();
  const trades = (who: Address): readonly Trade[] => {
    const known = cache.get(who) ?? tradesOf(who);
    cache.set(who, known);
    return known;
  };
  const members = new Set([account]);
  while (members.size < MAX_MEMBERS) {
    const next = nearest(members, trades);
    if (next === undefined) return null;
    members.add(next);
    const ring = { members: [...members].toSorted(), ...countsOf(members, trades) };
    if (ring.inside >= MIN_INSIDE && isClosed(members, trades) && isCircle(account, members, trades)) return ring;
  }
  return null;
}

type Trades = (who: Address) => readonly Trade[];
const otherOf = (trade: Trade, who: Address): Address => (trade.seller === who ? trade.buyer : trade.seller);

/** Of those who trade with a member, and both buy and sell: who does so with the greatest share of all their trades; by address where equal. */
function nearest(members: ReadonlySet<Address>, trades: Trades): Address | undefined {
  const candidates = new Set([...members].flatMap((who) => trades(who).map((trade) => otherOf(trade, who))));
  let best: { who: Address; share: number } | undefined;
  for (const who of [...candidates].filter((one) => !members.has(one)).toSorted()) {
    const all = trades(who);
    if (!all.some(({ seller }) => seller === who) || !all.some(({ buyer }) => buyer === who)) continue;
    const share = all.filter((trade) => members.has(otherOf(trade, who))).length / all.length;
    if (!best || share > best.share) best = { who, share };
  }
  return best?.who;
}

/** Each trade once: by its seller inside, by whichever member takes part outside. */
function* split(members: ReadonlySet<Address>, trades: Trades): Generator<{ trade: Trade; inside: boolean }> {
  for (const who of members) {
    for (const trade of trades(who)) {
      const inside = members.has(otherOf(trade, who));
      if (!inside || trade.seller === who) yield { trade, inside };
    }
  }
}

function countsOf(members: ReadonlySet<Address>, trades: Trades): Pick<Ring, "inside" | "outside"> {
  const all = [...split(members, trades)];
  const inside = all.filter((one) => one.inside).length;
  return { inside, outside: all.length - inside };
}

function isClosed(members: ReadonlySet<Address>, trades: Trades): boolean {
  const sums = new Map<string, { inside: number; outside: number }>();
  const add = (key: string, amount: number, where: "inside" | "outside"): void => {
    const sum = sums.get(key) ?? { inside: 0, outside: 0 };
    sum[where] += amount;
    sums.set(key, sum);
  };
  for (const { trade, inside } of split(members, trades)) {
    const where = inside ? "inside" : "outside";
    add("orders", 1, where);
    add(trade.currency, trade.value, where);
  }
  return [...sums.values()].every(({ inside, outside }) => outside <= MAX_OUTSIDE * (inside + outside));
}

/** Whether money that any member pays can reach every other one by trades among members, and so come back. */
function isCircle(account: Address, members: ReadonlySet<Address>, trades: Trades): boolean {
  const reach = (from: "buyer" | "seller"): number => {
    const reached = new Set([account]);
    for (const who of reached) {
      for (const trade of trades(who)) {
        const other = otherOf(trade, who);
        if (trade[from] === who && members.has(other)) reached.add(other);
      }
    }
    return reached.size;
  };
  return reach("buyer") === members.size && reach("seller") === members.size;
}
