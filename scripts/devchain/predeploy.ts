// What a dev chain has before its first block: stand-ins for Permit2 and Multicall3, at addresses that no transaction can deploy to.
import { readFile } from "node:fs/promises";
import { MULTICALL3, PERMIT2 } from "../../protocol/deployments.ts";
import type { RpcHandler } from "./rpc-server.ts";

const STAND_INS = { SignatureTransfer: PERMIT2, Multicall: MULTICALL3 };
const artifact = (name: string): URL =>
  new URL(`../../artifacts/contracts/mocks/${name}.sol/${name}.json`, import.meta.url);

/** Part of the genesis: a log replays to the same hashes only if it comes first again, with the same code. */
export async function predeploy(chain: RpcHandler): Promise<void> {
  for (const [name, address] of Object.entries(STAND_INS)) {
    const { deployedBytecode } = JSON.parse(await readFile(artifact(name), "utf8")) as { deployedBytecode: string };
    await chain("hardhat_setCode", [address, deployedBytecode]);
  }
}
