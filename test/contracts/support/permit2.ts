// Signatures for Permit2's SignatureTransfer, which stands at Permit2's address on a dev chain; by ethers alone.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

export const PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3";

const TOKEN_PERMISSIONS = [
  { name: "token", type: "address" },
  { name: "amount", type: "uint256" },
];
const PERMIT = [
  { name: "permitted", type: "TokenPermissions" },
  { name: "spender", type: "address" },
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
];
export const TRANSFER_TYPES = { PermitTransferFrom: PERMIT, TokenPermissions: TOKEN_PERMISSIONS };
/** With the escrow's witness. */
export const WITNESS_TYPES = {
  PermitWitnessTransferFrom: [...PERMIT, { name: "orderId", type: "bytes32" }],
  TokenPermissions: TOKEN_PERMISSIONS,
};
/** What completes Permit2's type for {@link WITNESS_TYPES}. */
export const WITNESS_TYPE_STRING = "bytes32 orderId)TokenPermissions(address token,uint256 amount)";

export interface TransferPermit {
  permitted: { token: string; amount: bigint };
  nonce: bigint;
  deadline: bigint;
}

type Signer = Pick<HardhatEthersSigner, "provider" | "signTypedData">;

/** The owner's signature for `spender`; with a witness if one is given. */
export async function signTransfer(
  signer: Signer,
  permit: TransferPermit,
  spender: string,
  witness?: string,
  verifyingContract = PERMIT2,
): Promise<string> {
  const { chainId } = await signer.provider!.getNetwork();
  const domain = { name: "Permit2", chainId, verifyingContract };
  const message = { ...permit, spender };
  return witness === undefined
    ? signer.signTypedData(domain, TRANSFER_TYPES, message)
    : signer.signTypedData(domain, WITNESS_TYPES, { ...message, orderId: witness });
}
