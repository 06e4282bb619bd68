// What parties sign to close an order: the buyer's release, and a settlement that the other party submits; by ethers alone.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { ZeroHash } from "ethers";
import type { ReleaseStruct, SettlementStruct } from "../../../types/ethers-contracts/Escrow.ts";
import { escrowDomain } from "./offer.ts";
import type { Deal, Trade } from "./trade.ts";

export const RELEASE_TYPES = {
  Release: [
    { name: "orderId", type: "bytes32" },
    { name: "review", type: "bytes32" },
    { name: "rating", type: "uint8" },
    { name: "deadline", type: "uint40" },
  ],
};

export const SETTLEMENT_TYPES = {
  Settlement: [
    { name: "orderId", type: "bytes32" },
    { name: "buyerBps", type: "uint16" },
    { name: "deadline", type: "uint40" },
  ],
};

/** No deadline that matters. */
export const FOREVER = 2n ** 40n - 1n;

type Signer = Pick<HardhatEthersSigner, "provider" | "signTypedData">;
type Stage = Pick<Trade, "escrow">;

async function domainOf({ escrow }: Stage, signer: Signer) {
  const { chainId } = await signer.provider!.getNetwork();
  return escrowDomain(chainId, escrow.target as string);
}

export async function signRelease(
  stage: Stage,
  signer: Signer,
  { id, order }: Pick<Deal, "id" | "order">,
  { review = ZeroHash, rating = 0n, deadline = FOREVER } = {},
): Promise<ReleaseStruct> {
  const message = { orderId: id, review, rating, deadline };
  const signature = await signer.signTypedData(await domainOf(stage, signer), RELEASE_TYPES, message);
  return { order, review, rating, deadline, signature };
}

export async function signSettlement(
  stage: Stage,
  signer: Signer,
  { id, order }: Pick<Deal, "id" | "order">,
  { buyerBps = 5_000n, deadline = FOREVER } = {},
): Promise<SettlementStruct> {
  const message = { orderId: id, buyerBps, deadline };
  const signature = await signer.signTypedData(await domainOf(stage, signer), SETTLEMENT_TYPES, message);
  return { order, buyerBps, deadline, signature };
}
