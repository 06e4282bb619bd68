// Turns what a person typed into exact protocol values: names, amounts, currencies; each fault names its field.
import { randomBytes } from "node:crypto";
import type { z } from "zod";
import type { Currency } from "../../protocol/deployments.ts";
import { IN_WORDS } from "../../protocol/fault-words.ts";
import { MoneyError, parseAmount } from "../../protocol/money.ts";
import { SoukError } from "../core/errors.ts";

export const randomSuffix = (): string => randomBytes(4).toString("hex");

/** @throws SoukError `currency.unknown` that names those there are */
export function findCurrency(currencies: readonly Currency[], wanted: string, field = "currency"): Currency {
  const key = wanted.toLowerCase();
  const found = currencies.find(({ symbol, address }) => symbol.toLowerCase() === key || address === key);
  if (found) return found;
  const known = currencies.map(({ symbol }) => symbol).join(", ");
  throw new SoukError("currency.unknown", `"${wanted}" is not a currency of this chain: use one of ${known}`, {
    field,
    subject: wanted,
  });
}

/** @throws SoukError with money's code and the field */
export function readAmount(text: string, { decimals, symbol }: Currency, field: string): bigint {
  try {
    return parseAmount(text, decimals);
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw new SoukError(error.code, `${field}: ${error.message} (${symbol})`, { field, cause: error });
  }
}

/** Parses by a protocol schema. @throws SoukError `input.invalid` naming the first wrong field */
export function exactly<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value, IN_WORDS);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const field = issue.path.join(".");
  throw new SoukError("input.invalid", `${field || "The input"}: ${issue.message}`, { field });
}
