// Follows the escrow block by block: ranges that connect by parent hash, rollbacks when they do not, nothing that contradicts itself (S-17).
import { isDeepStrictEqual } from "node:util";
import type { Deployment } from "../../protocol/deployments.ts";
import { SoukError } from "../core/errors.ts";
import type { BlockHeader, ChainCursor, ChainInput, ChainStatus } from "../core/ports/chain.ts";
import type { Logger } from "../core/ports/logger.ts";
import { type FeeHeader, contradiction } from "./answers.ts";
import type { BondMoves } from "./bond-moves.ts";
import { Disagreed, type Endpoints, type View } from "./endpoints.ts";
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
  /** The newest block the RPC named, perhaps not yet agreed. */
  latest(): FeeHeader | undefined;
}

export interface FollowerOptions {
  endpoints: Endpoints;
  deployment: Deployment;
  cursor: ChainCursor;
  /** Resolves when the input is durable. Rejecting makes the follower offer it again later. */
  onInput: (input: ChainInput) => Promise<void>;
  /** Called after each look at a healthy chain, new block or not. */
  onLook: () => void;
  bonds: BondMoves;
  pollMs: number;
  logger: Logger;
}

const MAX_PAUSE_MS = 5_000;

export function createFollower(options: FollowerOptions): Follower {
  const { endpoints, deployment, cursor, onInput, onLook, bonds, pollMs, logger } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const listeners = new Set<(status: FollowerStatus) => void>();
  let status: FollowerStatus = {
    chainId: deployment.chainId,
    escrow: deployment.escrow,
    reachable: false,
    head: null,
    problem: null,
    endpoints: endpoints.status(),
    disagreement: null,
    followed: null,
  };
  let latest: FeeHeader | undefined;
  let fault: SoukError | undefined;
  let wake: (() => void) | undefined;
  let nudged = false;
  let running: Promise<void> | undefined;

  function report(change: Partial<FollowerStatus>): void {
    const next = { ...status, endpoints: endpoints.status(), disagreement: endpoints.disagreement(), ...change };
    if (isDeepStrictEqual(next, status)) return;
    if (next.problem && next.problem !== status.problem) logger.warn({ problem: next.problem }, "chain not followed");
    status = next;
    for (const listener of listeners) listener(status);
  }

  async function look(): Promise<void> {
    const view = await endpoints.look(signal);
    latest = view.head;
    report({ reachable: true, head: view.head.number, followed: cursor.head()?.number ?? null });
    try {
      while (!signal.aborted && (await advance(view, view.agreed)));
    } catch (error) {
      if (error instanceof Disagreed) await upTo(view, error.disagreement.block - 1);
      else if (error instanceof RpcError || (error as Partial<SoukError>).code === "chain.unreachable")
        view.failed(error);
      throw error;
    }
    fault = undefined;
    report({ problem: null });
  }

  /** Takes in what is agreed below a block that is not. */
  async function upTo(view: View, block: number): Promise<void> {
    if (block <= (cursor.head()?.number ?? deployment.fromBlock - 1)) return;
    const head = await view.headerAt(block, signal);
    if (head) while (!signal.aborted && (await advance(view, head)));
  }

  /** Takes one step towards `head`. @returns whether there is more to do */
  async function advance(view: View, head: BlockHeader): Promise<boolean> {
    const known = cursor.head();
    const from = known ? known.number + 1 : deployment.fromBlock;
    if (known && head.number <= known.number) {
      const same = cursor.at(head.number);
      // Lower but on our chain: the RPC is behind. Nothing is lost by waiting.
      if (same?.hash === head.hash) return false;
      return rollBack(view, known, head);
    }
    if (from > head.number) return false;
    const { bonds: moves, ...range } = await view.ranges.read(from, head, signal);
    if (known && range.parentHash !== known.hash) return rollBack(view, known, head);
    await onInput({ kind: "blocks", ...range });
    const now = cursor.head();
    if (now?.hash !== range.head.hash)
      throw new SoukError("internal", `the cursor did not reach block ${range.head.number}`);
    bonds.moved(moves);
    report({ followed: now.number });
    return now.number < head.number;
  }

  async function rollBack(view: View, known: BlockHeader, head: BlockHeader): Promise<boolean> {
    const fork = await findFork(view, known, head);
    if (fork === known.number) throw contradiction(`block ${fork + 1} does not follow block ${fork}`);
    const depth = known.number - fork;
    if (fork < deployment.fromBlock && !deployment.dev) {
      const message = `the RPC's chain shares none of the last blocks this node followed; use another --rpc, or rebuild if it is right`;
      throw new SoukError("chain.wrong", message);
    }
    if (depth > deployment.finality) logger.warn({ fork, depth }, "a reorganisation took blocks that counted as final");
    else logger.info({ fork, depth }, "reorganisation");
    await onInput({ kind: "rollback", to: fork });
    bonds.rolledBack(fork);
    report({ followed: cursor.head()?.number ?? null });
    return true;
  }

  /** The last block that cursor and RPC share; below the kept window everything is read again. */
  async function findFork(view: View, known: BlockHeader, head: BlockHeader): Promise<number> {
    let child: BlockHeader | undefined;
    for (let number = Math.min(known.number, head.number); number >= deployment.fromBlock; number--) {
      const ours = cursor.at(number);
      if (!ours) break;
      const theirs = await view.headerAt(number, signal);
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
