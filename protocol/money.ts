// Integer amounts in a currency's smallest unit, and their exact decimal text.
import { z } from "zod";

/** The largest amount an order may hold (2¹²⁸ − 1): rule O-7. */
export const MAX_AMOUNT = (1n << 128n) - 1n;
export const BPS = 10_000n;

/** An amount in the smallest unit as JSON carries it: decimal digits without sign or leading zero. */
export const amountText = z
  .string()
  // Without abort the next check would run on what is no number, and throw.
  .regex(/^(0|[1-9][0-9]{0,38})$/, {
    error: "expected a whole number of the smallest unit, as decimal digits",
    abort: true,
  })
  .refine((text) => BigInt(text) <= MAX_AMOUNT, "the amount is above 2^128 - 1");

export class MoneyError extends Error {
  readonly code: "money.malformed" | "money.decimals" | "money.range";
  constructor(code: MoneyError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Reads what a person types, such as `12.50`, as an integer of 10^-decimals units. Never rounds.
 * @throws MoneyError with a code: malformed text, too many decimals, or above {@link MAX_AMOUNT}.
 */
export function parseAmount(text: string, decimals: number): bigint {
  const match = /^([0-9]{1,39})(?:\.([0-9]+))?$/.exec(text.trim());
  if (!match) throw new MoneyError("money.malformed", `"${text}" is not an amount: write it like 12 or 12.50`);
  const [, whole, fraction = ""] = match;
  if (fraction.length > decimals) {
    throw new MoneyError("money.decimals", `"${text}" has ${fraction.length} decimals, the currency has ${decimals}`);
  }
  const value = BigInt(whole! + fraction.padEnd(decimals, "0"));
  if (value > MAX_AMOUNT) throw new MoneyError("money.range", `"${text}" is larger than an order can hold`);
  return value;
}

/** Exact decimal text of an amount, without trailing zeros beyond `keep` decimals. */
export function formatAmount(value: bigint, decimals: number, keep = 2): string {
  const digits = value.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals);
  const shown = fraction.slice(0, keep) + fraction.slice(keep).replace(/0+$/, "");
  return shown ? `${whole}.${shown}` : whole;
}

/** Upwards to its first `digits` digits: for a guess that shall be enough, whose further digits say nothing. */
export function roundUp(value: bigint, digits: number): bigint {
  const step = 10n ** BigInt(Math.max(0, value.toString().length - digits));
  return ((value + step - 1n) / step) * step;
}

/** A network's fee is such a guess: everywhere the same. */
export const roundFee = (fee: bigint): bigint => roundUp(fee, 3);
