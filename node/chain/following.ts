// Follows the escrow of one deployment: RPC, decoder, ranges and follower, without a wallet. What a rebuild needs of the chain.
import type { Deployment } from "../../protocol/deployments.ts";
import type { Address } from "../../protocol/ids.ts";
import type { ChainCursor, ChainInput } from "../core/ports/chain.ts";
import type { Logger } from "../core/ports/logger.ts";
import { createReader } from "./answers.ts";
import { createBondMoves } from "./bond-moves.ts";
import { createEndpoint, nameOf } from "./endpoint.ts";
import { createEndpoints } from "./endpoints.ts";
import { createEscrow } from "./escrow.ts";
import { createFollower } from "./follower.ts";
import { createRangeReader } from "./range.ts";
import { createRpc } from "./rpc.ts";

export interface FollowingOptions {
  /** Several are checked against each other. */
  rpcUrls: readonly string[];
  deployment: Deployment;
  cursor: ChainCursor;
  /** Resolves when the input is in the read model. */
  onInput: (input: ChainInput) => Promise<void>;
  /** Called after each look at a healthy chain, new block or not. */
  onLook?: () => void;
  /** Somebody's bond may be another now: it moved, or a reorganisation took that back. */
  onBond?: (of: Address) => void;
  logger: Logger;
  /** Between two looks at the chain; default 200 on a dev chain, else 4,000. */
  pollMs?: number;
  /** Longest wait for one answer; left out, as the RPC's own default. */
  timeoutMs?: number;
}

const DEV_POLL_MS = 200;
const POLL_MS = 4_000;

export function createFollowing(options: FollowingOptions) {
  const { rpcUrls, deployment, cursor, onInput, onLook = () => {}, onBond = () => {}, logger, timeoutMs } = options;
  const pollMs = options.pollMs ?? (deployment.dev ? DEV_POLL_MS : POLL_MS);
  const escrow = createEscrow({ chainId: deployment.chainId, escrow: deployment.escrow });
  const all = rpcUrls.map((url) => {
    const rpc = createRpc({ url, ...(timeoutMs && { timeoutMs }) });
    const reader = createReader(rpc);
    const ranges = createRangeReader({
      reader,
      escrow: deployment.escrow,
      sellerBond: deployment.contracts.sellerBond,
      firstBlock: deployment.fromBlock,
      decode: escrow.decode,
      isKnown: (orderId, signal) => escrow.isKnown(reader, orderId, signal),
      confirm: (...range) => endpoints.confirm(...range),
      cursor,
    });
    return createEndpoint({ name: nameOf(url), rpc, reader, ranges, deployment, pollMs });
  });
  const endpoints = createEndpoints(all, deployment, logger);
  const bonds = createBondMoves(onBond);
  const follower = createFollower({ endpoints, deployment, cursor, onInput, onLook, bonds, pollMs, logger });
  return { reader: createReader(endpoints.rpc), escrow, follower };
}
