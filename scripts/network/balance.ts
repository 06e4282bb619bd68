// What an account holds, straight from the chain.
import { type Address, ZERO_ADDRESS } from "../../protocol/ids.ts";

/** @returns in the smallest unit; the zero address is the chain's coin */
export async function balanceOf(
  request: (method: string, params: unknown[]) => Promise<unknown>,
  currency: Address,
  holder: Address,
): Promise<bigint> {
  if (currency === ZERO_ADDRESS) return BigInt((await request("eth_getBalance", [holder, "latest"])) as string);
  // balanceOf(address), ERC-20
  const data = `0x70a08231${holder.slice(2).padStart(64, "0")}`;
  return BigInt((await request("eth_call", [{ to: currency, data }, "latest"])) as string);
}
