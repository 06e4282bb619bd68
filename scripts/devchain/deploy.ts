// Puts the contracts on a new dev chain by its Ignition module, and checks that they are what the address book says.
import { keccak256 } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import type { Deployment } from "../../protocol/deployments.ts";
import { deploymentFaults } from "../deployment/faults.ts";
import type { RpcHandler } from "./rpc-server.ts";

/**
 * Deploys nothing on a chain that was replayed with the contracts on it.
 * @throws Error if a kept chain holds an escrow of other source code, or the chain differs from protocol/deployments.ts
 */
export async function deployContracts(
  connection: NetworkConnection,
  chain: RpcHandler,
  deployment: Deployment,
): Promise<void> {
  if (Number(await chain("eth_blockNumber", [])) === 0) {
    const { default: DevChain } = await import("../../ignition/modules/DevChain.ts");
    await connection.ignition.deploy(DevChain);
  } else {
    const code = (await chain("eth_getCode", [deployment.escrow, "latest"])) as string;
    if (keccak256(code) !== deployment.codeHash) {
      throw new Error("the kept dev chain has another version of the escrow; start with --fresh");
    }
  }
  const faults = await deploymentFaults(chain, deployment);
  if (faults.length > 0)
    throw new Error(`the dev chain is not what protocol/deployments.ts says: ${faults.join("; ")}`);
}
