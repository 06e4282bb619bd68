// What a transaction offers per unit of gas: at first, when it is replaced, and never above the user's limit (EIP-1559).
import { SoukError } from "../core/errors.ts";

/** In wei per gas. */
export interface Fees {
  maxFee: bigint;
  tip: bigint;
}

const GWEI = 10n ** 9n;

/**
 * Twice the base fee covers six full blocks in a row.
 * @param cap highest `maxFee` that the user allows
 * @throws SoukError `chain.fee-cap` (retryable) while the base fee alone is above it
 */
export function firstFees(baseFee: bigint, tip: bigint, cap: bigint): Fees {
  if (baseFee > cap) {
    const message = `the network asks ${gwei(baseFee)} gwei per gas, this node pays at most ${gwei(cap)}; wait, or start it with a higher --max-fee`;
    throw new SoukError("chain.fee-cap", message, { retryable: true });
  }
  return within(2n * baseFee + tip, tip, cap);
}

/**
 * For one more transaction in the place of one that is not mined: at today's price, and at least an eighth above what was
 * offered, or networks would not take it.
 * @returns undefined if that is above the cap
 */
export function higherFees(before: Fees, baseFee: bigint, tip: bigint, cap: bigint): Fees | undefined {
  const [leastFee, leastTip] = [anEighthMore(before.maxFee), anEighthMore(before.tip)];
  if (leastFee > cap) return undefined;
  return within(higher(leastFee, 2n * baseFee + tip), higher(leastTip, tip), cap);
}

const within = (maxFee: bigint, tip: bigint, cap: bigint): Fees => ({
  maxFee: lower(maxFee, cap),
  tip: lower(tip, cap),
});
const anEighthMore = (fee: bigint): bigint => fee + (fee + 7n) / 8n + (fee === 0n ? 1n : 0n);
const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const lower = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const gwei = (wei: bigint): string => String(Number((wei * 1_000n) / GWEI) / 1_000);
