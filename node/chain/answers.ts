// What the RPC answered, checked: quantities, block headers, logs and receipts of the execution API.
import { z } from "zod";
import { type Address, type Hex32, address, hex32 } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { BlockHeader } from "../core/ports/chain.ts";
import { type Rpc, RpcError, unreachable } from "./rpc.ts";

const quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/)
  .transform((text) => BigInt(text));
const number = quantity.refine((value) => value <= Number.MAX_SAFE_INTEGER).transform(Number);
const bytes = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$/)
  .transform((text) => text.toLowerCase() as `0x${string}`);

const header = z.object({
  number,
  hash: hex32,
  parentHash: hex32,
  timestamp: number,
  baseFeePerGas: quantity.nullish(),
});
const log = z.object({
  address,
  topics: z.array(hex32).max(4),
  data: bytes,
  blockNumber: number,
  blockHash: hex32,
  transactionHash: hex32,
  logIndex: number,
  removed: z.boolean().optional(),
});
const receipt = z.object({
  transactionHash: hex32,
  blockNumber: number,
  blockHash: hex32,
  status: number,
  gasUsed: quantity.nullish(),
  effectiveGasPrice: quantity.nullish(),
  /** What an OP-stack chain takes besides, for the data it posts to its parent. */
  l1Fee: quantity.nullish(),
});

const named = z.object({ hash: hex32 });

const DEFAULT_TIP = 1_000_000_000n;

export type RawLog = z.output<typeof log>;
export type Receipt = z.output<typeof receipt>;
/** A header and, since EIP-1559, the fee per gas that its block burnt. */
export type FeeHeader = BlockHeader & { baseFee: bigint };

export const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

/** Typed reads of the chain. All throw SoukError `chain.unreachable` for an answer of the wrong shape. */
export function createReader(rpc: Rpc) {
  async function ask<T>(schema: z.ZodType<T>, method: string, params: unknown[], signal?: AbortSignal): Promise<T> {
    const result = schema.safeParse(await rpc.request(method, params, signal));
    if (!result.success)
      throw unreachable(method, new Error(`the answer has the wrong shape: ${result.error.message}`));
    return result.data;
  }

  async function headerAt(block: number | "latest", signal?: AbortSignal): Promise<FeeHeader | undefined> {
    const tag = block === "latest" ? block : hex(block);
    const answer = await ask(header.nullable(), "eth_getBlockByNumber", [tag, false], signal);
    if (!answer) return undefined;
    if (block !== "latest" && answer.number !== block) {
      throw unreachable(`block ${block}`, new Error("it is another block"));
    }
    const { baseFeePerGas, ...rest } = answer;
    return { ...rest, baseFee: baseFeePerGas ?? 0n };
  }

  return {
    chainId: (signal?: AbortSignal) => ask(number, "eth_chainId", [], signal),
    code: (of: Address, signal?: AbortSignal) => ask(bytes, "eth_getCode", [of, "latest"], signal),
    /** @returns undefined when the RPC does not know the block */
    headerAt,
    logs: (
      filter: { address: Address[] } & ({ blockHash: Hex32 } | { fromBlock: number; toBlock: number }),
      signal?: AbortSignal,
    ) =>
      ask(
        z.array(log),
        "eth_getLogs",
        [
          "blockHash" in filter
            ? filter
            : { ...filter, fromBlock: hex(filter.fromBlock), toBlock: hex(filter.toBlock) },
        ],
        signal,
      ),
    /** Whether the RPC has the transaction, in a block or waiting for one. */
    has: async (hash: Hex32, signal?: AbortSignal) =>
      (await ask(named.nullable(), "eth_getTransactionByHash", [hash], signal))?.hash === hash,
    receipt: (hash: Hex32, signal?: AbortSignal) =>
      ask(receipt.nullable(), "eth_getTransactionReceipt", [hash], signal),
    balance: (of: Address, signal?: AbortSignal) => ask(quantity, "eth_getBalance", [of, "latest"], signal),
    /** Transactions that the account had sent up to and including a block. */
    nonce: (of: Address, block: number | "latest", signal?: AbortSignal) =>
      ask(number, "eth_getTransactionCount", [of, block === "latest" ? block : hex(block)], signal),
    /** Priority fee per gas; chains without the method get a usual one. */
    tip: (signal?: AbortSignal) =>
      ask(quantity, "eth_maxPriorityFeePerGas", [], signal).catch((error: unknown) => {
        if (error instanceof RpcError) return DEFAULT_TIP;
        throw error;
      }),
    /** Throws RpcError with the revert data when the call reverts. */
    call: (transaction: CallRequest, block: number | "latest" = "latest", signal?: AbortSignal) =>
      ask(bytes, "eth_call", [wire(transaction), block === "latest" ? block : hex(block)], signal),
    estimateGas: (transaction: CallRequest, signal?: AbortSignal) =>
      ask(quantity, "eth_estimateGas", [wire(transaction)], signal),
    send: (raw: string, signal?: AbortSignal) => ask(hex32, "eth_sendRawTransaction", [raw], signal),
  };
}

export type Reader = ReturnType<typeof createReader>;

export interface CallRequest {
  from?: Address;
  to: Address;
  data: string;
  value?: bigint;
}

const wire = ({ value, ...rest }: CallRequest) => ({ ...rest, ...(value ? { value: hex(value) } : {}) });

/** The RPC's answers do not fit together: a reorganisation in between, or a lie. Nothing of them is used. */
export function contradiction(what: string): SoukError {
  return new SoukError("chain.unreachable", `the RPC contradicts itself: ${what}`, { retryable: true });
}
