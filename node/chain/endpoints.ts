// All RPCs that were configured: which can be used, how far they tell the same chain, and where they part (S-17).
import type { Deployment } from "../../protocol/deployments.ts";
import { keccak } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { BlockHeader, Disagreement, EndpointStatus } from "../core/ports/chain.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { FeeHeader, RawLog } from "./answers.ts";
import { agreementOf } from "./agreement.ts";
import type { Endpoint } from "./endpoint.ts";
import type { RangeReader } from "./range.ts";
import { type Rpc, unreachable } from "./rpc.ts";

export interface View {
  /** Newest block of the RPC that is read from. */
  head: FeeHeader;
  /** The highest block that all usable RPCs have, and have alike. */
  agreed: BlockHeader;
  ranges: RangeReader;
  /** The RPC itself, for what is asked about this view. */
  headerAt(number: number, signal: AbortSignal): Promise<BlockHeader | undefined>;
  /** Reading from it failed. */
  failed(error: unknown): void;
}

/** Two RPCs say different things about this block and those above. */
export class Disagreed extends SoukError {
  readonly disagreement: Disagreement;

  constructor(disagreement: Disagreement) {
    const { block, answers } = disagreement;
    const both = answers.map(({ endpoint, says }) => `${endpoint} says ${says}`).join(", ");
    const message = `the RPCs do not tell the same chain from block ${block} on: ${both}; nothing of it is believed until they agree, or take the wrong one from --rpc`;
    super("chain.disagreement", message, { retryable: true });
    this.disagreement = disagreement;
  }
}

export interface Endpoints {
  /** @throws SoukError when none can be used, or when they part deeper than finality */
  look(signal: AbortSignal): Promise<View>;
  /** Where the heads part; shallower than finality it happens to honest ones. */
  disagreement(): Disagreement | null;
  status(): readonly EndpointStatus[];
  /** Whatever is used at the moment answers; the next one where that cannot be reached. */
  rpc: Rpc;
  /** The `confirm` of an endpoint's range reader: all others in use have the same logs there. */
  confirm(from: number, head: BlockHeader, logs: readonly RawLog[], signal: AbortSignal): Promise<void>;
}

/** By the clock, a head older than this is not the newest one, if another RPC has one that is. */
const STALE_SECONDS = 600;

interface Look {
  endpoint: Endpoint;
  head: FeeHeader;
}

