// Marks what an answer holds that is for the owner alone. A route whose answer holds it says `access: "private"` or `"owner"`; a test looks.
import { z } from "zod";

export const privateWords = z.registry<{ why: string }>();

/** @param why it is nobody else's business */
export const forOwner = <T extends z.ZodType>(schema: T, why: string): T => {
  // A schema of its own, so that the same shape elsewhere is not marked with it.
  const marked = schema.clone();
  privateWords.add(marked, { why });
  return marked;
};
