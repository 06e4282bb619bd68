// What the chain refused, in words: the escrow's and the tokens' custom errors, and what nodes say about fees and balances.
import { type ErrorDescription, decodeBytes32String } from "ethers";
import { STATUSES } from "../../protocol/order.ts";
import { SoukError } from "../core/errors.ts";
import { ESCROW } from "./escrow.ts";
import { TOKEN } from "./permit.ts";
import type { RpcError } from "./rpc.ts";

/** Whether the chain judged the transaction, so that asking again would give the same answer. */
export const isRefusal = ({ code, data, message }: RpcError): boolean =>
  code === 3 || data !== undefined || /revert|insufficient funds|enough funds|out of gas|exceeds/i.test(message);

export function fromRevert(error: RpcError): SoukError {
  if (/insufficient funds|enough funds/i.test(error.message)) {
    const message =
      "this account cannot pay the transaction with its network fee; send it some of the chain's coin and try again";
    return new SoukError("funds.insufficient", message, { cause: error });
  }
  const parsed = error.data && (ESCROW.parseError(error.data) ?? TOKEN.parseError(error.data));
  if (!parsed)
    return new SoukError("chain.reverted", `the chain refused the transaction: ${error.message}`, { cause: error });
  const code = parsed.name === "ERC20InsufficientBalance" ? "funds.insufficient" : "chain.reverted";
  const message = WORDS[parsed.name]?.(parsed.args) ?? `the chain refused the transaction: ${parsed.signature}`;
  return new SoukError(code, message, { cause: error });
}

type Words = (args: ErrorDescription["args"]) => string;

const time = (seconds: bigint): string => {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime())
    ? `second ${seconds}`
    : date.toISOString().replace(".000Z", " UTC").replace("T", " ");
};
const status = (index: bigint): string => STATUSES[Number(index)] ?? `${index}`;

const WORDS: Record<string, Words> = {
  WrongStatus: ({ actual }) =>
    status(actual) === "none"
      ? "the escrow does not know this order; wait until its payment is in a block"
      : `the order is ${status(actual)}, which does not allow this; look at its timeline`,
  Unauthorized: ({ expected }) => `only ${String(expected).toLowerCase()} may do this now`,
  TooEarly: (args) => `this is allowed only from ${time(args[0])} on; it is ${time(args[1])} on the chain`,
  TooLate: (args) => `this was allowed only until ${time(args[0])}; it is ${time(args[1])} on the chain`,
  OutOfRange: (args) => `${ascii(args[0])} is ${args[1]}, the escrow takes ${args[2]} to ${args[3]}`,
  RoleConflict: ({ account }) =>
    `${String(account).toLowerCase()} cannot have two roles in an order; nobody buys from themselves or arbitrates their own trade`,
  FallbackWithoutArbitrator: () => "the offer names a fallback arbitrator but no arbitrator",
  NoArbitrator: () => "the offer names no arbitrator, so there is nobody to dispute with",
  NoFallbackArbitrator: () => "the offer names no fallback arbitrator to pass the case to",
  AlreadyPassed: () => "the case was passed to the fallback arbitrator before",
  InvalidSignature: ({ signer }) =>
    `the offer is not signed by its seller ${String(signer).toLowerCase()}; fetch the listing again`,
  OfferVoid: () => "the seller has withdrawn this offer; fetch the listing again",
  SkuRetired: () => "the seller has retired this article",
  SoldOut: ({ sold, units, maxUnits }) =>
    `only ${maxUnits > sold ? maxUnits - sold : 0n} left, ${units} wanted; choose fewer or ask the seller`,
  StockWithoutSku: () => "the offer limits its units but has no sku to count them by",
  WrongPayment: ({ expected, received }) =>
    `the payment is ${received} of the currency's smallest unit, ${expected} is due; a currency that keeps a fee cannot be used`,
  NotAToken: ({ currency }) => `there is no token at ${String(currency).toLowerCase()} on this chain`,
  LowGas: () => "the transaction was sent with too little gas to pay everybody; try again",
  NothingToWithdraw: () => "the escrow holds nothing of this currency for this account",
  InvalidRecipient: () => "money cannot be withdrawn to this address",
  NotSent: ({ to }) => `${String(to).toLowerCase()} does not accept the coin; withdraw to another address`,
  ERC20InsufficientBalance: ({ balance, needed }) =>
    `the account holds ${balance} of the token's smallest unit, the purchase takes ${needed}`,
  ERC20InsufficientAllowance: () =>
    "the escrow may not take the payment: its permit or allowance did not work; try again",
};

function ascii(bytes: string): string {
  try {
    return decodeBytes32String(bytes);
  } catch {
    return bytes;
  }
}
