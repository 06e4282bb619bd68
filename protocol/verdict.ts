// The result of judging bytes that somebody else made: a value, or a refusal with a stable code. Never an exception.
import type { z } from "zod";
import { IN_WORDS } from "./fault-words.ts";

export type Verdict<T> = { ok: true; value: T } | { ok: false; code: string; reason: string };

export const accept = <T>(value: T): Verdict<T> => ({ ok: true, value });
export const refuse = (code: string, reason: string): { ok: false; code: string; reason: string } => ({
  ok: false,
  code,
  reason,
});

/** Runs a zod schema on hostile input and gives a verdict that names the first field that is wrong. */
export function judge<S extends z.ZodType>(schema: S, input: unknown, code: string): Verdict<z.output<S>> {
  const result = schema.safeParse(input, IN_WORDS);
  if (result.success) return accept(result.data);
  const issue = result.error.issues[0]!;
  return refuse(code, `${issue.path.join(".") || "value"}: ${issue.message}`);
}
