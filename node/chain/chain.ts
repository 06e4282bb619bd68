// The chain room put together: RPC, follower, wallet and transaction queue of one account on one deployment.
import type { Deployment } from "../../protocol/deployments.ts";
import type { Address } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type {
  BlockHeader,
  ChainCursor,
  ChainInput,
  ChainStatus,
  EscrowWallet,
  TransactionJournal,
} from "../core/ports/chain.ts";
import type { Logger } from "../core/ports/logger.ts";
import { createReader } from "./answers.ts";
import { createEscrow } from "./escrow.ts";
import { type FollowerStatus, createFollower } from "./follower.ts";
import { createRangeReader } from "./range.ts";
import { createRpc } from "./rpc.ts";
import { createTransactionQueue } from "./transactions.ts";
import { createPreparer, createWallet } from "./wallet.ts";

export interface ChainOptions {
  rpcUrls: readonly string[];
  deployment: Deployment;
  cursor: ChainCursor;
  transactions: TransactionJournal;
  /** {@link NodeKeys} fits. */
  account: { address: Address; privateKey: string };
  /** Resolves when the input is in the read model. */
  onInput: (input: ChainInput) => Promise<void>;
  logger: Logger;
  /** Between two looks at the chain; default 200 on a dev chain, else 4,000. */
  pollMs?: number;
}

export interface Chain {
  /** Begins to follow and to send; needs no reachable RPC. */
  start(): void;
  /** Ends all requests; resolves when nothing of it runs any more. */
  stop(): Promise<void>;
  wallet: EscrowWallet;
  status(): ChainStatus & { followed: number | null };
  /** @returns unsubscribe */
  onStatus(listener: (status: FollowerStatus) => void): () => void;
  /** The newest block the RPC named, perhaps not yet ingested: chain time for everything a contract judges. */
  latest(): BlockHeader | undefined;
}

const DEV_POLL_MS = 200;
const POLL_MS = 4_000;

export function createChain(options: ChainOptions): Chain {
  const { rpcUrls, deployment, cursor, transactions: journal, account, onInput, logger } = options;
  const reader = createReader(createRpc({ urls: rpcUrls }));
  const escrow = createEscrow({ chainId: deployment.chainId, escrow: deployment.escrow });
  const ranges = createRangeReader({
    reader,
    escrow: deployment.escrow,
    firstBlock: deployment.fromBlock,
    decode: escrow.decode,
    isKnown: (orderId, signal) => escrow.isKnown(reader, orderId, signal),
    cursor,
  });
  const follower = createFollower({
    reader,
    ranges,
    deployment,
    cursor,
    async onInput(input) {
      await onInput(input);
      if (input.kind === "rollback") queue.rolledBack(input.to);
    },
    onLook: () => void queue.work(),
    pollMs: options.pollMs ?? (deployment.dev ? DEV_POLL_MS : POLL_MS),
    logger,
  });

  function requireChain(): void {
    const { head, problem } = follower.status();
    if (head !== null && problem === null) return;
    const code = follower.fault()?.code ?? "chain.unreachable";
    const message = problem ?? "the chain's RPC has not answered yet; try again in a moment";
    throw new SoukError(code, message, { retryable: true });
  }

  const own = { reader, escrow, deployment, account, journal, latest: follower.latest, requireChain };
  const preparer = createPreparer(own);
  const queue = createTransactionQueue({
    reader,
    journal,
    chainId: deployment.chainId,
    finality: deployment.finality,
    account,
    prepare: preparer.prepare,
    mustWait: preparer.mustWait,
    latest: follower.latest,
    onSent: follower.nudge,
    logger,
  });

  return {
    start: follower.start,
    async stop() {
      await Promise.all([follower.stop(), queue.stop()]);
    },
    wallet: createWallet({ ...own, preparer, queue }),
    status: follower.status,
    onStatus: follower.onStatus,
    latest: follower.latest,
  };
}
