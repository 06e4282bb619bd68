// Hands out test money on the dev chain by ordinary transactions: anything else would be lost at a replay.
import { Interface } from "ethers";
import { DEV_CHAIN_ID, deploymentOf } from "../../protocol/deployments.ts";
import type { Address } from "../../protocol/ids.ts";

const MINT = new Interface(["function mint(address to, uint256 amount)"]);

export async function fund(
  request: (method: string, params?: unknown[]) => Promise<any>,
  from: Address,
  to: Address,
  { coin = 0n, tUSD = 0n }: { coin?: bigint; tUSD?: bigint },
): Promise<void> {
  const token = deploymentOf(DEV_CHAIN_ID)!.currencies.find(({ symbol }) => symbol === "tUSD")!;
  const send = async (transaction: object): Promise<void> => {
    const hash = await request("eth_sendTransaction", [{ from, ...transaction }]);
    const receipt = await request("eth_getTransactionReceipt", [hash]);
    if (receipt?.status !== "0x1") throw new Error(`the dev chain refused to fund ${to}`);
  };
  if (coin > 0n) await send({ to, value: `0x${coin.toString(16)}` });
  if (tUSD > 0n) await send({ to: token.address, data: MINT.encodeFunctionData("mint", [to, tUSD]) });
}
