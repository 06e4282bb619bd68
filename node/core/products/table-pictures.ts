// The pictures of a product in a table: those of its rows, in the order of their positions, and those that only a variant names.
import { pictureAt } from "../../../protocol/picture-source.ts";
import type { Picture } from "../../../protocol/picture.ts";
import { tidy } from "../../../protocol/text.ts";
import type { Refuse, Row } from "./table-row.ts";

export interface TablePictures {
  pictures: Picture[];
  pictureLines: number[];
  /** Null for what is none of them. */
  indexOf(source: string): number | null;
}

export function picturesOf(rows: readonly Row[], refuse: Refuse): TablePictures {
  const found = new Map<string, { position: number; line: number; picture: Picture }>();
  const read = (source: string, alt: string, line: number, column: "Image Src" | "Variant Image", position: number) => {
    const picture = pictureAt(source, tidy(alt));
    if (picture) return void found.set(source, { position, line, picture });
    const message = source.startsWith("ipfs:")
      ? "expected the address of a picture as an export writes it, with its measures"
      : "the node fetches no pictures: `souk import` brings local files and addresses here first";
    refuse(line, column, message);
  };
  for (const row of rows) {
    const source = row.cell("Image Src").trim();
    if (!source || found.has(source)) continue;
    const position = row.cell("Image Position").trim();
    if (position && !/^\d{1,4}$/.test(position)) refuse(row.line, "Image Position", "expected a whole number");
    read(source, row.cell("Image Alt Text"), row.line, "Image Src", Number(position) || found.size + 1);
  }
  for (const row of rows) {
    const source = row.cell("Variant Image").trim();
    if (source && !found.has(source)) read(source, "", row.line, "Variant Image", Infinity);
  }
  const sorted = [...found].toSorted(([, a], [, b]) => (a.position === b.position ? 0 : a.position - b.position));
  const places = new Map(sorted.map(([source], index) => [source, index]));
  return {
    pictures: sorted.map(([, { picture }]) => picture),
    pictureLines: sorted.map(([, { line }]) => line),
    indexOf: (source) => places.get(source) ?? null,
  };
}
