// hardhat_mine, block by block: EDR's short cut makes blocks that do not connect by parent hash and that no replay meets again.
import type { RpcHandler } from "./rpc-server.ts";

const MAX_BLOCKS = 20_000;

/** @returns the same chain, with a `hardhat_mine` whose blocks are like any others */
export function mineOneByOne(chain: RpcHandler): RpcHandler {
  return (method, params) => (method === "hardhat_mine" ? mine(chain, params) : chain(method, params));
}

async function mine(chain: RpcHandler, [count = "0x1", interval = "0x1"]: unknown[]): Promise<boolean> {
  if (Number(count) > MAX_BLOCKS) throw new Error(`hardhat_mine: at most ${MAX_BLOCKS} blocks at once`);
  for (let left = Number(count); left > 0; left--) {
    await chain("evm_mine", []);
    if (left === 1 || Number(interval) <= 1) continue;
    const { timestamp } = (await chain("eth_getBlockByNumber", ["latest", false])) as { timestamp: string };
    await chain("evm_setNextBlockTimestamp", [Number(timestamp) + Number(interval)]);
  }
  return true;
}
