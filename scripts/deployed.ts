// npm run deployed -- --rpc <url>: whether a chain holds what the address book says, the escrow by the hash of its code.
import { JsonRpcProvider } from "ethers";
import { DEPLOYMENTS, deploymentOf } from "../protocol/deployments.ts";
import { deploymentFaults } from "./deployment/faults.ts";
import { readFlags } from "./flags.ts";

const USAGE = `npm run deployed -- [--rpc <url>]

Exits with 1 and a line per difference. Default: http://127.0.0.1:8545
`;
const { values } = readFlags(USAGE, {
  options: { rpc: { type: "string", default: "http://127.0.0.1:8545" }, help: { type: "boolean" } },
});
const provider = new JsonRpcProvider(values.rpc, undefined, { batchMaxCount: 1 });
try {
  const chainId = Number(await provider.send("eth_chainId", []));
  const deployment = deploymentOf(chainId);
  if (!deployment) {
    const known = DEPLOYMENTS.map((one) => `${one.chainId} (${one.name})`).join(", ");
    throw new Error(`chain ${chainId} has no entry in protocol/deployments.ts, which knows ${known}`);
  }
  const faults = await deploymentFaults((method, params) => provider.send(method, params), deployment);
  for (const fault of faults) process.stderr.write(`✗ ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  else process.stdout.write(`✓ ${deployment.name} (chain ${chainId}) holds what the address book says\n`);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${(error as Error).message}\n`);
} finally {
  provider.destroy();
}
