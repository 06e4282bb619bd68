// The escrow's runtime code as nodes recognise it: it has no immutables, so its hash is the same at every address and chain.
import { readFile } from "node:fs/promises";
import { keccak256 } from "ethers";

const ARTIFACT = new URL("../../artifacts/contracts/Escrow.sol/Escrow.json", import.meta.url);

/** @throws Error if the contracts were not built */
export async function codeVectors() {
  const { deployedBytecode } = JSON.parse(await readFile(ARTIFACT, "utf8")) as { deployedBytecode: string };
  return { bytes: (deployedBytecode.length - 2) / 2, runtimeCodeHash: keccak256(deployedBytecode) };
}
