// The cursor of a list that is read newest first: the position of the last row that was given out.
import { z } from "zod";
import { SoukError } from "../../core/errors.ts";

/** @throws SoukError `input.invalid` for what is no cursor of such a list */
export function positionOf(cursor: string): number {
  const position = z.coerce.number().int().positive().safeParse(cursor);
  if (position.success) return position.data;
  throw new SoukError("input.invalid", "The cursor is not one of this list: begin again without it.", {
    field: "cursor",
  });
}
