// Tables and records of text, aligned and cut to the terminal.
import type { Style, Tone } from "./style.ts";
import { cut, padded, printable, widthOf } from "./text.ts";

export interface Column<Row> {
  title: string;
  cell: (row: Row) => string;
  /** Numbers. */
  right?: boolean;
  /** May be cut where the terminal is too narrow. */
  shrinks?: boolean;
  tone?: (row: Row) => Tone | undefined;
}

export interface Paper {
  /** Columns of the terminal; Infinity where there is none. */
  width: number;
  style: Style;
}

const GAP = 2;
const NARROWEST = 8;

export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], { width, style }: Paper): string {
  const cells = rows.map((row) => columns.map(({ cell }) => printable(cell(row))));
  const widths = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map((line) => widthOf(line[index]!))),
  );
  fit(columns, widths, width);
  const line = (texts: readonly string[], tones: readonly (Tone | undefined)[]): string =>
    texts
      .map((text, index) => {
        const cell = padded(cut(text, widths[index]!), widths[index]!, columns[index]!.right);
        const tone = tones[index];
        return tone ? style(tone, cell) : cell;
      })
      .join(" ".repeat(GAP))
      .trimEnd();
  const head = line(
    columns.map(({ title }) => title),
    columns.map(() => "quiet"),
  );
  return [
    head,
    ...rows.map((row, index) =>
      line(
        cells[index]!,
        columns.map(({ tone }) => tone?.(row)),
      ),
    ),
  ].join("\n");
}

/** Takes from the widest of the columns that shrink until the table fits. */
function fit(columns: readonly Column<never>[], widths: number[], width: number): void {
  let excess = widths.reduce((sum, one) => sum + one + GAP, -GAP) - width;
  while (excess > 0 && excess !== Infinity) {
    const widest = widths.reduce(
      (best, one, index) => (columns[index]!.shrinks && one > NARROWEST && one > (widths[best] ?? 0) ? index : best),
      -1,
    );
    if (widest < 0) return;
    widths[widest]!--;
    excess--;
  }
}

/** `name  value` lines; a value of several lines is indented. Left out: undefined. */
export function record(
  rows: readonly (readonly [name: string, value: string | undefined])[],
  { style }: Paper,
): string {
  const shown = rows.filter((row): row is readonly [string, string] => row[1] !== undefined);
  const width = Math.max(0, ...shown.map(([name]) => widthOf(name)));
  return shown
    .map(
      ([name, value]) =>
        `${style("quiet", padded(name, width))}  ${value.replaceAll("\n", `\n${" ".repeat(width + GAP)}`)}`,
    )
    .join("\n");
}
