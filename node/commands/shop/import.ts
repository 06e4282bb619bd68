// Imports a file of products: on disk first, then read and judged as a whole, and only then kept and published, as one operation.
import { randomUUID } from "node:crypto";
import { MAX_IMPORT_BYTES } from "../../../protocol/api/route.ts";
import type { Progress } from "../../../protocol/api/schemas.ts";
import { type ShopDraft, shopDraft } from "../../../protocol/api/shop-inputs.ts";
import type { ImportFault } from "../../../protocol/api/shop-schemas.ts";
import { IN_WORDS } from "../../../protocol/fault-words.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { MoneyError } from "../../../protocol/money.ts";
import { type ErrorCode, SoukError } from "../../core/errors.ts";
import type { ImportCommands, ListingPublisher, Publication } from "../../core/ports/commands.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Imports, Shelf, ShelfChange, Spool, StoredImport, StoredOperation } from "../../core/ports/own.ts";
import type { Product } from "../../core/products/product.ts";
import type { OperationRunner } from "../operations.ts";
import { takeReservedId } from "../reservation.ts";
import type { Complete } from "./draft-completion.ts";
import { readProducts } from "./product-file.ts";

const KIND = "importListings";
export const MAX_PRODUCTS = 10_000;
const MAX_SHOWN = 200;
/** Products judged before others get their turn. */
const STRIDE = 25;
/** Between two live events of progress. */
const TELL_MS = 250;
const WAIT_SECONDS = 3_600;

const nowhere = { line: 1, column: null, subject: null };
const NO_PRODUCT: Record<StoredImport["format"], ImportFault> = {
  csv: { ...nowhere, message: "there is no product in the file: each takes a row or more below the header" },
  json: { ...nowhere, message: "there is no product in the file: each takes a line, as an export writes it" },
};

export interface Importing extends ImportCommands {
  /** Takes up what a crash interrupted. */
  start(): void;
  stop(): Promise<void>;
}

export interface ImportingDeps {
  spool: Spool;
  imports: Imports;
  shelf: Pick<Shelf, "get">;
  publisher: ListingPublisher;
  complete: Complete;
  hasProfile(id: ListingId): boolean;
  operations: OperationRunner;
  onProgress(operation: string, progress: Progress): void;
  logger: Logger;
}

/** What is to become of the products of a file. */
interface Judged {
  publications: Publication[];
  shelf: ShelfChange[];
  withdraw: ListingId[];
}

/** The operation that publishes what an import holds: named after it, so that a crash finds it again and begins none twice. */
const publicationOf = (id: string): string => `${id}-publish`;

