// One RPC that was configured: whether it serves the right chain with the right escrow, and what its newest block is.
import type { Deployment } from "../../protocol/deployments.ts";
import { fromHex, keccak } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { EndpointStatus } from "../core/ports/chain.ts";
import type { FeeHeader, Reader } from "./answers.ts";
import type { RangeReader } from "./range.ts";
import { type Rpc, RpcError, unreachable } from "./rpc.ts";

export interface Endpoint {
  /** Host and port. */
  name: string;
  rpc: Rpc;
  reader: Reader;
  ranges: RangeReader;
  /** Of the last look. */
  status(): EndpointStatus;
  /** Why it was not used at the last look. */
  fault(): SoukError | undefined;
  /** Failed at the last look, and not often enough to be taken for down: perhaps it will say otherwise in a moment. */
  inDoubt(): boolean;
  /** Down, and not to be asked just now. Each failure makes the pause longer. */
  rests(): boolean;
  /** @returns its newest block, undefined when it cannot be used now: {@link fault} says why */
  look(signal: AbortSignal): Promise<FeeHeader | undefined>;
  /** It failed outside of a look. */
  failed(error: unknown): void;
}

export interface EndpointOptions {
  name: string;
  rpc: Rpc;
  reader: Reader;
  ranges: RangeReader;
  deployment: Deployment;
  pollMs: number;
}

const RECHECK_MS = 60_000;
/** Failures after which the node goes on without it, where it has another one. */
const DOWN_AFTER = 3;
/** Longer than the follower's own pauses, so that it looks while this one rests. */
const REST_POLLS = 8;
const MAX_REST_MS = 60_000;

export function createEndpoint({ name, rpc, reader, ranges, deployment, pollMs }: EndpointOptions): Endpoint {
  let checkedAt = -Infinity;
  let restsUntil = -Infinity;
  let failures = 0;
  let head: FeeHeader | undefined;
  let fault: SoukError | undefined;

  /** @throws SoukError `chain.wrong`, `chain.not-deployed` */
  async function checkChain(signal: AbortSignal): Promise<void> {
    if (performance.now() - checkedAt < RECHECK_MS) return;
    const chainId = await reader.chainId(signal);
    if (chainId !== deployment.chainId) {
      const message = `the RPC serves chain ${chainId}, this node is for chain ${deployment.chainId}; give another --rpc`;
      throw new SoukError("chain.wrong", message);
    }
    const code = await reader.code(deployment.escrow, signal);
    if (code === "0x") {
      const message = `there is no escrow at ${deployment.escrow} on chain ${chainId}; check --rpc, or deploy it`;
      throw new SoukError("chain.not-deployed", message);
    }
    if (deployment.codeHash && keccak(fromHex(code)) !== deployment.codeHash) {
      const message = `the code at ${deployment.escrow} is not the escrow this node knows; do not use this RPC`;
      throw new SoukError("chain.wrong", message);
    }
    checkedAt = performance.now();
  }

  function failed(error: unknown): void {
    const known = error instanceof RpcError ? unreachable("the follower", error) : error;
    fault = known instanceof SoukError ? known : unreachable("the follower", known);
    checkedAt = -Infinity;
    failures++;
    restsUntil = performance.now() + Math.min(REST_POLLS * pollMs * 2 ** Math.min(failures, 10), MAX_REST_MS);
  }

  return {
    name,
    rpc,
    reader,
    ranges,
    status: () => ({ endpoint: name, head: head?.number ?? null, problem: fault?.message ?? null }),
    fault: () => fault,
    inDoubt: () => fault !== undefined && failures < DOWN_AFTER,
    rests: () => failures >= DOWN_AFTER && performance.now() < restsUntil,
    async look(signal) {
      try {
        await checkChain(signal);
        head = await reader.headerAt("latest", signal);
        if (!head) throw new SoukError("chain.unreachable", "the RPC knows no latest block", { retryable: true });
        // One that answers this and fails at the rest does not come back each time.
        if (performance.now() > restsUntil + MAX_REST_MS) failures = 0;
        fault = undefined;
        return head;
      } catch (error) {
        signal.throwIfAborted();
        failed(error);
        return undefined;
      }
    },
    failed,
  };
}

/** What may be shown of a URL whose path may hold a key. */
export const nameOf = (url: string): string => new URL(url).host;
