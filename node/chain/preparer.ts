// Turns calls into transactions that were simulated and can be paid for, with the permits and approvals that payments in tokens need.
import { type Currency, type Deployment, currencyAt } from "../../protocol/deployments.ts";
import { type Address, ZERO_ADDRESS } from "../../protocol/ids.ts";
import { formatAmount } from "../../protocol/money.ts";
import { totalOf } from "../../protocol/order.ts";
import { SoukError } from "../core/errors.ts";
import type { ChainCall, EscrowCall, PeripheryCall } from "../core/ports/chain.ts";
import type { Signer } from "../core/ports/signer.ts";
import type { TransactionJournal } from "../core/ports/transactions.ts";
import type { CallRequest, FeeHeader, Reader } from "./answers.ts";
import type { JournaledCall } from "./calls.ts";
import { encodeCollection } from "./collection.ts";
import { type Escrow, type SingleCall, purchasesOf } from "./escrow.ts";
import type { Prepared, Priced } from "./drafts.ts";
import { type Fees, firstFees } from "./fees.ts";
import { encodePeriphery, isPeriphery } from "./periphery.ts";
import { type Permit, TOKEN, permitOf, typedPermit } from "./permit.ts";
import { fromRevert, isRefusal } from "./reverts.ts";
import { RpcError, unreachable } from "./rpc.ts";

export interface PreparerOptions {
  reader: Reader;
  escrow: Escrow;
  deployment: Deployment;
  signer: Signer;
  journal: TransactionJournal;
  latest: () => FeeHeader | undefined;
  /** Highest fee per gas, in wei. */
  maxFeePerGas: bigint;
  /** @throws SoukError unless the RPC serves the right chain with the escrow on it */
  requireChain: () => void;
}

/** A payment by a permit that only a person could sign: what it takes can be guessed, and not be simulated. */
export interface Unconsented {
  unconsented: true;
  first?: undefined;
}

export interface Preparer {
  /** Signs the permits that it takes. @throws SoukError as {@link Signer} says, too */
  prepare(id: string, call: JournaledCall, signal: AbortSignal): Promise<Prepared>;
  /** The same, and asks nobody to sign. */
  foresee(id: string, call: JournaledCall, signal: AbortSignal): Promise<Prepared | Unconsented>;
  mustWait(call: JournaledCall): boolean;
  /** @throws SoukError as {@link EscrowWallet.submit} says */
  simulate(id: string, call: ChainCall, signal: AbortSignal): Promise<void>;
  balance(currency: Address, signal?: AbortSignal): Promise<bigint>;
  /** What the escrow may take of a token. */
  allowance(currency: Address, signal: AbortSignal): Promise<bigint>;
}

/** Estimates are made on the latest block; the one that counts may be a little dearer. */
const gasLimit = (estimate: bigint): bigint => (estimate * 5n) / 4n + 10_000n;

/** Within so many blocks an RPC may not know of an approval yet that it has shown in one. */
const APPROVAL_BLOCKS = 3;

/** Of one order, stock and proof included. */
const OPENING_GAS = 150_000n;

