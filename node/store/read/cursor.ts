// Page cursors: the sort key of the last item seen, opaque to the client, checked when it comes back.
import { z } from "zod";
import { SoukError } from "../../core/errors.ts";

type Key = readonly (string | number)[];

/** @param sort names the order of the page, so that a cursor is not taken for another one's */
export const encodeCursor = (sort: string, key: Key): string =>
  Buffer.from(JSON.stringify([sort, ...key])).toString("base64url");

/** @throws SoukError `input.invalid` for a cursor that is not of this sort and shape */
export function decodeCursor<S extends z.ZodType>(cursor: string, sort: string, shape: S): z.output<S> {
  try {
    const [name, ...key] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as [string, ...unknown[]];
    if (name === sort) return shape.parse(key);
  } catch {
    // Falls through to the error that the caller can show.
  }
  throw new SoukError("input.invalid", "The cursor is not one of this list: begin again without it.", {
    field: "cursor",
  });
}

/** The first `limit` of rows read one too many, and the cursor of the last one if there are more. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  sort: string,
  keyOf: (row: T) => Key,
): { items: T[]; next: string | null } {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? encodeCursor(sort, keyOf(items.at(-1)!)) : null };
}
