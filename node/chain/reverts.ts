// What the chain refused, in words: the escrow's and the tokens' custom errors, and what nodes say about fees and balances.
import { type ErrorDescription, decodeBytes32String } from "ethers";
import { formatAmount } from "../../protocol/money.ts";
import { STATUSES } from "../../protocol/order.ts";
import { type ErrorCode, SoukError } from "../core/errors.ts";
import { ESCROW } from "./escrow.ts";
import { TOKEN } from "./permit.ts";
import { PERIPHERY } from "./periphery-abi.ts";
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
  const said = error.data && explain(error.data);
  if (!said)
    return new SoukError("chain.reverted", `the chain refused the transaction: ${error.message}`, { cause: error });
  const { code, message, item } = said;
  return new SoukError(code, message, { cause: error, ...(item === undefined ? {} : { field: `purchases.${item}` }) });
}

interface Explanation {
  code: ErrorCode;
  message: string;
  /** Index of the purchase that was refused. */
  item?: number;
}

/** @returns undefined for data that is no error of the escrow, of a token, or of Solidity itself */
function explain(data: string): Explanation | undefined {
  const parsed = parse(data);
  if (!parsed) return undefined;
  const { name, args, signature } = parsed;
  if (name === "CartItem") {
    const { code, message } = explain(args.reason) ?? {
      code: "chain.reverted",
      message: `refused with ${args.reason}`,
    };
    return { code, message: `item ${args.index + 1n} of the cart: ${message}`, item: Number(args.index) };
  }
  if (name === "PaymentFailed") {
    const inner = explain(args.reason);
    const why = inner?.message ?? "its transfer failed without a reason";
    return { code: inner?.code ?? "chain.reverted", message: `the token ${lower(args.currency)} refused: ${why}` };
  }
  const code = name === "ERC20InsufficientBalance" ? "funds.insufficient" : "chain.reverted";
  return { code, message: WORDS[name]?.(args) ?? `the chain refused the transaction: ${signature}` };
}

/** Tokens put what they like behind a selector, and an RPC may say anything. */
function parse(data: string): ErrorDescription | null {
  try {
    return ESCROW.parseError(data) ?? TOKEN.parseError(data) ?? PERIPHERY.parseError(data);
  } catch {
    return null;
  }
}

/** Whether a refusal by this error can be told in words. */
export const hasWords = (error: string): boolean => error in WORDS || error === "CartItem" || error === "PaymentFailed";

const lower = (address: unknown): string => String(address).toLowerCase();

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
  Unauthorized: ({ expected }) => `only ${lower(expected)} may do this now`,
  NotAParty: ({ caller }) => `${lower(caller)} takes no part in this order`,
  TooEarly: (args) => `this is allowed only from ${time(args[0])} on; it is ${time(args[1])} on the chain`,
  TooLate: (args) => `this was allowed only until ${time(args[0])}; it is ${time(args[1])} on the chain`,
  OutOfRange([field, value, least, most]) {
    const name = ascii(field);
    const amount = isTime(name) ? daysOf : String;
    return `${name} is ${amount(value)}, the escrow takes ${amount(least)} to ${amount(most)}`;
  },
  RoleConflict: ({ account }) =>
    `${lower(account)} cannot have two roles in an order; nobody buys from themselves or arbitrates their own trade`,
  FallbackWithoutArbitrator: () => "the offer names a fallback arbitrator but no arbitrator",
  NoArbitrator: () => "the offer names no arbitrator, so there is nobody to dispute with",
  NoFallbackArbitrator: () => "the offer names no fallback arbitrator to pass the case to",
  AlreadyPassed: () => "the case was passed to the fallback arbitrator before",
  InvalidSignature: ({ signer }) => `${lower(signer)} did not sign this; fetch the listing or the proposal again`,
  OfferVoid: () => "the seller has withdrawn this offer; fetch the listing again",
  SkuRetired: () => "the seller has retired this article",
  SoldOut: ({ sold, units, maxUnits }) =>
    `only ${maxUnits > sold ? maxUnits - sold : 0n} left, ${units} wanted; choose fewer or ask the seller`,
  StockWithoutSku: () => "the offer limits its units but has no sku to count them by",
  MixedCurrencies: ({ index, expected }) =>
    `item ${index + 1n} of the cart is not in ${lower(expected)} as the others are`,
  WrongPayment: ({ currency, expected, received }) =>
    `the payment is ${received} of the smallest unit of ${lower(currency)}, ${expected} is due; a currency that keeps a fee cannot be used`,
  NotAToken: ({ currency }) => `there is no token at ${lower(currency)} on this chain`,
  LowGas: () => "the transaction was sent with too little gas to pay everybody; try again",
  NothingToWithdraw: () => "the escrow holds nothing of this currency for this account",
  InvalidRecipient: () => "money cannot be withdrawn to this address",
  NotSent: ({ to }) => `${lower(to)} does not accept the coin; withdraw to another address`,
  FloorNotRaised: ({ floor }) => `the floor is ${floor} already and only rises`,
  UnknownCall: () => "the escrow has no such function: it is another version than this node knows",
  NothingToLock: () => "a bond needs an amount",
  NotLocked: ({ amount, locked }) =>
    `${formatAmount(amount, 18)} of the chain's coin were asked back of a bond of ${formatAmount(locked, 18)}: ask for less`,
  NothingLeaving: () => "nothing of the bond was asked back",
  StillBonded: ({ notBefore, time: now }) =>
    `the bond can be withdrawn from ${time(notBefore)} on; it is ${time(now)} on the chain`,
  NotListed: ({ arbitrator }) => `${lower(arbitrator)} never published in the registry`,
  Error: ([reason]) => `"${String(reason)}"`,
  Panic: ([code]) => `a fault in its code (panic ${code})`,
  ERC20InsufficientBalance: ({ balance, needed }) =>
    `the account holds ${balance} of the token's smallest unit, the purchase takes ${needed}`,
  ERC20InsufficientAllowance: () =>
    "the escrow may not take the payment: its permit or allowance did not work; try again",
};

const isTime = (field: string): boolean => /window|extension|time/i.test(field);

/** Of seconds. The second more that an extension needs does not show. */
const daysOf = (seconds: bigint): string => `${Math.round(Number(seconds) / 864) / 100} days`;

function ascii(bytes: string): string {
  try {
    return decodeBytes32String(bytes);
  } catch {
    return bytes;
  }
}
