// The orders of a list of listings, as comparisons of places in the columns, with the keys that cursors are made of.
import { z } from "zod";
import type { ListingQuery } from "../../../../protocol/api/search.ts";
import type { ConvertedPrices } from "./converted.ts";
import { shuffled } from "../doc.ts";
import type { ListingColumns } from "./columns.ts";

export type Sort = ListingQuery["sort"];

export type Key = readonly (string | number)[];

export interface Order {
  /** Whether the first comes before (< 0) or after (> 0) the second. */
  compare(a: number, b: number): number;
  /** What a cursor keeps of a page that is not empty. */
  keyOf(page: readonly number[]): Key;
  key: z.ZodType<Key>;
  /** Whether a place comes after the listing with this key, which may be gone by now. */
  after(key: Key): (place: number) => boolean;
}

const text = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** Newest place in the journals first, then by key. */
export function byNewest({ columns: of, sellers }: ListingColumns): Order {
  return {
    compare: (a, b) =>
      of.sequence[b]! - of.sequence[a]! ||
      text(sellers.all[of.seller[b]!]!, sellers.all[of.seller[a]!]!) ||
      text(of.id[b]!, of.id[a]!),
    keyOf(page) {
      const last = page.at(-1)!;
      return [of.sequence[last]!, sellers.all[of.seller[last]!]!, of.id[last]!];
    },
    key: z.tuple([z.int(), z.string(), z.string()]),
    after:
      ([sequence, seller, id]) =>
      (place) =>
        ((sequence as number) - of.sequence[place]! ||
          text(seller as string, sellers.all[of.seller[place]!]!) ||
          text(id as string, of.id[place]!)) > 0,
  };
}

/** Prices of different currencies are not compared: each currency has its own run. */
export function byPrice({ columns: of, sellers, currencies }: ListingColumns, sign: 1 | -1): Order {
  return {
    compare: (a, b) =>
      sign *
      ((of.currency[a] !== of.currency[b] &&
        text(currencies.all[of.currency[a]!]!, currencies.all[of.currency[b]!]!)) ||
        // Numbers are compared faster than texts, and tell nearly always.
        of.amount[a]! - of.amount[b]! ||
        text(of.price[a]!, of.price[b]!) ||
        text(sellers.all[of.seller[a]!]!, sellers.all[of.seller[b]!]!) ||
        text(of.id[a]!, of.id[b]!)),
    keyOf(page) {
      const last = page.at(-1)!;
      return [currencies.all[of.currency[last]!]!, of.price[last]!, sellers.all[of.seller[last]!]!, of.id[last]!];
    },
    key: z.tuple([z.string(), z.string(), z.string(), z.string()]),
    after:
      ([currency, price, seller, id]) =>
      (place) =>
        sign *
          (text(currencies.all[of.currency[place]!]!, currency as string) ||
            text(of.price[place]!, price as string) ||
            text(sellers.all[of.seller[place]!]!, seller as string) ||
            text(of.id[place]!, id as string)) >
        0,
  };
}

/** By their price in one currency; those without a rate come last, each currency for itself. */
export function byConvertedPrice(columns: ListingColumns, prices: ConvertedPrices, sign: 1 | -1): Order {
  const { columns: of, sellers } = columns;
  const others = byPrice(columns, sign);
  return {
    compare(a, b) {
      if (!prices.has(a) || !prices.has(b)) {
        return Number(prices.has(b)) - Number(prices.has(a)) || others.compare(a, b);
      }
      return (
        sign *
        (prices.compare(a, b) ||
          text(sellers.all[of.seller[a]!]!, sellers.all[of.seller[b]!]!) ||
          text(of.id[a]!, of.id[b]!))
      );
    },
    keyOf(page) {
      const at = page.at(-1)!;
      if (!prices.has(at)) return ["", ...others.keyOf(page)];
      return [prices.exact(at).toString(), sellers.all[of.seller[at]!]!, of.id[at]!];
    },
    key: z.union([
      z.tuple([z.string().regex(/^[0-9]{1,40}$/), z.string(), z.string()]),
      z.tuple([z.literal(""), z.string(), z.string(), z.string(), z.string()]),
    ]),
    after([price, ...rest]) {
      if (price === "") {
        const isAfter = others.after(rest);
        return (place) => !prices.has(place) && isAfter(place);
      }
      const [amount, [seller, id]] = [BigInt(price as string), rest];
      return (place) =>
        !prices.has(place) ||
        sign *
          (prices.compareTo(place, amount) ||
            text(sellers.all[of.seller[place]!]!, seller as string) ||
            text(of.id[place]!, id as string)) >
          0;
    },
  };
}

/** Of a page by score a cursor names so many, from the last one on: some may go away before the next page is read. */
const NAMED = 4;

/**
 * Highest score first, equals by shuffled document number. Scores move with time and with all that is listed: a page reads on
 * after the last listing as it stands now; if that is no longer found, after the one before it.
 * @param isFound whether a place has the words
 */
export function byScore(
  { columns: of, placeOf }: ListingColumns,
  scoreOf: (place: number) => number,
  isFound: (place: number) => boolean,
): Order {
  return {
    compare: (a, b) => scoreOf(b) - scoreOf(a) || shuffled(of.doc[a]!) - shuffled(of.doc[b]!),
    keyOf(page) {
      const named = page.slice(-NAMED).toReversed();
      return [scoreOf(named[0]!), ...named.map((place) => of.doc[place]!)];
    },
    key: z.tuple([z.number(), z.int()], z.int()).refine(({ length }) => length <= NAMED + 1),
    after([score, ...docs]) {
      const last = docs.map((doc) => placeOf(doc as number)).find((place) => place !== undefined && isFound(place));
      const then = last === undefined ? (score as number) : scoreOf(last);
      const doc = last === undefined ? (docs[0] as number) : of.doc[last]!;
      return (place) => (then - scoreOf(place) || shuffled(of.doc[place]!) - shuffled(doc)) > 0;
    },
  };
}

/** The first `limit` places of the order, of those that are wanted. */
export function firstOf(
  places: Uint32Array,
  isWanted: (place: number) => boolean,
  limit: number,
  compare: Order["compare"],
): number[] {
  const first: number[] = [];
  for (let index = 0; index < places.length; index++) {
    const place = places[index]!;
    if (first.length === limit && compare(place, first[limit - 1]!) >= 0) continue;
    if (!isWanted(place)) continue;
    let low = 0;
    let high = first.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(first[middle]!, place) < 0) low = middle + 1;
      else high = middle;
    }
    first.splice(low, 0, place);
    if (first.length > limit) first.pop();
  }
  return first;
}
