// Exchange rates from price feeds on the chain (Chainlink's AggregatorV3Interface), each answer judged before it is used.
import { Interface } from "ethers";
import type { RateFeed } from "../../protocol/deployments.ts";
import type { RateProblem, RateSource } from "../core/ports/rates.ts";
import type { Rate } from "../core/rates.ts";
import type { BlockHeader } from "../core/ports/chain.ts";
import type { Reader } from "./answers.ts";
import { RpcError } from "./rpc.ts";

const AGGREGATOR = new Interface([
  "function decimals() view returns (uint8)",
  "function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
]);

const MAX_DECIMALS = 36n;
const MAX_ANSWER = 1n << 128n;
/** An answer may be of the block that is being made. */
const AHEAD_SECONDS = 900;

/** @param feeds of one unit, or of several that are then not compared */
export function createFeedSource(
  reader: Pick<Reader, "call">,
  feeds: readonly RateFeed[],
  latest: () => BlockHeader | undefined,
): RateSource {
  async function view(feed: RateFeed, name: string, signal: AbortSignal) {
    const data = await reader.call({ to: feed.feed, data: AGGREGATOR.encodeFunctionData(name) }, "latest", signal);
    return AGGREGATOR.decodeFunctionResult(name, data);
  }

  /** @throws Error in words for a feed that gives nothing usable */
  async function read(feed: RateFeed, now: number, signal: AbortSignal): Promise<Rate> {
    const [[decimals], round] = await Promise.all([
      view(feed, "decimals", signal),
      view(feed, "latestRoundData", signal),
    ]);
    const { answer, updatedAt, roundId, answeredInRound } = round;
    if (decimals > MAX_DECIMALS) throw new Error(`it has ${decimals} decimals`);
    if (answer <= 0n || answer >= MAX_ANSWER) throw new Error(`its answer ${answer} is no price`);
    if (answeredInRound < roundId) throw new Error(`round ${roundId} has no answer of its own`);
    if (updatedAt > BigInt(now + AHEAD_SECONDS)) throw new Error("its answer is of the future");
    const asOf = Number(updatedAt);
    const until = asOf + feed.heartbeat;
    if (until < now) throw new Error(`its answer is of ${timeText(asOf)}, older than ${feed.heartbeat} seconds`);
    const { currency, unit } = feed;
    return { currency, unit, value: answer, decimals: Number(decimals), asOf, until, source: "chain" };
  }

  return {
    async read(signal) {
      const now = latest()?.timestamp;
      if (now === undefined)
        return { rates: [], problems: [{ currency: null, problem: "the chain has not answered yet" }] };
      const rates: Rate[] = [];
      const problems: RateProblem[] = [];
      for (const feed of feeds) {
        try {
          rates.push(await read(feed, now, signal));
        } catch (error) {
          signal.throwIfAborted();
          const refused = error instanceof RpcError || (error as { code?: string }).code === "BAD_DATA";
          const why = refused ? "there is no price feed" : (error as Error).message;
          problems.push({ currency: feed.currency, problem: `the feed at ${feed.feed} cannot be used: ${why}` });
        }
      }
      return { rates, problems };
    },
  };
}

const timeText = (seconds: number): string => new Date(seconds * 1_000).toISOString();
