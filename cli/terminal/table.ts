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

/** Takes from the columns that shrink until the table fits, from the last one on: what says most stands first. */
function fit(columns: readonly Pick<Column<never>, "shrinks">[], widths: number[], width: number): void {
  let excess = widths.reduce((sum, one) => sum + one + GAP, -GAP) - width;
  for (let index = columns.length - 1; index >= 0 && excess > 0; index--) {
    if (!columns[index]!.shrinks) continue;
    const taken = Math.min(excess, Math.max(0, widths[index]! - NARROWEST));
    widths[index]! -= taken;
    excess -= taken;
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
