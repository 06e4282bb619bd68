// The deployment that Ignition made of these very contracts, kept as signed transactions: to send them again loads no Ignition, which takes most of a start.
import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { transactionsIn } from "./logged-chain.ts";
import type { RpcHandler } from "./rpc-server.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const FILE = path.join(ROOT, "cache/devchain.json");
/** Everything that a deployment follows from. */
const MADE_OF = ["ignition/modules/*.ts", "artifacts/contracts/**/*.json", "package-lock.json"];

function keyOf(chainId: number): string {
  const hash = createHash("sha256").update(String(chainId));
  for (const file of globSync(MADE_OF, { cwd: ROOT }).toSorted())
    hash.update(file).update(readFileSync(path.join(ROOT, file)));
  return hash.digest("hex");
}

/** @returns undefined if Ignition has not yet deployed what is built now */
export function keptDeployment(chainId: number): string[] | undefined {
  try {
    const { key, transactions } = JSON.parse(readFileSync(FILE, "utf8")) as { key: string; transactions: string[] };
    return key === keyOf(chainId) ? transactions : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what a chain consists of that has the contracts and nothing else. */
export async function keepDeployment(chain: RpcHandler, chainId: number): Promise<void> {
  const height = Number(await chain("eth_blockNumber", []));
  const transactions: string[] = [];
  for (let number = 1; number <= height; number++) transactions.push(...(await transactionsIn(chain, number)));
  mkdirSync(path.dirname(FILE), { recursive: true });
  const fresh = `${FILE}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify({ key: keyOf(chainId), transactions }));
  renameSync(fresh, FILE);
}
