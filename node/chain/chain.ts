// The chain room put together: RPC, follower, wallet and transaction queue of one account on one deployment.
import { SoukError } from "../core/errors.ts";
import type { BlockHeader, ChainStatus, EscrowWallet, PublicRecords } from "../core/ports/chain.ts";
import type { Signer } from "../core/ports/signer.ts";
import type { TransactionJournal, TransactionQueries } from "../core/ports/transactions.ts";
import type { RateFeed } from "../../protocol/deployments.ts";
import type { RateSource } from "../core/ports/rates.ts";
import { createFeedSource } from "./feeds.ts";
import type { FollowerStatus } from "./follower.ts";
import { type FollowingOptions, createFollowing } from "./following.ts";
import { createPublicRecords } from "./periphery.ts";
import { createPreparer } from "./preparer.ts";
import { createQuote } from "./quote.ts";
import { createTransactionRecords } from "./transaction-records.ts";
import { PATIENCE, type Patience, createTransactionQueue } from "./transactions.ts";
import { createWallet } from "./wallet.ts";

export interface ChainOptions extends Omit<FollowingOptions, "onLook"> {
  transactions: TransactionJournal;
  signer: Signer;
  /** Highest fee per gas, in wei. */
  maxFeePerGas: bigint;
  patience?: Patience;
}

export interface Chain {
  /** Begins to follow and to send; needs no reachable RPC. */
  start(): void;
  /** Ends all requests; resolves when nothing of it runs any more. */
  stop(): Promise<void>;
  wallet: EscrowWallet;
  transactions: TransactionQueries;
  /** Exchange rates from feeds on this chain. */
  feeds(of: readonly RateFeed[]): RateSource;
  records: PublicRecords;
  status(): ChainStatus & { followed: number | null };
  /** @returns unsubscribe */
  onStatus(listener: (status: FollowerStatus) => void): () => void;
  /** The newest block the RPC named, perhaps not yet ingested: chain time for everything a contract judges. */
  latest(): BlockHeader | undefined;
}

export function createChain(options: ChainOptions): Chain {
  const { deployment, transactions: journal, signer, maxFeePerGas, onInput, logger } = options;
  const { reader, escrow, follower } = createFollowing({
    ...options,
    async onInput(input) {
      await onInput(input);
      if (input.kind === "rollback") queue.rolledBack(input.to);
    },
    onLook: () => void queue.work(),
  });

  function requireChain(): void {
    const { head, problem } = follower.status();
    if (head !== null && problem === null) return;
    const code = follower.fault()?.code ?? "chain.unreachable";
    const message = problem ?? "the chain's RPC has not answered yet; try again in a moment";
    throw new SoukError(code, message, { retryable: true });
  }

  const own = { reader, escrow, deployment, signer, journal, latest: follower.latest, maxFeePerGas, requireChain };
  const preparer = createPreparer(own);
  const queue = createTransactionQueue({
    reader,
    journal,
    chainId: deployment.chainId,
    finality: deployment.finality,
    // A dev chain mines no block by itself: its user would wait for ever.
    refusalDepth: deployment.dev ? 0 : deployment.finality,
    patience: options.patience ?? PATIENCE,
    maxFeePerGas,
    signer,
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
    wallet: createWallet({ ...own, preparer, queue, quote: createQuote({ ...own, preparer }) }),
    transactions: createTransactionRecords(journal),
    feeds: (of) => createFeedSource(reader, of, follower.latest),
    records: createPublicRecords(reader, deployment.contracts),
    status: follower.status,
    onStatus: follower.onStatus,
    latest: follower.latest,
  };
}
