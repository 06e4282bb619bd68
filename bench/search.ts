// Full-text search over the real store: indexing rate and latencies of typical, common and half-typed queries, beside bare FTS5.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type ListingQuery, listingQuery } from "../protocol/api/search.ts";
import { matchOf, termsOf } from "../node/store/read/search/words.ts";
import { type ReadStore, openReadStore, readFile } from "../node/store/read/read-store.ts";
import { textFile } from "../node/store/read/text/text-file.ts";
import { measureLoopLag } from "./ingest-lag.ts";
import { type Market, NOW, createMarket } from "./listings.ts";
import { finish, isQuick, median, progress, quantile, round, table } from "./report.ts";

const quick = isQuick();
const ROWS = quick ? 20_000 : 100_000;
/** Listings of one seller, about what a journal entry of 64 kB holds. */
const ENTRY = 50;
/** Listings per transaction, as the inbox of a serving node makes them when many wait, and as a rebuild does. */
const BATCH = 100;
const LARGE_BATCH = 1_000;
/** Ours and bare FTS5 take turns of so many, each with all that its threads have to do. */
const TURN = 5_000;
const RUNS = quick ? 1 : 5;
const ROUNDS = 5;
const QUERIES = quick ? 120 : 300;

const folder = mkdtempSync(path.join(tmpdir(), "souk-bench-search-"));

interface Indexed {
  store: ReadStore;
  directory: string;
  titles: string[];
  rowsPerSecond: number;
  bareRowsPerSecond: number;
}

/** The same words into the store and into a bare FTS5 table, in turns. */
async function index(run: number, batchSize: number): Promise<Indexed> {
  const market = createMarket(run);
  const directory = path.join(folder, `run-${run}-${batchSize}`);
  const store = openReadStore({ directory, threads: true });
  const bare = openBare(path.join(directory, "bare.db"));
  const titles: string[] = [];
  let ours = 0;
  let theirs = 0;
  for (let from = 0; from < ROWS; from += TURN) {
    let seller = market.seller();
    const turn = Array.from({ length: TURN }, (_item, offset) => {
      if (offset % ENTRY === 0) seller = market.seller();
      return market.listed(from + offset + 1, seller);
    });
    titles.push(...turn.map(({ listing }) => listing.title));
    const batches = Array.from({ length: TURN / batchSize }, (_item, batch) =>
      turn.slice(batch * batchSize, (batch + 1) * batchSize),
    );
    const began = performance.now();
    for (const batch of batches) {
      store.readModel.transaction((rows) => batch.forEach((row) => rows.putListing(row)));
      await store.readModel.room();
    }
    await store.settled();
    ours += performance.now() - began;
    for (const batch of batches) theirs += time(() => bare.put(batch.map(({ listing }) => listing)));
    if ((from + TURN) % 20_000 === 0) progress(`  run ${run + 1}/${RUNS}: ${from + TURN} rows`);
  }
  bare.close();
  return { store, directory, titles, rowsPerSecond: (ROWS / ours) * 1e3, bareRowsPerSecond: (ROWS / theirs) * 1e3 };
}

