// Follows the escrow block by block: ranges that connect by parent hash, rollbacks when they do not, nothing that contradicts itself (S-17).
import type { Deployment } from "../../protocol/deployments.ts";
import { fromHex, keccak } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { BlockHeader, ChainCursor, ChainInput, ChainStatus } from "../core/ports/chain.ts";
import type { Logger } from "../core/ports/logger.ts";
import { type FeeHeader, type Reader, contradiction } from "./answers.ts";
import type { RangeReader } from "./range.ts";
import { RpcError, unreachable } from "./rpc.ts";

/** With progress: `head - followed` blocks are still to come. */
export type FollowerStatus = ChainStatus & { followed: number | null };

export interface Follower {
  start(): void;
  stop(): Promise<void>;
  /** Looks at the chain at once instead of at the next poll. */
  nudge(): void;
  status(): FollowerStatus;
  /** What the status' problem is made of. */
  fault(): SoukError | undefined;
  onStatus(listener: (status: FollowerStatus) => void): () => void;
  /** The newest block the RPC named. */
  latest(): FeeHeader | undefined;
}

export interface FollowerOptions {
  reader: Reader;
  ranges: RangeReader;
  deployment: Deployment;
  cursor: ChainCursor;
  /** Resolves when the input is durable. Rejecting makes the follower offer it again later. */
  onInput: (input: ChainInput) => Promise<void>;
  /** Called after each look at a healthy chain, new block or not. */
  onLook: () => void;
  pollMs: number;
  logger: Logger;
}

const MAX_PAUSE_MS = 5_000;
const RECHECK_MS = 60_000;

export function createFollower(options: FollowerOptions): Follower {
  const { reader, ranges, deployment, cursor, onInput, onLook, pollMs, logger } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const listeners = new Set<(status: FollowerStatus) => void>();
  let status: FollowerStatus = {
    chainId: deployment.chainId,
    escrow: deployment.escrow,
    reachable: false,
    head: null,
    problem: null,
    followed: null,
  };
  let latest: FeeHeader | undefined;
  let checkedAt = -Infinity;
  let fault: SoukError | undefined;
  let wake: (() => void) | undefined;
  let nudged = false;
  let running: Promise<void> | undefined;

  function report(change: Partial<FollowerStatus>): void {
    const next = { ...status, ...change };
    if (Object.keys(change).every((key) => next[key as keyof FollowerStatus] === status[key as keyof FollowerStatus]))
      return;
    if (next.problem && next.problem !== status.problem) logger.warn({ problem: next.problem }, "chain not followed");
    status = next;
    for (const listener of listeners) listener(status);
  }

  /** Right chain, escrow there, right code. @throws SoukError `chain.wrong`, `chain.not-deployed` */
  async function checkChain(): Promise<void> {
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

  async function look(): Promise<void> {
    await checkChain();
    const head = await reader.headerAt("latest", signal);
    if (!head) throw new SoukError("chain.unreachable", "the RPC knows no latest block", { retryable: true });
    latest = head;
    report({ reachable: true, head: head.number, followed: cursor.head()?.number ?? null });
    while (!signal.aborted && (await advance(head)));
    fault = undefined;
    report({ problem: null });
  }

  /** Takes one step towards `head`. @returns whether there is more to do */
  async function advance(head: BlockHeader): Promise<boolean> {
    const known = cursor.head();
    const from = known ? known.number + 1 : deployment.fromBlock;
    if (known && head.number <= known.number) {
      const same = cursor.at(head.number);
      // Lower but on our chain: the RPC is behind. Nothing is lost by waiting.
      if (same?.hash === head.hash) return false;
      return rollBack(known, head);
    }
    if (from > head.number) return false;
    const range = await ranges.read(from, head, signal);
    if (known && range.parentHash !== known.hash) return rollBack(known, head);
    await onInput({ kind: "blocks", ...range });
    const now = cursor.head();
    if (now?.hash !== range.head.hash)
      throw new SoukError("internal", `the cursor did not reach block ${range.head.number}`);
    report({ followed: now.number });
    return now.number < head.number;
  }

  async function rollBack(known: BlockHeader, head: BlockHeader): Promise<boolean> {
    const fork = await findFork(known, head);
    if (fork === known.number) throw contradiction(`block ${fork + 1} does not follow block ${fork}`);
    const depth = known.number - fork;
    if (fork < deployment.fromBlock && !deployment.dev) {
      const message = `the RPC's chain shares none of the last blocks this node followed; use another --rpc, or rebuild if it is right`;
      throw new SoukError("chain.wrong", message);
    }
    if (depth > deployment.finality) logger.warn({ fork, depth }, "a reorganisation took blocks that counted as final");
    else logger.info({ fork, depth }, "reorganisation");
    await onInput({ kind: "rollback", to: fork });
    report({ followed: cursor.head()?.number ?? null });
    return true;
  }

  /** The last block that cursor and RPC share; below the kept window everything is read again. */
  async function findFork(known: BlockHeader, head: BlockHeader): Promise<number> {
    let child: BlockHeader | undefined;
    for (let number = Math.min(known.number, head.number); number >= deployment.fromBlock; number--) {
      const ours = cursor.at(number);
      if (!ours) break;
      const theirs = await reader.headerAt(number, signal);
      if (!theirs || (child && child.parentHash !== theirs.hash)) throw contradiction(`block ${number} has no child`);
      if (theirs.hash === ours.hash) return number;
      child = theirs;
    }
    return deployment.fromBlock - 1;
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      try {
        await look();
        failures = 0;
      } catch (error) {
        if (signal.aborted) break;
        failures++;
        checkedAt = -Infinity;
        tell(error);
      }
      if (failures === 0) onLook();
      await pause(Math.min(pollMs * 2 ** Math.min(failures, 10), Math.max(pollMs, MAX_PAUSE_MS)));
    }
  }

  function tell(error: unknown): void {
    const known = error instanceof RpcError ? unreachable("the follower", error) : error;
    fault = known instanceof SoukError ? known : undefined;
    if (!fault || fault.code === "internal") logger.error({ err: error }, "following the chain failed");
    const problem = known instanceof Error ? known.message : String(known);
    report({ reachable: fault?.code !== "chain.unreachable", problem });
  }

  function pause(milliseconds: number): Promise<void> {
    if (nudged || signal.aborted) {
      nudged = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(done, milliseconds);
      function done() {
        clearTimeout(timer);
        wake = undefined;
        nudged = false;
        resolve();
      }
      wake = done;
    });
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      wake?.();
      await running;
    },
    nudge() {
      nudged = true;
      wake?.();
    },
    status: () => status,
    fault: () => fault,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    latest: () => latest,
  };
}