export function createImporting(deps: ImportingDeps): Importing {
  const { spool, imports, shelf, publisher, operations, logger } = deps;
  const stopping = new AbortController();
  const running = new Map<string, Progress>();
  let told = 0;
  let queue: Promise<void> = Promise.resolve();

  function note(id: string, phase: string, done: number, total: number | null): void {
    const progress = { phase, done, total };
    const isStep = running.get(id)?.phase !== phase || done === total;
    running.set(id, progress);
    if (!isStep && performance.now() - told < TELL_MS) return;
    told = performance.now();
    deps.onProgress(id, progress);
  }

  async function perform(id: string): Promise<StoredOperation["problem"]> {
    const begun = operations.find(publicationOf(id));
    if (begun) return outcome(begun.id);
    const stored = imports.get(id);
    if (!stored) throw new SoukError("internal", "What was to be imported is not known here any more: import it again");
    const { products, judged } = await judgeAll(id, stored);
    imports.put(stored);
    const [first] = stored.report.shown;
    if (first) return { code: "import.faults", message: faultsText(stored.report.faults, first) };
    if (stored.dryRun || products.length === 0) return null;
    const total = judged.publications.length;
    note(id, "publishing", 0, total);
    const asked = { id: publicationOf(id), kind: "publishListings", shelf: judged.shelf, withdraw: judged.withdraw };
    const { id: publication } = await publisher.publishMany(judged.publications, asked);
    const problem = await outcome(publication);
    note(id, "publishing", problem ? 0 : total, total);
    return problem;
  }

  /** Waits for what publishes it. */
  async function outcome(publication: string): Promise<StoredOperation["problem"]> {
    for (;;) {
      const { status, problem } = await operations.wait(publication, WAIT_SECONDS, stopping.signal);
      stopping.signal.throwIfAborted();
      if (status !== "pending") return problem;
    }
  }

  async function judgeAll(id: string, stored: StoredImport) {
    const { report, format, defaults } = stored;
    Object.assign(report, { faults: 0, shown: [] });
    const products: Product[] = [];
    const fault = (one: ImportFault) => {
      report.faults++;
      if (report.shown.length < MAX_SHOWN) report.shown.push(one);
    };
    const file = await readProducts(format, spool.read(id), {
      defaults,
      categories: categoriesIn(defaults.categories),
      report: fault,
      onProduct(product) {
        products.push(product);
        if (products.length === MAX_PRODUCTS + 1) {
          const message = `more than ${MAX_PRODUCTS} products: import them in several files`;
          fault({ line: product.line, column: null, subject: product.name, message });
        }
      },
      onRows: (rows) => note(id, "reading", rows, null),
      signal: stopping.signal,
    });
    Object.assign(report, { rows: file.rows, ignored: file.ignored, products: products.length });
    if (products.length === 0 && report.faults === 0) fault(NO_PRODUCT[format]);
    const judged: Judged = { publications: [], shelf: [], withdraw: [] };
    for (const [index, product] of products.entries()) {
      judge(product, judged, fault);
      if (index % STRIDE > 0) continue;
      stopping.signal.throwIfAborted();
      note(id, "checking", index, products.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    note(id, "checking", products.length, products.length);
    const paused = judged.withdraw.length;
    Object.assign(report, { published: judged.publications.length, paused, drafts: judged.shelf.length - paused });
    report.shown.sort((a, b) => a.line - b.line);
    return { products, judged };
  }

  function keep(draft: ShopDraft, paused: boolean, into: Judged): void {
    const id = draft.id!;
    into.shelf.push({ id, row: { id, draft, published: shelf.get(id)?.published ?? null, paused } });
    if (paused) into.withdraw.push(id);
  }

  function judge(product: Product, into: Judged, fault: (one: ImportFault) => void): void {
    const { draft, destination, name, advice, placeOf } = product;
    const parsed = shopDraft.safeParse(draft, IN_WORDS);
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues) {
        fault({ ...placeOf(path.join(".")), subject: name, message });
      }
      return;
    }
    if (destination !== "published") return keep(parsed.data, destination === "paused", into);
    const { shippingProfile, ...rest } = parsed.data;
    // From another node, whose profiles are not here: the options that came of it are.
    const isForeign = rest.shipping !== undefined && shippingProfile !== undefined && !deps.hasProfile(shippingProfile);
    try {
      const publication = deps.complete(isForeign ? rest : parsed.data, parsed.data.id!, "");
      publisher.check(publication.draft);
      into.publications.push(publication);
    } catch (error) {
      if (!(error instanceof SoukError || error instanceof MoneyError)) throw error;
      // What has run out comes in as a draft: there is nothing of it to offer yet, and it is no fault of the file.
      if (error.code === "listing.sold-out") return keep(parsed.data, false, into);
      const field = error instanceof SoukError ? (error.field ?? "") : "";
      const isAdvised = advice !== undefined && error.code === "listing.incomplete";
      const message = isAdvised ? `${error.message}; ${advice}` : error.message;
      fault({ ...placeOf(field), subject: name, message });
    }
  }

  async function run(id: string): Promise<void> {
    try {
      const problem = await perform(id);
      operations.end(id, problem);
      await spool.remove(id);
    } catch (error) {
      // It goes on when the node runs again.
      if (stopping.signal.aborted) return;
      logger.error({ err: error, operation: id }, "an import could not be finished");
      operations.end(id, problemIn(error));
    } finally {
      running.delete(id);
    }
  }

  const enqueue = (id: string) => void (queue = queue.then(() => (stopping.signal.aborted ? undefined : run(id))));

  return {
    async begin({ format, dryRun, ...defaults }, source, signal) {
      categoriesIn(defaults.categories);
      const id = takeReservedId() ?? randomUUID();
      await spool.write(id, source, MAX_IMPORT_BYTES, signal);
      const counts = { rows: 0, products: 0, published: 0, drafts: 0, paused: 0, faults: 0 };
      const report = { operation: id, format, dryRun, ...counts, ignored: [], shown: [] };
      imports.put({ operation: id, format, dryRun, defaults, report });
      const operation = operations.begin({ id, kind: KIND, subject: dryRun ? `${format}, dry run` : format });
      running.set(id, { phase: "reading", done: 0, total: null });
      enqueue(id);
      return operation;
    },
    report(id) {
      const stored = imports.get(id);
      if (stored) return stored.report;
      throw new SoukError("operation.unknown", `There is no import ${id} on this node`, { subject: id });
    },
    progressOf: (id) => running.get(id) ?? null,
    start() {
      const begun = operations.jobs().filter(({ kind }) => kind === KIND);
      void spool
        .keep(begun.map(({ id }) => id))
        .catch((error: unknown) => logger.warn({ err: error }, "old files stay"));
      for (const { id } of begun) enqueue(id);
    },
    async stop() {
      stopping.abort();
      await queue;
    },
  };
}

/** @throws SoukError `input.invalid` */
function categoriesIn(text: string | undefined): Record<string, string> {
  if (text === undefined) return {};
  const refuse = () =>
    new SoukError("input.invalid", 'categories: expected an object of texts as JSON, like {"Lamps": "home/lighting"}', {
      field: "categories",
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refuse();
  if (!Object.values(value).every((one) => typeof one === "string")) throw refuse();
  return { ...value } as Record<string, string>;
}

const faultsText = (count: number, { line, column, message }: ImportFault): string =>
  `${count === 1 ? "A fault" : `${count} faults, the first`} in line ${line}${column ? `, ${column}` : ""}: ${message}. Nothing was changed.`;

function problemIn(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof SoukError) return { code: error.code, message: error.message };
  return { code: "internal", message: "The node's log has more about it. Nothing was changed." };
}