function openBare(file: string) {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536");
  db.exec("CREATE VIRTUAL TABLE t USING fts5 (title, tags, category, description, content = '', prefix = '2 3')");
  const insert = db.prepare("INSERT INTO t (title, tags, category, description) VALUES (?, ?, ?, ?)");
  return {
    put(listings: ReturnType<Market["listing"]>[]) {
      db.exec("BEGIN");
      for (const { title, tags, category, description } of listings) {
        insert.run(title, tags.join(" "), category, description);
      }
      db.exec("COMMIT");
    },
    close: () => db.close(),
  };
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Makes queries of one kind, as a person at the page would. */
type Kind = (market: Market, titles: readonly string[]) => Partial<ListingQuery>;

const KINDS: Record<string, Kind> = {
  /** One to three words of some title; some with filters; most by relevance. */
  typical({ pick, random }, titles) {
    const words = pick(titles).split(" ");
    const from = Math.floor(random() * (words.length - 2));
    return {
      q: words.slice(from, from + 1 + Math.floor(random() * 3)).join(" "),
      sort: random() < 0.8 ? "relevance" : pick(["newest", "price-low"] as const),
      ...(random() < 0.5 ? { available: true } : {}),
      ...(random() < 0.2 ? { category: pick(["home", "tools/wood", "art", "books"]) } : {}),
    };
  },
  /** One of the ten commonest words: in 40 to 90 % of all listings. */
  common: ({ words, pick, random }) => ({
    q: pick(words.slice(0, 10)),
    ...(random() < 0.5 ? { available: true } : {}),
  }),
  /** Every beginning, from two letters on, of a word of a title, sometimes after another word. */
  asYouType({ pick, random }, titles) {
    const [first, second] = pick(titles).split(" ") as [string, string];
    const beginning = second.slice(0, 2 + Math.floor(random() * (second.length - 1)));
    return { q: random() < 0.5 ? beginning : `${first} ${beginning}` };
  },
  /** The same, each after another listing has come in: nothing that was kept of earlier queries helps. */
  afterChange: (market, titles) => KINDS["asYouType"]!(market, titles),
  /** A word of a title with one letter wrong. */
  mistyped({ pick, random }, titles) {
    const word = pick(titles).split(" ")[1]!;
    const at = Math.floor(random() * word.length);
    return { q: `${word.slice(0, at)}x${word.slice(at + 1)}` };
  },
  /** No words: a category, what can be bought, sorted. */
  browse: ({ pick, random }) => ({
    sort: pick(["newest", "price-low", "price-high", "rating"] as const),
    ...(random() < 0.7 ? { category: pick(["home", "home/light", "tools/wood", "art", "books"]) } : {}),
    ...(random() < 0.7 ? { available: true } : {}),
  }),
  /** 500 characters of words that nobody lists. */
  junk: ({ words, pick }) => ({
    q: Array.from({ length: 90 }, () => `${pick(words)}q`)
      .join(" ")
      .slice(0, 500),
  }),
};

interface Latency {
  p50: number;
  p99: number;
  /** The counts of all facets, which the page asks for with the list. */
  countsP50: number;
  countsP99: number;
  bareP50: number;
}

/** Each query on the store and, right after, its words alone on the same index: no ranking, filters, or rows. */
async function queryAll({ store, directory, titles }: Indexed, round_: number): Promise<Record<string, Latency>> {
  const market = createMarket(1_000 + round_);
  const db = new DatabaseSync(readFile(directory), { readOnly: true });
  db.prepare("ATTACH ? AS search").run(textFile(directory));
  const bare = db.prepare("SELECT rowid FROM listing_text WHERE listing_text MATCH ? LIMIT 24");
  const rows = db.prepare("SELECT * FROM listings WHERE available_until > ? LIMIT 24");
  const latencies: Record<string, Latency> = {};
  for (const [name, kind] of Object.entries(KINDS)) {
    const ours: number[] = [];
    const counts: number[] = [];
    const theirs: number[] = [];
    for (let i = 0; i < QUERIES; i++) {
      const query = { ...listingQuery.parse({}), ...kind(market, titles) };
      if (name === "afterChange") {
        const newcomer = market.listed(ROWS + round_ * QUERIES + i + 1);
        store.readModel.transaction((to) => to.putListing(newcomer));
        await store.settled();
      }
      ours.push(time(() => store.listings.search(query, NOW)));
      counts.push(time(() => store.listings.facets(filtersOf(query), NOW)));
      theirs.push(time(() => (query.q ? bare.all(termsOf(query.q).map(matchOf).join(" AND ")) : rows.all(NOW))));
    }
    latencies[name] = {
      p50: median(ours),
      p99: quantile(ours, 0.99),
      countsP50: median(counts),
      countsP99: quantile(counts, 0.99),
      bareP50: median(theirs),
    };
  }
  db.close();
  return latencies;
}

const filtersOf = ({ sort: _sort, limit: _limit, cursor: _cursor, ...filters }: ListingQuery) => filters;

const rates: number[] = [];
const bareRates: number[] = [];
const largeRates: number[] = [];
const bareLargeRates: number[] = [];
const rounds: Record<string, Latency>[] = [];
for (let run = 0; run < RUNS; run++) {
  const indexed = await index(run, BATCH);
  const large = await index(run, LARGE_BATCH);
  large.store.close();
  rmSync(large.directory, { recursive: true });
  rates.push(indexed.rowsPerSecond);
  largeRates.push(large.rowsPerSecond);
  bareLargeRates.push(large.bareRowsPerSecond);
  bareRates.push(indexed.bareRowsPerSecond);
  await queryAll(indexed, 0);
  for (let i = 0; i < ROUNDS / RUNS; i++) rounds.push(await queryAll(indexed, 1 + run * ROUNDS + i));
  indexed.store.close();
  rmSync(indexed.directory, { recursive: true });
  progress(`run ${run + 1}/${RUNS} queried`);
}
const lag = await measureLoopLag(path.join(folder, "lag"), quick ? 2_000 : 10_000, ENTRY);
rmSync(folder, { recursive: true, force: true });

const of = (kind: string, key: keyof Latency) => round(median(rounds.map((latencies) => latencies[kind]![key])));
console.log(
  `Search over ${ROWS} listings, medians of ${RUNS} index runs and ${rounds.length} rounds of ${QUERIES} queries per kind, warm.\n`,
);
const row = (kind: string, words: string, aim: number): (string | number)[] => [
  words,
  ...(["p50", "p99", "bareP50", "countsP50", "countsP99"] as const).map((key) => of(kind, key)),
  aim,
];
table([
  ["", "p50 ms", "p99 ms", "bare p50 ms", "counts p50 ms", "counts p99 ms", "aim p99 ms"],
  row("typical", "typical (1-3 words, some filters)", 10),
  row("common", "common (a word of 40-90 % of all)", 25),
  row("asYouType", "as you type", 8),
  row("afterChange", "as you type, each after a change", 8),
  row("mistyped", "a mistyped word", 10),
  row("browse", "no words, five orders", 25),
  row("junk", "500 characters of junk", 25),
]);
console.log(`
  indexed ${Math.round(median(rates))} rows/s into all tables, bare FTS5 ${Math.round(median(bareRates))} rows/s (${BATCH} per transaction); ${Math.round(median(largeRates))} and ${Math.round(median(bareLargeRates))} (${LARGE_BATCH})
  event loop while ${lag.listings} signed listings are ingested at ${Math.round(lag.perSecond)}/s: p99 ${round(lag.p99)} ms, worst ${round(lag.max)} ms
  bare: MATCH ... LIMIT 24 on the same index, without ranking, filters and rows; without words 24 rows in any order
  counts: all facets of the query, asked for right after the list, as the page does
  peer_first_ms, peer_complete_ms: null, there is no search across peers yet
`);
finish("search", {
  rows: ROWS,
  index_rows_per_s: Math.round(median(rates)),
  typical_p50_ms: of("typical", "p50"),
  typical_p99_ms: of("typical", "p99"),
  common_p99_ms: of("common", "p99"),
  as_you_type_p99_ms: of("asYouType", "p99"),
  as_you_type_after_change_p99_ms: of("afterChange", "p99"),
  mistyped_p99_ms: of("mistyped", "p99"),
  junk_p99_ms: of("junk", "p99"),
  facet_p99_ms: of("browse", "countsP99"),
  common_counts_p99_ms: of("common", "countsP99"),
  index_large_rows_per_s: Math.round(median(largeRates)),
  bare_index_large_rows_per_s: Math.round(median(bareLargeRates)),
  bare_index_rows_per_s: Math.round(median(bareRates)),
  peer_first_ms: null,
  peer_complete_ms: null,
  ingest_loop_lag_p99_ms: round(lag.p99),
});