export function createEndpoints(
  endpoints: readonly Endpoint[],
  { finality, dev, fromBlock }: Deployment,
  logger: Logger,
): Endpoints {
  let inUse: readonly Look[] = [];
  let disagreement: Disagreement | null = null;

  async function lookAtAll(signal: AbortSignal): Promise<Look[]> {
    const rested = endpoints.filter((endpoint) => !endpoint.rests());
    const looks = await Promise.all(
      (rested.length > 0 ? rested : endpoints).map(async (endpoint) => ({
        endpoint,
        head: await endpoint.look(signal),
      })),
    );
    const usable = looks.filter((look): look is Look => look.head !== undefined);
    return usable.length > 1 && !dev ? withoutStale(usable) : usable;
  }

  function withoutStale(usable: Look[]): Look[] {
    const bar = Date.now() / 1_000 - STALE_SECONDS;
    const fresh = usable.filter(({ head }) => head.timestamp >= bar);
    if (fresh.length === 0) return usable;
    for (const { endpoint, head } of usable) {
      if (head.timestamp >= bar) continue;
      const message = `its newest block ${head.number} is of ${new Date(head.timestamp * 1_000).toISOString()}: it lies behind`;
      endpoint.failed(new SoukError("chain.unreachable", message, { retryable: true }));
    }
    return fresh;
  }

  function tellChange(now: readonly Look[]): void {
    const names = (looks: readonly Look[]) => looks.map(({ endpoint }) => endpoint.name).join(", ");
    if (endpoints.length < 2 || names(now) === names(inUse)) return;
    const problems = endpoints.map((endpoint) => endpoint.status()).filter(({ problem }) => problem !== null);
    logger[problems.length > 0 ? "warn" : "info"]({ inUse: names(now), problems }, "RPCs in use have changed");
  }

  return {
    async look(signal) {
      const looks = await lookAtAll(signal);
      tellChange(looks);
      inUse = looks;
      const [source, ...witnesses] = looks;
      const doubted = endpoints.find((endpoint) => endpoint.inDoubt());
      if (!source || doubted) {
        disagreement = null;
        throw (doubted ?? endpoints[0]!).fault() ?? unreachable("the follower");
      }
      let agreed: BlockHeader = source.head;
      let parts: Disagreement | null = null;
      for (const witness of witnesses) {
        const top = Math.min(agreed.number, witness.head.number);
        let common;
        try {
          common = await agreementOf(source, witness, top, fromBlock, signal);
        } catch (error) {
          signal.throwIfAborted();
          if (!witness.endpoint.fault() || witness.endpoint.inDoubt()) throw error;
          inUse = inUse.filter((look) => look !== witness);
          continue;
        }
        if (common.above) parts = common.above;
        if (common.above && top - (common.block?.number ?? -Infinity) > finality) {
          disagreement = parts;
          throw new Disagreed(common.above);
        }
        agreed = common.block!;
      }
      disagreement = parts;
      const { endpoint, head } = source;
      const { ranges, reader, failed } = endpoint;
      return { head, agreed, ranges, headerAt: reader.headerAt, failed };
    },
    disagreement: () => disagreement,
    status: () => endpoints.map((endpoint) => endpoint.status()),
    rpc: {
      async request(method, params, signal) {
        const used = inUse.map(({ endpoint }) => endpoint);
        const inOrder = [...used, ...endpoints.filter((endpoint) => !used.includes(endpoint))];
        let last: unknown;
        for (const { rpc } of inOrder) {
          try {
            return await rpc.request(method, params, signal);
          } catch (error) {
            signal?.throwIfAborted();
            if (!(error instanceof SoukError)) throw error;
            last = error;
          }
        }
        throw last;
      },
    },
    async confirm(from, head, logs, signal) {
      const [source, ...witnesses] = inUse;
      for (const { endpoint } of witnesses) {
        let theirs: RawLog[];
        try {
          theirs = await endpoint.ranges.logs(from, head.number, signal);
        } catch (error) {
          signal.throwIfAborted();
          endpoint.failed(error);
          if (endpoint.inDoubt()) throw error;
          // One that cannot say is not one that says something else: the status tells that it is not used.
          continue;
        }
        const block = firstDifference(logs, theirs);
        if (block === undefined) continue;
        const answers = [
          { endpoint: source!.endpoint.name, says: summary(logs, block) },
          { endpoint: endpoint.name, says: summary(theirs, block) },
        ];
        disagreement = { block, answers };
        throw new Disagreed(disagreement);
      }
    },
  };
}

/** @returns the lowest block whose logs differ in anything that counts */
function firstDifference(a: readonly RawLog[], b: readonly RawLog[]): number | undefined {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [one, other] = [a[i], b[i]];
    if (one && other && fingerprint(one) === fingerprint(other)) continue;
    return Math.min(one?.blockNumber ?? Infinity, other?.blockNumber ?? Infinity);
  }
  return undefined;
}

const digestOf = (logs: readonly RawLog[]): string =>
  keccak(new TextEncoder().encode(logs.map(fingerprint).join("\n"))).slice(0, 18);

const fingerprint = ({ address, topics, data, blockHash, transactionHash, logIndex }: RawLog): string =>
  [address, ...topics, data, blockHash, transactionHash, logIndex].join();

function summary(logs: readonly RawLog[], block: number): string {
  const there = logs.filter(({ blockNumber }) => blockNumber === block);
  const digest = there.length > 0 ? ` (${digestOf(there)})` : "";
  return `${there.length} events of escrow or bonds in block ${block}${digest}`;
}
