// What opening orders would take of this account: by currency, with the network's fee, simulated where the money is there.
import type { Deployment } from "../../protocol/deployments.ts";
import { type Address, ZERO_ADDRESS } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { EscrowCall, PaymentWay, Quote, SignedPurchase } from "../core/ports/chain.ts";
import type { FeeHeader, Reader } from "./answers.ts";
import { firstFees } from "./fees.ts";
import { RpcError, unreachable } from "./rpc.ts";
import { type Preparer, duesOf } from "./preparer.ts";

/** Journaled nowhere: an approval under it is never begun. */
const NOWHERE = "quote";
/** Opening with a permit, and each further order, generously (test/contracts/gas.snapshot.json). */
const FIRST_ORDER_GAS = 220_000n;
const FURTHER_ORDER_GAS = 110_000n;
const APPROVAL_GAS = 60_000n;

export function createQuote({
  reader,
  deployment,
  preparer,
  latest,
  maxFeePerGas,
  requireChain,
}: {
  reader: Reader;
  deployment: Pick<Deployment, "currencies">;
  preparer: Pick<Preparer, "foresee" | "balance" | "allowance">;
  latest: () => FeeHeader | undefined;
  /** Wei, that the user allows at most. */
  maxFeePerGas: bigint;
  /** @throws SoukError unless the RPC serves the right chain with the escrow on it */
  requireChain: () => void;
}) {
  async function wayOf(currency: Address, total: bigint, signal: AbortSignal): Promise<PaymentWay> {
    if (currency === ZERO_ADDRESS) return "coin";
    if ((await preparer.allowance(currency, signal)) >= total) return "allowance";
    return deployment.currencies.find(({ address }) => address === currency)?.permit ? "permit" : "approval";
  }

  async function ask(purchases: readonly SignedPurchase[], signal: AbortSignal): Promise<Quote> {
    requireChain();
    const [first] = purchases;
    const call: EscrowCall =
      purchases.length === 1 ? { call: "open", ...first! } : { call: "openMany", purchases: [...purchases] };
    const tip = await reader.tip(signal);
    const { maxFee: price } = firstFees(latest()?.baseFee ?? 0n, tip, maxFeePerGas);
    const dues = await Promise.all(
      [...duesOf(call)].map(async ([currency, total]) => {
        const [held, way] = await Promise.all([preparer.balance(currency, signal), wayOf(currency, total, signal)]);
        return { currency, total, held, way };
      }),
    );
    const coin = await preparer.balance(ZERO_ADDRESS, signal);
    const approvals = BigInt(dues.filter(({ way }) => way === "approval").length);
    const guess = FIRST_ORDER_GAS + FURTHER_ORDER_GAS * BigInt(purchases.length - 1) + APPROVAL_GAS * approvals;
    const quote: Quote = { dues, coin, fee: guess * price, guessed: true, refusal: null };
    if (dues.some(({ held, total }) => held < total)) return quote;
    try {
      const foreseen = await preparer.foresee(NOWHERE, call, signal);
      return "gas" in foreseen ? { ...quote, fee: foreseen.gas * foreseen.fees.maxFee, guessed: false } : quote;
    } catch (error) {
      if (!(error instanceof SoukError) || error.code === "chain.unreachable") throw error;
      const { code, message } = error;
      return code === "funds.insufficient" || code === "wallet.no-coin"
        ? quote
        : { ...quote, refusal: { code, message } };
    }
  }

  return async (purchases: readonly SignedPurchase[], signal: AbortSignal): Promise<Quote> => {
    try {
      return await ask(purchases, signal);
    } catch (error) {
      throw error instanceof RpcError ? unreachable("what a payment takes", error) : error;
    }
  };
}
