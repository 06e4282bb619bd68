// Reads a file of products as it comes: UTF-8, then rows or lines, then products; each fault with its line.
import { setImmediate } from "node:timers/promises";
import { CsvError, parse } from "csv-parse";
import type { Format, ImportDefaults } from "../../../protocol/api/shop-inputs.ts";
import { readHeader, separatorText } from "../../core/products/columns.ts";
import { createLineReader } from "../../core/products/json-lines.ts";
import type { Product, ProductReader, Report } from "../../core/products/product.ts";
import { createTableReader } from "../../core/products/read-table.ts";

/** Of one product's row or line. */
const MAX_RECORD = 1024 * 1024;

export interface ProductFile {
  rows: number;
  ignored: string[];
}

export interface ReadOptions {
  defaults: ImportDefaults;
  categories: Readonly<Record<string, string>>;
  report: Report;
  onProduct(product: Product): void;
  /** Rows so far. */
  onRows(rows: number): void;
  signal: AbortSignal;
}

export const readProducts = (
  format: Format,
  source: AsyncIterable<Uint8Array>,
  options: ReadOptions,
): Promise<ProductFile> => (format === "csv" ? readTable(source, options) : readLines(source, options));

async function readTable(source: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<ProductFile> {
  const { defaults, categories, report, onProduct, onRows, signal } = options;
  const file: ProductFile = { rows: 0, ignored: [] };
  const waiting: { cells: string[]; line: number }[] = [];
  let nextLine = 1;
  let reader: ProductReader | undefined;

  const parser = parse({
    max_record_size: MAX_RECORD,
    relax_column_count: true,
    // Taken here and not from the stream, so that what stands before a fault is not lost with it.
    on_record: (cells: string[]) => {
      waiting.push({ cells, line: nextLine });
      // The parser counts the two characters of a Windows line break in a cell as two lines.
      nextLine += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
      return null;
    },
  }).resume();
  parser.on("error", () => {}); // told by write and end
  const write = (text: string) =>
    new Promise<void>((resolve, reject) => parser.write(text, (error) => (error ? reject(error) : resolve())));
  const end = () => new Promise<void>((resolve, reject) => parser.once("error", reject).end(resolve));

  /** @returns false if the header says that nothing can be read */
  function drain(): boolean {
    for (const { cells, line } of waiting.splice(0)) {
      if (reader) {
        file.rows++;
        const product = reader.row(cells, line);
        if (product) onProduct(product);
        continue;
      }
      const { header, faults } = readHeader(cells);
      for (const fault of faults) report({ line, subject: null, ...fault });
      if (faults.length > 0) return false;
      file.ignored = header.ignored;
      reader = createTableReader(header, defaults, categories, report);
    }
    onRows(file.rows);
    return true;
  }

  try {
    for await (const text of decoded(source)) {
      signal.throwIfAborted();
      await write(text);
      if (!drain()) return file;
      await setImmediate(); // the node has more to do than this
    }
    await end();
  } catch (error) {
    if (!(error instanceof CsvError || error instanceof Unreadable)) throw error;
    drain();
    const isText = error instanceof Unreadable;
    const line = isText ? error.line : nextLine;
    report({ line, column: null, subject: null, message: isText ? error.message : wordsOf(error) });
    return file;
  }
  if (!drain()) return file;
  const last = reader?.end();
  if (last) onProduct(last);
  return file;
}

function wordsOf({ code, message }: CsvError): string {
  const rest = "nothing behind it was read";
  if (code === "CSV_MAX_RECORD_SIZE") return `a row has more than ${MAX_RECORD / 2 ** 20} MiB; ${rest}`;
  // Each cell in quotes, and no comma behind it.
  const behind =
    code === "CSV_INVALID_CLOSING_QUOTE" ? /^Invalid Closing Quote: got "(.)"/.exec(message)?.[1] : undefined;
  const separated = behind && separatorText(behind);
  if (separated) return separated;
  if (code === "CSV_QUOTE_NOT_CLOSED") return `a quote is opened and never closed; ${rest}`;
  return `${message.replace(/ at line \d+/, "")}; ${rest}`;
}

async function readLines(source: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<ProductFile> {
  const { report, onProduct, onRows, signal } = options;
  const read = createLineReader(report);
  let rest = "";
  let line = 0;
  const take = (text: string) => {
    line++;
    if (text.length > MAX_RECORD) {
      report({ line, column: null, subject: null, message: `a line has more than ${MAX_RECORD / 2 ** 20} MiB` });
      return;
    }
    const product = read(text, line);
    if (product) onProduct(product);
  };
  try {
    for await (const text of decoded(source)) {
      signal.throwIfAborted();
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const one of lines) take(one);
      if (rest.length > MAX_RECORD) break;
      onRows(line);
      await setImmediate();
    }
    if (rest) take(rest);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    report({ line: error.line, column: null, subject: null, message: error.message });
  }
  onRows(line);
  return { rows: line, ignored: [] };
}

/** What is no text in UTF-8. */
class Unreadable extends Error {
  override readonly name = "Unreadable";
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** Without the mark at the beginning. @throws Unreadable */
async function* decoded(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for await (const part of source) {
    if (line === 1 && ((part[0] === 0xff && part[1] === 0xfe) || (part[0] === 0xfe && part[1] === 0xff))) {
      throw new Unreadable(line, "the file is UTF-16: save it as UTF-8 (in Excel: CSV UTF-8)");
    }
    let text: string;
    try {
      text = decoder.decode(part, { stream: true });
    } catch {
      throw new Unreadable(
        line + goodLines(part),
        "the file is not UTF-8 from here on: save it as UTF-8 (in Excel: CSV UTF-8)",
      );
    }
    line += text.split("\n").length - 1;
    yield text;
  }
  try {
    yield decoder.decode();
  } catch {
    throw new Unreadable(line, "the file ends in the middle of a character: it was cut off");
  }
}

/** Line breaks before the first line that is no UTF-8. A character never spans a line break. */
function goodLines(part: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let lines = 0;
  // The first line may begin inside a character, whose bytes were good or are the fault.
  for (let from = part.indexOf(10) + 1; from > 0; lines++) {
    const end = part.indexOf(10, from) + 1;
    try {
      decoder.decode(part.subarray(from, end || undefined));
    } catch {
      return lines + 1;
    }
    from = end;
  }
  return 0;
}
