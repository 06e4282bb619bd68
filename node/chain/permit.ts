// EIP-2612 permits: the buyer signs an allowance for exactly one payment, so that one transaction pays.
import { Interface, SigningKey, TypedDataEncoder } from "ethers";
import type { Currency } from "../../protocol/deployments.ts";
import type { Address, Hex32 } from "../../protocol/ids.ts";
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

const PERMIT = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

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
  account: { address: Address; privateKey: string };
}

/** @returns undefined if the token does not sign under the domain that its name and the EIP say: then it needs an approval. */
export async function signPermit(
  reader: Reader,
  request: PermitRequest,
  signal?: AbortSignal,
): Promise<Permit | undefined> {
  const { currency, chainId, spender, value, account } = request;
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
    view("nonces", [account.address]),
    reader.headerAt("latest", signal),
  ]);
  const domain = ["1", "2"]
    .map((version) => ({ name: currency.name, version, chainId, verifyingContract: currency.address }))
    .find((candidate) => TypedDataEncoder.hashDomain(candidate) === separator);
  if (!domain) return undefined;
  if (!latest) throw unreachable("the latest block");
  // By the chain's clock, read now: a development chain may just have travelled.
  const deadline = latest.timestamp + LIFETIME;
  const values = { owner: account.address, spender, value, nonce, deadline };
  const { v, r, s } = new SigningKey(account.privateKey).sign(TypedDataEncoder.hash(domain, PERMIT, values) as Hex32);
  return { currency: currency.address, value, deadline, v, r, s };
}
