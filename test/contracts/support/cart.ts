// Carts: what the coin for one is, and how it is sent.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type ContractTransactionResponse, ZeroAddress } from "ethers";
import type { Deal, Trade } from "./trade.ts";

export const purchasesOf = (cart: Deal[]) => cart.map(({ purchase }) => purchase);

export const coinOf = (cart: Deal[]): bigint =>
  cart.reduce((sum, { order, total }) => (order.offer.currency === ZeroAddress ? sum + total : sum), 0n);

export const openCart = (
  { escrow, buyer }: Trade,
  cart: Deal[],
  as: HardhatEthersSigner = buyer,
): Promise<ContractTransactionResponse> => escrow.connect(as).openMany(purchasesOf(cart), { value: coinOf(cart) });