export function createPreparer(options: PreparerOptions): Preparer {
  const { reader, escrow, deployment, signer, journal, latest, maxFeePerGas, requireChain } = options;

  const currencyOf = (address: Address): Currency => currencyAt(deployment.currencies, address);

  async function tokenView(currency: Address, name: string, args: unknown[], signal?: AbortSignal): Promise<bigint> {
    const request = { to: currency, data: TOKEN.encodeFunctionData(name, args) };
    const data = await reader.call(request, "latest", signal).catch((error: unknown) => {
      if (error instanceof RpcError && isRefusal(error)) return "0x";
      throw error;
    });
    // An offer may name anything as its currency.
    if (data.length < 66) throw new SoukError("chain.reverted", `there is no token at ${currency} on this chain`);
    return BigInt(data.slice(0, 66));
  }

  const balance = (currency: Address, signal?: AbortSignal): Promise<bigint> =>
    currency === ZERO_ADDRESS
      ? reader.balance(signer.address, signal)
      : tokenView(currency, "balanceOf", [signer.address], signal);

  const allowance = (currency: Address, signal: AbortSignal): Promise<bigint> =>
    tokenView(currency, "allowance", [signer.address, deployment.escrow], signal);

  async function requireFunds(address: Address, needed: bigint, purpose: string, signal: AbortSignal): Promise<void> {
    const held = await balance(address, signal);
    if (held >= needed) return;
    const { symbol, decimals } = currencyOf(address);
    const text = (amount: bigint) => `${formatAmount(amount, decimals)} ${symbol}`;
    const message = `${purpose} takes ${text(needed)}, this account holds ${text(held)}; send the rest to ${signer.address} and try again`;
    throw new SoukError("funds.insufficient", message, { subject: symbol });
  }

  /** @throws SoukError `wallet.no-coin` if it is the network's fee alone that cannot be paid */
  async function requireCoin(value: bigint, fee: bigint, signal: AbortSignal): Promise<void> {
    const held = await balance(ZERO_ADDRESS, signal);
    if (value > 0n || held >= fee)
      return requireFunds(ZERO_ADDRESS, value + fee, "The transaction with its network fee", signal);
    const { symbol, decimals } = currencyOf(ZERO_ADDRESS);
    const text = (amount: bigint) => `${formatAmount(amount, decimals)} ${symbol}`;
    const message = `The network takes up to ${text(fee)} for this, in the chain's coin, and this account holds ${text(held)}: have that much sent to ${signer.address}, from an exchange or by somebody who has some, and try again; an order that arrived can be released without it, by a signature`;
    throw new SoukError("wallet.no-coin", message, { subject: symbol });
  }

  const feesAt = (tip: bigint): Fees => firstFees(latest()?.baseFee ?? 0n, tip, maxFeePerGas);

  /**
   * Estimates gas, which is also the simulation, and makes sure that the fee can be paid on top.
   * @param simulated takes the same gas, and says more of what goes wrong
   */
  async function priced(request: CallRequest, signal: AbortSignal, simulated = request): Promise<Priced> {
    let gas: bigint;
    let tip: bigint;
    try {
      [gas, tip] = await Promise.all([
        reader.estimateGas({ ...simulated, from: signer.address }, signal).then(gasLimit),
        reader.tip(signal),
      ]);
    } catch (error) {
      if (error instanceof RpcError && isRefusal(error)) throw fromRevert(error);
      throw error;
    }
    return affordable({ request, gas, fees: feesAt(tip) }, signal);
  }

  async function affordable(found: Priced, signal: AbortSignal): Promise<Priced> {
    const { request, gas, fees } = found;
    await requireCoin(request.value ?? 0n, gas * fees.maxFee, signal);
    return found;
  }

  async function prepareOpening(
    id: string,
    call: SingleCall,
    mayAsk: boolean,
    signal: AbortSignal,
  ): Promise<Prepared | Unconsented> {
    const permits: Permit[] = [];
    const dues = duesOf(call);
    for (const [address, total] of dues) await requireFunds(address, total, "The purchase", signal);
    for (const [address, total] of dues) {
      if (address === ZERO_ADDRESS) continue;
      const allowed = await allowance(address, signal);
      if (allowed >= total) continue;
      const currency = currencyOf(address);
      const { chainId, escrow: spender } = deployment;
      const wanted = { currency, chainId, spender, value: total, owner: signer.address };
      const typed = currency.permit && (await typedPermit(reader, wanted, signal));
      if (typed && signer.isAttended && !mayAsk) return { unconsented: true };
      if (typed) permits.push(permitOf(typed, await signer.signTypedData(typed, signal)));
      else return approval(`${id}/approve/${currency.symbol}`, currency, total, allowed, signal);
    }
    return priced(escrow.encode(call, permits), signal);
  }

  /** The step before a payment in a token that takes no permits; before that an allowance of zero, where the token wants it. */
  async function approval(
    id: string,
    { address, symbol }: Currency,
    wanted: bigint,
    allowed: bigint,
    signal: AbortSignal,
  ): Promise<Prepared> {
    const resets = allowed > 0n && !(await takes(approveRequest(address, wanted), signal));
    const [step, amount] = resets ? [`${id}/reset`, 0n] : [id, wanted];
    const { status, error, block } = journal.get(step) ?? {};
    // Of several servers behind one address the one that was asked may not have its block yet.
    if (status === "mined" && !error && (latest()?.number ?? 0) - block! < APPROVAL_BLOCKS) {
      throw unreachable("the allowance", new Error("it does not know of the approval that was mined"));
    }
    if (status === "failed" || status === "mined" || status === "final") {
      const why = error?.message ?? "the allowance was used or withdrawn in between; buy again";
      throw new SoukError("chain.reverted", `${symbol} could not be approved: ${why}`);
    }
    return { first: { id: step, call: { call: "approve", currency: address, amount } } };
  }

  const approveRequest = (to: Address, amount: bigint): CallRequest => ({
    to,
    data: TOKEN.encodeFunctionData("approve", [deployment.escrow, amount]),
  });

  /** Whether the chain would let this account call it now. */
  async function takes(request: CallRequest, signal: AbortSignal): Promise<boolean> {
    try {
      await reader.call({ ...request, from: signer.address }, "latest", signal);
      return true;
    } catch (error) {
      if (error instanceof RpcError && isRefusal(error)) return false;
      throw error;
    }
  }

  async function preparePeriphery(call: PeripheryCall, signal: AbortSignal): Promise<Prepared> {
    const request = encodePeriphery(deployment.contracts, signer.address, call);
    // An address without code takes any coin, for ever.
    if ((await reader.code(request.to, signal)) !== "0x") return priced(request, signal);
    throw new SoukError("chain.not-deployed", `there is no contract at ${request.to} on this chain`);
  }

  async function prepareCollection(call: Extract<EscrowCall, { call: "collect" }>, signal: AbortSignal) {
    const { multicall } = deployment.contracts;
    // An address without code does nothing, and says that all went well.
    if (!multicall || (await reader.code(multicall, signal)) === "0x")
      throw new SoukError("chain.not-deployed", "this chain has no contract that makes several calls at once");
    const { request, strict, enough } = encodeCollection(escrow, multicall, call);
    try {
      return await priced(request, signal, strict);
    } catch (error) {
      if (!(error instanceof SoukError) || error.code !== "chain.reverted") throw error;
      // Somebody was faster with one of them: the others are to be paid all the same.
      return affordable({ request, gas: enough, fees: feesAt(await reader.tip(signal)) }, signal);
    }
  }

  async function prepared(id: string, call: JournaledCall, mayAsk: boolean, signal: AbortSignal) {
    requireChain();
    if (call.call === "open" || call.call === "openMany") return prepareOpening(id, call, mayAsk, signal);
    if (isPeriphery(call)) return preparePeriphery(call, signal);
    if (call.call === "collect") return prepareCollection(call, signal);
    if (call.call !== "approve") return priced(escrow.encode(call), signal);
    return priced(approveRequest(call.currency, call.amount), signal);
  }

  const foresee: Preparer["foresee"] = (id, call, signal) => prepared(id, call, false, signal);

  return {
    prepare: (id, call, signal) => prepared(id, call, true, signal) as Promise<Prepared>,
    foresee,
    // Permit nonces and allowances are used up one after the other.
    mustWait: (call) => [...duesOf(call).keys()].some((address) => address !== ZERO_ADDRESS),
    async simulate(id, call, signal) {
      const opening = await foresee(id, call, signal);
      if (!("unconsented" in opening) && !opening.first) return;
      const step = opening.first ? await foresee(opening.first.id, opening.first.call, signal) : undefined;
      // The payment itself cannot be estimated before its allowance is there; it has to be paid for all the same.
      const payments = BigInt(purchasesOf(call).length);
      const coin = duesOf(call).get(ZERO_ADDRESS) ?? 0n;
      const before = step && "gas" in step ? step : { gas: 0n, fees: feesAt(await reader.tip(signal)) };
      await requireCoin(coin, (before.gas + payments * OPENING_GAS) * before.fees.maxFee, signal);
    },
    balance,
    allowance,
  };
}

/** What a call pays into escrow, by currency. */
export function duesOf(call: JournaledCall): Map<Address, bigint> {
  const dues = new Map<Address, bigint>();
  for (const { order } of purchasesOf(call)) {
    const { currency } = order.offer;
    dues.set(currency, (dues.get(currency) ?? 0n) + totalOf(order));
  }
  return dues;
}
