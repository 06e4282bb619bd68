// What a dev chain has before its first block: the stand-in for Permit2, at the address that no transaction can deploy to.
import { readFile } from "node:fs/promises";
import { PERMIT2 } from "../../protocol/deployments.ts";
import type { RpcHandler } from "./rpc-server.ts";

const ARTIFACT = new URL(
  "../../artifacts/contracts/mocks/SignatureTransfer.sol/SignatureTransfer.json",
  import.meta.url,
);

/** Part of the genesis: a log replays to the same hashes only if it comes first again, with the same code. */
export async function predeploy(chain: RpcHandler): Promise<void> {
  const { deployedBytecode } = JSON.parse(await readFile(ARTIFACT, "utf8")) as { deployedBytecode: string };
  await chain("hardhat_setCode", [PERMIT2, deployedBytecode]);
}
