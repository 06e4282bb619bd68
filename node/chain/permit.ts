// EIP-2612 permits: the buyer signs an allowance for exactly one payment, so that one transaction pays.
import { Interface, Signature } from "ethers";
import type { Currency } from "../../protocol/deployments.ts";
import type { Address } from "../../protocol/ids.ts";
import { type Fields, type TypedData, domainSeparator } from "../../protocol/typed-data.ts";
import type { Reader } from "./answers.ts";
import { unreachable } from "./rpc.ts";

/** ERC-20 with EIP-2612, and the errors of OpenZeppelin's implementation (ERC-6093). */
export const TOKEN = new Interface([
  "function balanceOf(address) view returns (uint256)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function nonces(address) view returns (uint256)",
  "function DOMAIN_SEPARATOR() view returns (bytes32)",
  "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
  "error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
]);

const PERMIT_FIELDS = [
  ["owner", "address"],
  ["spender", "address"],
  ["value", "uint256"],
  ["nonce", "uint256"],
  ["deadline", "uint256"],
] as const satisfies Fields;

interface PermitWords {
  owner: Address;
  spender: Address;
  value: bigint;
  nonce: bigint;
  deadline: number;
}

export type TypedPermit = TypedData & { message: PermitWords };

/** Long enough for a slow block, short enough that a permit found later is worth nothing. */
const LIFETIME = 3_600;

export interface Permit {
  currency: Address;
  value: bigint;
  deadline: number;
  v: number;
  r: string;
  s: string;
}

export interface PermitRequest {
  currency: Currency;
  chainId: number;
  spender: Address;
  value: bigint;
  owner: Address;
}

/** @returns undefined if the token does not sign under the domain that its name and the EIP say: then it needs an approval. */
export async function typedPermit(
  reader: Reader,
  request: PermitRequest,
  signal?: AbortSignal,
): Promise<TypedPermit | undefined> {
  const { currency, chainId, spender, value, owner } = request;
  const view = async (name: string, args: unknown[]) => {
    const data = await reader.call(
      { to: currency.address, data: TOKEN.encodeFunctionData(name, args) },
      "latest",
      signal,
    );
    return TOKEN.decodeFunctionResult(name, data)[0] as unknown;
  };
  const [separator, nonce, latest] = await Promise.all([
    view("DOMAIN_SEPARATOR", []),
    view("nonces", [owner]),
    reader.headerAt("latest", signal),
  ]);
  const domain = ["1", "2"]
    .map((version) => ({ name: currency.name, version, chainId, verifyingContract: currency.address }))
    .find((candidate) => domainSeparator(candidate) === separator);
  if (!domain) return undefined;
  if (!latest) throw unreachable("the latest block");
  // By the chain's clock, read now: a development chain may just have travelled.
  const deadline = latest.timestamp + LIFETIME;
  const message = { owner, spender, value, nonce: nonce as bigint, deadline };
  return { domain, primaryType: "Permit", fields: PERMIT_FIELDS, message };
}

export function permitOf({ domain, message: { value, deadline } }: TypedPermit, signature: string): Permit {
  const { v, r, s } = Signature.from(signature);
  return { currency: domain.verifyingContract, value, deadline, v, r, s };
}
