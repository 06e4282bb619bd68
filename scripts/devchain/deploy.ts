// Puts the contracts on a new dev chain, by its Ignition module or as that once did, and checks that they are what the address book says.
import { keccak256 } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import type { Deployment } from "../../protocol/deployments.ts";
import { deploymentFaults } from "../deployment/faults.ts";
import { keepDeployment } from "./kept-deployment.ts";
import type { RpcHandler } from "./rpc-server.ts";

/**
 * Deploys nothing on a chain that was replayed with the contracts on it.
 * @param kept what Ignition once sent; without it the connection needs Ignition
 * @throws Error if a kept chain holds an escrow of other source code, or the chain differs from protocol/deployments.ts
 */
export async function deployContracts(
  connection: NetworkConnection,
  chain: RpcHandler,
  deployment: Deployment,
  kept: readonly string[] | undefined,
): Promise<void> {
  const isNew = Number(await chain("eth_blockNumber", [])) === 0;
  if (isNew && kept) {
    for (const transaction of kept) await chain("eth_sendRawTransaction", [transaction]);
  } else if (isNew) {
    const { default: DevChain } = await import("../../ignition/modules/DevChain.ts");
    await connection.ignition.deploy(DevChain);
    await keepDeployment(chain, Number(await chain("eth_chainId", [])));
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
