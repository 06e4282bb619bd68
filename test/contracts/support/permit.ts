// EIP-2612 permits of the test dollar.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { Signature } from "ethers";
import type { Trade } from "./trade.ts";

const PERMIT_TYPES = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

/** The owner's permit for the escrow to take `value`. */
export async function signPermit(
  { escrow, token }: Pick<Trade, "escrow" | "token">,
  owner: HardhatEthersSigner,
  value: bigint,
  deadline: bigint,
) {
  const { chainId } = await owner.provider!.getNetwork();
  const domain = { name: "Test Dollar", version: "1", chainId, verifyingContract: token.target as string };
  const nonce = await token.nonces(owner);
  const message = { owner: owner.address, spender: escrow.target, value, nonce, deadline };
  const { v, r, s } = Signature.from(await owner.signTypedData(domain, PERMIT_TYPES, message));
  return { currency: token.target, value, deadline, v, r, s };
}
