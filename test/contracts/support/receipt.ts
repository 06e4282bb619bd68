// What a transaction did, in order: the escrow's events, and whom it paid how much.
import {
  type ContractTransactionResponse,
  type JsonRpcProvider,
  type LogDescription,
  getAddress,
  toBeHex,
} from "ethers";
import type { Escrow } from "../../../types/ethers-contracts/index.ts";
import type { Money, Trade } from "./trade.ts";

export async function eventsOf(escrow: Escrow, sent: ContractTransactionResponse): Promise<LogDescription[]> {
  const { logs } = (await sent.wait())!;
  return logs.filter(({ address }) => address === escrow.target).map((log) => escrow.interface.parseLog(log)!);
}

/** Payments out of the escrow, in order: [account, amount]. Of the coin they leave no log, so the calls are traced. */
export async function payouts(
  { escrow, token, buyer }: Trade,
  money: Money,
  sent: ContractTransactionResponse,
): Promise<[string, bigint][]> {
  if (money === "token") {
    const { blockNumber } = (await sent.wait())!;
    const moved = await token.queryFilter(token.filters.Transfer(escrow), blockNumber, blockNumber);
    return moved.map(({ args }) => [args.to, args.value]);
  }
  const provider = buyer.provider as unknown as Pick<JsonRpcProvider, "send">;
  const { structLogs } = (await provider.send("debug_traceTransaction", [sent.hash])) as {
    structLogs: { op: string; depth: number; stack: string[] }[];
  };
  // gas, to and value lie on top of the stack
  return structLogs
    .filter(({ op, depth }) => op === "CALL" && depth === 1)
    .map(({ stack }) => [getAddress(toBeHex(stack.at(-2)!, 20)), BigInt(stack.at(-3)!)]);
}
