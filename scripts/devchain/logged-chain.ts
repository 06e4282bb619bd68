// Ties an EDR chain to its log: replays the log at start, then records every block before the call that mined it returns.
import { Transaction } from "ethers";
import type { ChainLog, LoggedBlock } from "../chain-log.ts";
import type { RpcHandler } from "./rpc-server.ts";

/** These change state outside of transactions, or mine outside of requests: a replay could not repeat them. */
const NOT_REPLAYABLE =
  /^(hardhat_(?!mine$|getAutomine$|metadata$|dropTransaction$)|anvil_|evm_setIntervalMining|evm_setBlockGasLimit)/;

/** No block comes of these. */
const READS = /^eth_(?!send)/;

const hex = (value: number): string => `0x${value.toString(16)}`;

/** @returns the handler to expose: one request after the other, durable when it answers */
export function recordChain(chain: RpcHandler, log: ChainLog): RpcHandler {
  return async (method, params) => {
    if (NOT_REPLAYABLE.test(method)) {
      throw new Error(`${method} cannot be repeated after a restart; use a dev chain without a log file for it`);
    }
    if (method === "eth_sendRawTransaction" && /^0x0[34]/.test(String(params[0]))) {
      throw new Error("blob and set-code transactions cannot be repeated after a restart of the dev chain");
    }
    if (READS.test(method)) return chain(method, params);
    try {
      return await chain(method, params);
    } finally {
      await record(chain, log);
    }
  };
}

export async function record(chain: RpcHandler, log: ChainLog): Promise<void> {
  const height = Number(await chain("eth_blockNumber", []));
  log.truncate(height);
  const added: LoggedBlock[] = [];
  for (let number = log.height() + 1; number <= height; number++) {
    const block = await blockOf(chain, number);
    const timestamp = Number(block.timestamp);
    added.push({
      number,
      hash: block.hash,
      timestamp,
      ahead: timestamp - Math.floor(Date.now() / 1000),
      transactions: block.transactions.map(serialized),
    });
  }
  log.append(added);
}

/**
 * Mines the log's blocks again, and sets the clock as far ahead as it was.
 * @returns seconds for which the chain stood still
 * @throws Error if a hash comes out differently
 */
export async function replay(chain: RpcHandler, log: ChainLog): Promise<number> {
  const last = log.blocks.at(-1);
  if (!last) return 0;
  await chain("evm_setAutomine", [false]);
  for (const { number, hash, timestamp, transactions } of log.blocks) {
    for (const transaction of transactions) await chain("eth_sendRawTransaction", [transaction]);
    await chain("evm_setNextBlockTimestamp", [timestamp]);
    await chain("evm_mine", []);
    const block = (await chain("eth_getBlockByNumber", [hex(number), false])) as Block;
    if (block.hash !== hash)
      throw new Error(`the kept dev chain is of other code: block ${number} replays differently; start with --fresh`);
  }
  await chain("evm_setAutomine", [true]);
  const idle = Math.max(0, Math.floor(Date.now() / 1000) + last.ahead - last.timestamp);
  await chain("evm_increaseTime", [idle]);
  return idle;
}

const blockOf = async (chain: RpcHandler, number: number) =>
  (await chain("eth_getBlockByNumber", [hex(number), true])) as Block;

/** Signed, serialised. */
export const transactionsIn = async (chain: RpcHandler, number: number): Promise<string[]> =>
  (await blockOf(chain, number)).transactions.map(serialized);

interface Block {
  hash: string;
  timestamp: string;
  transactions: Record<string, string>[];
}

function serialized(raw: Record<string, string>): string {
  const type = Number(raw.type);
  const transaction = Transaction.from({
    type,
    chainId: raw.chainId ?? null,
    nonce: Number(raw.nonce),
    gasLimit: raw.gas!,
    to: raw.to ?? null,
    value: raw.value!,
    data: raw.input!,
    ...(type >= 2
      ? { maxFeePerGas: raw.maxFeePerGas!, maxPriorityFeePerGas: raw.maxPriorityFeePerGas! }
      : { gasPrice: raw.gasPrice! }),
    ...(type >= 1 ? { accessList: (raw.accessList as never) ?? [] } : {}),
    signature: { r: word(raw.r!), s: word(raw.s!), v: type === 0 ? Number(raw.v) : 27 + Number(raw.yParity ?? raw.v) },
  });
  if (transaction.hash !== raw.hash) throw new Error(`dev chain: cannot keep transaction ${raw.hash} of type ${type}`);
  return transaction.serialized;
}

const word = (quantity: string): string => `0x${quantity.slice(2).padStart(64, "0")}`;
