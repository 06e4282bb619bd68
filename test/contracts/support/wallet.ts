// Accounts that are not plain keys: contract wallets (ERC-1271), and keys that delegate to code (EIP-7702).
import type { HardhatEthers, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type ContractTransactionResponse, MaxUint256, Wallet, id as keccakText, parseEther } from "ethers";
import type { Deal, Trade } from "./trade.ts";

/** The same purchase by another buyer. */
export async function boughtBy({ escrow }: Trade, made: Deal, buyer: string): Promise<Deal> {
  const order = { ...made.order, buyer };
  return { ...made, order, id: await escrow.orderId(order) };
}

/** A contract wallet of `key`, with money of both kinds and an allowance for the escrow. */
export async function openWallet(ethers: HardhatEthers, { escrow, token }: Trade, key: HardhatEthersSigner) {
  const wallet = await ethers.deployContract("SignerWallet", [key.address]);
  const address = wallet.target as string;
  await token.mint(wallet, 10n ** 12n);
  await key.sendTransaction({ to: wallet, value: parseEther("1") });
  const execute = (to: string, data: string, value = 0n): Promise<ContractTransactionResponse> =>
    wallet.connect(key).execute(to, value, data);
  const approve = (spender: string): Promise<ContractTransactionResponse> =>
    execute(token.target as string, token.interface.encodeFunctionData("approve", [spender, MaxUint256]));
  await approve(escrow.target as string);
  return {
    address,
    approve,
    /** Calls the escrow as the wallet. */
    call: (name: string, args: unknown[], value = 0n): Promise<ContractTransactionResponse> =>
      execute(escrow.target as string, escrow.interface.encodeFunctionData(name as "cancel", args as never), value),
  };
}

/** A key with money that delegates to a wallet's code, which obeys `other`. */
export async function delegate(ethers: HardhatEthers, { deployer, token }: Trade, other: HardhatEthersSigner) {
  const key = new Wallet(keccakText("a delegating key"), ethers.provider);
  const code = await ethers.deployContract("SignerWallet", [other.address]);
  const authorization = await key.authorize({ address: code.target as string, nonce: 0 });
  const value = parseEther("1");
  await deployer.sendTransaction({ type: 4, to: key.address, value, authorizationList: [authorization] });
  await token.mint(key, 10n ** 12n);
  return key;
}
