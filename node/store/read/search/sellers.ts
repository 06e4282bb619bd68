// What ranking knows of sellers: their standing from the chain, their signs of life, and what is a typical price in each currency.
import type { Address } from "../../../../protocol/ids.ts";
import { type SellerSignals, renewedAt } from "../../../core/relevance.ts";
import type { Database } from "../../database.ts";
import type { ListingColumns } from "./columns.ts";

interface StandingRow {
  owner: Address;
  ratings: number;
  rating_sum: number;
  voices: number;
  voice_sum: number;
  buyers: number;
  /** JSON: eighths of the binary logarithm of what was paid, by currency. */
  settled: string;
  last_sale: number;
}

const COLUMNS = "owner, ratings, rating_sum, voices, voice_sum, buyers, settled, last_sale";

export interface SearchedSeller extends SellerSignals {
  /** As shown: of all ratings; null without any. */
  average: number | null;
}

export interface Sellers {
  /** By their number in the columns. `now` is chain time. */
  all(now: number): readonly SearchedSeller[];
  /** Its standing changes in the running transaction. */
  touch(owner: Address): void;
  apply(): void;
  reset(): void;
}

export function createSellers(db: Database, columns: ListingColumns): Sellers {
  const get = db.query<StandingRow>(`SELECT ${COLUMNS} FROM standings WHERE owner = ?`);
  const standings = new Map<Address, StandingRow>();
  for (const row of db.query<StandingRow>(`SELECT ${COLUMNS} FROM standings`).all()) standings.set(row.owner, row);
  const pending = new Set<Address>();
  let known: { version: number; now: number; sellers: SearchedSeller[] } | undefined;

  return {
    all(now) {
      const version = columns.version();
      if (known?.version !== version || known.now !== now) known = { version, now, sellers: gather(now) };
      return known.sellers;
    },
    touch: (owner) => void pending.add(owner),
    apply() {
      for (const owner of pending) {
        const row = get.get(owner);
        if (row) standings.set(owner, row);
        else standings.delete(owner);
      }
      if (pending.size > 0) known = undefined;
      pending.clear();
    },
    reset: () => pending.clear(),
  };

  function gather(now: number): SearchedSeller[] {
    const { seller, until, currency, amount } = columns.columns;
    const heartbeats = columns.sellers.all.map(() => 0);
    const logarithms = columns.currencies.all.map(() => 0);
    const counts = columns.currencies.all.map(() => 0);
    for (let place = 0; place < seller.length; place++) {
      const of = seller[place]!;
      const at = renewedAt(until[place]!, now);
      if (at > heartbeats[of]!) heartbeats[of] = at;
      logarithms[currency[place]!]! += Math.log2(amount[place]! + 1);
      counts[currency[place]!]! += 1;
    }
    const typical = new Map(
      columns.currencies.all.map((name, index) => [name, counts[index]! > 0 ? logarithms[index]! / counts[index]! : 0]),
    );
    return columns.sellers.all.map((owner, index) => {
      const row = standings.get(owner as Address);
      return {
        voices: row?.voices ?? 0,
        voiceSum: row?.voice_sum ?? 0,
        buyers: row?.buyers ?? 0,
        settled: row ? settledOf(row.settled, typical) : 0,
        aliveAt: Math.max(heartbeats[index]!, row?.last_sale ?? 0),
        average: row && row.ratings > 0 ? row.rating_sum / row.ratings : null,
      };
    });
  }
}

/** In currencies that nobody lists anything in, money cannot be told from dust. */
function settledOf(json: string, typical: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [currency, eighths] of Object.entries(JSON.parse(json) as Record<string, number>)) {
    const price = typical.get(currency);
    if (price !== undefined) sum += 2 ** (eighths / 8 - price);
  }
  return sum;
}
