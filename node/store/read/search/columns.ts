// What listings are filtered, counted and sorted by, as columns in memory: a pass over all of them takes a millisecond, not a walk through pages.
import type { Address, ListingId } from "../../../../protocol/ids.ts";
import { CONDITIONS } from "../../../../protocol/listing.ts";
import type { Database } from "../../database.ts";
import { createDocPlaces } from "./doc-places.ts";
import { type Vocabulary, createVocabulary } from "./vocabulary.ts";

/** A row of `listings`. */
export interface ColumnsRow {
  doc: number;
  /** Of what it says now: its number in the text index. */
  edition: number;
  seller: Address;
  id: ListingId;
  sequence: number;
  category: string;
  condition: string;
  currency: string;
  /** Sortable text, see amount.ts. */
  price: string;
  available_until: number;
  /** Country codes with commas between, or `*`. */
  ships_to: string;
  ships_from: string;
  /** What it is called by, each word once, with spaces between. */
  words: string;
}

export const COLUMNS =
  "doc, edition, seller, id, sequence, category, condition, currency, price, available_until, ships_to, ships_from, words";

/** Few values that come again and again, as small numbers. */
export interface Names {
  of(name: string): number;
  readonly all: readonly string[];
}

/** Read anew on each pass: the place of a listing changes when others are removed. */
export interface Columns {
  readonly doc: readonly number[];
  readonly edition: readonly number[];
  readonly seller: readonly number[];
  readonly id: readonly ListingId[];
  readonly sequence: readonly number[];
  readonly category: readonly number[];
  /** Position in CONDITIONS. */
  readonly condition: readonly number[];
  readonly currency: readonly number[];
  readonly price: readonly string[];
  /** Near to `price`, for statistics. */
  readonly amount: readonly number[];
  readonly until: readonly number[];
  readonly destinations: readonly number[];
  readonly origin: readonly number[];
}

export interface ListingColumns {
  readonly columns: Columns;
  readonly sellers: Names;
  readonly categories: Names;
  readonly currencies: Names;
  readonly destinations: Names;
  readonly origins: Names;
  readonly vocabulary: Pick<Vocabulary, "near">;
  /** Changes with every change. */
  version(): number;
  size(): number;
  /** All, in no order. */
  places(): Uint32Array;
  placeOf(doc: number): number | undefined;
  placeOfEdition(edition: number): number | undefined;
  /** What changes in the running transaction; it is seen once `apply` is called, and forgotten by `reset`. */
  put(row: ColumnsRow, words: readonly string[]): void;
  setUntil(doc: number, until: number): void;
  remove(doc: number): void;
  apply(): void;
  reset(): void;
}

const wordsOf = (line: string): string[] => (line === "" ? [] : line.split(" "));

/** Filled from the table. */
export function createListingColumns(db: Database): ListingColumns {
  const columns = {
    doc: [] as number[],
    edition: [] as number[],
    seller: [] as number[],
    id: [] as ListingId[],
    sequence: [] as number[],
    category: [] as number[],
    condition: [] as number[],
    currency: [] as number[],
    price: [] as string[],
    amount: [] as number[],
    until: [] as number[],
    destinations: [] as number[],
    origin: [] as number[],
    words: [] as string[],
  };
  const [sellers, categories, currencies] = [createNames(), createNames(), createNames()];
  const [destinations, origins] = [createNames(), createNames()];
  const places = createDocPlaces();
  const editions = createEditionPlaces();
  const vocabulary = createVocabulary();
  let everyPlace = new Uint32Array(0);
  let pending: (() => void)[] = [];
  let version = 0;

  function put(row: ColumnsRow, words: readonly string[]): void {
    const place = places.get(row.doc) ?? columns.doc.length;
    if (place === columns.doc.length) vocabulary.add(words);
    else if (columns.words[place] !== row.words) {
      vocabulary.add(words);
      vocabulary.remove(wordsOf(columns.words[place]!));
    }
    if (place < columns.doc.length && columns.edition[place] !== row.edition) editions.delete(columns.edition[place]!);
    places.set(row.doc, place);
    editions.set(row.edition, place);
    columns.doc[place] = row.doc;
    columns.edition[place] = row.edition;
    columns.seller[place] = sellers.of(row.seller);
    columns.id[place] = row.id;
    columns.sequence[place] = row.sequence;
    columns.category[place] = categories.of(row.category);
    columns.condition[place] = CONDITIONS.indexOf(row.condition as (typeof CONDITIONS)[number]);
    columns.currency[place] = currencies.of(row.currency);
    columns.price[place] = row.price;
    columns.amount[place] = Number(row.price.slice(2));
    columns.until[place] = row.available_until;
    columns.destinations[place] = destinations.of(row.ships_to);
    columns.origin[place] = origins.of(row.ships_from);
    columns.words[place] = row.words;
  }

  /** The last listing takes the place of the removed one. */
  function remove(doc: number): void {
    const place = places.get(doc);
    if (place === undefined) return;
    vocabulary.remove(wordsOf(columns.words[place]!));
    places.delete(doc);
    editions.delete(columns.edition[place]!);
    for (const column of Object.values(columns) as unknown[][]) {
      const last = column.pop();
      if (place < column.length) column[place] = last;
    }
    if (place === columns.doc.length) return;
    places.set(columns.doc[place]!, place);
    editions.set(columns.edition[place]!, place);
  }

  for (const row of db.query<ColumnsRow>(`SELECT ${COLUMNS} FROM listings`).all()) put(row, wordsOf(row.words));
  return {
    columns,
    sellers,
    categories,
    currencies,
    destinations,
    origins,
    vocabulary,
    version: () => version,
    size: () => columns.doc.length,
    places() {
      const { length } = columns.doc;
      if (everyPlace.length < length) everyPlace = Uint32Array.from({ length: 2 * length }, (_, place) => place);
      return everyPlace.subarray(0, length);
    },
    placeOf: places.get,
    placeOfEdition: editions.get,
    put: (row, words) => void pending.push(() => put(row, words)),
    setUntil: (doc, until) =>
      void pending.push(() => {
        const place = places.get(doc);
        if (place !== undefined) columns.until[place] = until;
      }),
    remove: (doc) => void pending.push(() => remove(doc)),
    apply() {
      if (pending.length === 0) return;
      for (const change of pending) change();
      pending = [];
      version++;
    },
    reset() {
      pending = [];
    },
  };
}

/** Editions are numbered as they come, so a number is an index here: searches look up tens of thousands, in their order. */
function createEditionPlaces() {
  /** One more than the place; 0 for none. */
  let places = new Uint32Array(1_024);
  return {
    get: (edition: number): number | undefined => (places[edition] ? places[edition] - 1 : undefined),
    set(edition: number, place: number): void {
      if (edition >= places.length) {
        const grown = new Uint32Array(2 * edition);
        grown.set(places);
        places = grown;
      }
      places[edition] = place + 1;
    },
    delete: (edition: number): void => void (places[edition] = 0),
  };
}

function createNames(): Names {
  const numbers = new Map<string, number>();
  const all: string[] = [];
  return {
    all,
    of(name) {
      let number = numbers.get(name);
      if (number === undefined) numbers.set(name, (number = all.push(name) - 1));
      return number;
    },
  };
}
