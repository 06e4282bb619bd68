// ERC-3009 authorisations of the test dollar; by ethers alone.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

const TRANSFER = [
  { name: "from", type: "address" },
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "validAfter", type: "uint256" },
  { name: "validBefore", type: "uint256" },
  { name: "nonce", type: "bytes32" },
];
export const AUTHORIZATION_TYPES = {
  TransferWithAuthorization: TRANSFER,
  ReceiveWithAuthorization: TRANSFER,
  CancelAuthorization: [
    { name: "authorizer", type: "address" },
    { name: "nonce", type: "bytes32" },
  ],
};

export interface TransferAuthorization {
  from: string;
  to: string;
  value: bigint;
  validAfter: bigint;
  validBefore: bigint;
  nonce: string;
}

/** @param token the test dollar's address. @returns 65 bytes r‖s‖v */
export async function signAuthorization(
  signer: Pick<HardhatEthersSigner, "provider" | "signTypedData">,
  token: string,
  type: keyof typeof AUTHORIZATION_TYPES,
  message: TransferAuthorization | { authorizer: string; nonce: string },
): Promise<string> {
  const { chainId } = await signer.provider!.getNetwork();
  const domain = { name: "Test Dollar", version: "1", chainId, verifyingContract: token };
  return signer.signTypedData(domain, { [type]: AUTHORIZATION_TYPES[type] }, message);
}
