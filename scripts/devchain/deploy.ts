// Puts the contracts on a new dev chain by its Ignition module, and checks that they are where the address book says.
import { readFile } from "node:fs/promises";
import type { NetworkConnection } from "hardhat/types/network";
import type { Deployment } from "../../protocol/deployments.ts";
import type { RpcHandler } from "./rpc-server.ts";

const ESCROW_ARTIFACT = new URL("../../artifacts/contracts/Escrow.sol/Escrow.json", import.meta.url);

/**
 * Does nothing on a chain that was replayed with the contracts on it.
 * @throws Error if the chain holds an escrow of other source code, or the addresses differ from protocol/deployments.ts
 */
export async function deployContracts(
  connection: NetworkConnection,
  chain: RpcHandler,
  deployment: Deployment,
): Promise<void> {
  if (Number(await chain("eth_blockNumber", [])) === 0) {
    const { default: DevChain } = await import("../../ignition/modules/DevChain.ts");
    await connection.ignition.deploy(DevChain);
  }
  const { deployedBytecode } = JSON.parse(await readFile(ESCROW_ARTIFACT, "utf8")) as { deployedBytecode: string };
  if ((await chain("eth_getCode", [deployment.escrow, "latest"])) !== deployedBytecode) {
    throw new Error("the kept dev chain has another version of the escrow; start with --fresh");
  }
  for (const { address, symbol } of deployment.currencies.slice(1)) {
    if ((await chain("eth_getCode", [address, "latest"])) === "0x") throw new Error(`no ${symbol} at ${address}`);
  }
}
