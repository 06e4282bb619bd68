// Exchange rates from the dev chain's test feeds, and from feeds that are old, broken, or none.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { Interface } from "ethers";
import { createReader } from "../../../node/chain/answers.ts";
import { createFeedSource } from "../../../node/chain/feeds.ts";
import { createRpc } from "../../../node/chain/rpc.ts";
import { createRates } from "../../../node/commands/buying/rates.ts";
import { ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { type DevChain, startDevChain } from "../../../scripts/devchain.ts";
import { DEV, TUSD, silent } from "../../support/chain-parties.ts";
import { type RpcProxy, startRpcProxy } from "../../support/chain-proxy.ts";

const POST = new Interface(["function post(int256 answer, uint256 updatedAt)"]);
const signal = new AbortController().signal;

describe("price feeds", () => {
  let dev: DevChain;
  let proxy: RpcProxy;

  before(async () => {
    dev = await startDevChain();
    proxy = await startRpcProxy(dev.url);
  });
  after(async () => {
    await proxy.stop();
    await dev.stop();
  });
  beforeEach(async () => {
    proxy.tamper = undefined;
    await post(2_500n * 10n ** 8n, 0);
  });

  const latest = async () => {
    const { timestamp, number, hash, parentHash } = await dev.request("eth_getBlockByNumber", ["latest", false]);
    return { timestamp: Number(timestamp), number: Number(number), hash, parentHash };
  };
  /** Of the coin. */
  const post = (answer: bigint, updatedAt: number) =>
    dev.request("eth_sendTransaction", [
      { from: dev.accounts[5], to: DEV.feeds[0]!.feed, data: POST.encodeFunctionData("post", [answer, updatedAt]) },
    ]);
  async function read(feeds = DEV.feeds) {
    const head = await latest();
    return createFeedSource(createReader(createRpc({ url: proxy.url })), feeds, () => head).read(signal);
  }
  async function refused(why: RegExp, feeds = DEV.feeds) {
    const { rates, problems } = await read(feeds);
    assert.deepEqual(
      rates.map(({ currency }) => currency),
      [TUSD],
    );
    assert.equal(problems.length, 1);
    assert.equal(problems[0]!.currency, ZERO_ADDRESS);
    assert.match(problems[0]!.problem, why);
  }

  it("give the coin's and the token's value as of their last answer", async () => {
    const { rates, problems } = await read();
    const { timestamp } = await latest();
    const [asOf, until] = [timestamp, timestamp + 86_400];
    const both = { unit: "USD", decimals: 8, asOf, until, source: "chain" };
    assert.deepEqual(rates, [
      { currency: ZERO_ADDRESS, value: 2_500n * 10n ** 8n, ...both },
      { currency: TUSD, value: 10n ** 8n, ...both },
    ]);
    assert.deepEqual(problems, []);
  });

  it("are not used when they are older than their heartbeat, of the future, or no price", async () => {
    const { timestamp } = await latest();
    await post(1n, timestamp - 86_405);
    await refused(/older than 86400 seconds/);
    await post(1n, timestamp + 10_000);
    await refused(/of the future/);
    await post(1n, 1);
    await refused(/1970-01-01/);
    for (const answer of [0n, -5n, 1n << 200n]) {
      await post(answer, 0);
      await refused(/is no price/);
    }
  });

  it("are not used when a round has no answer, or with absurd decimals", async () => {
    const words = (result: string) => result.slice(2).match(/.{64}/g) ?? [];
    proxy.tamper = ({ params }, result) => {
      if (params[0]?.to !== DEV.feeds[0]!.feed || words(result).length !== 5) return result;
      return `0x${[...words(result).slice(0, 4), "0".repeat(64)].join("")}`;
    };
    await refused(/has no answer of its own/);
    proxy.tamper = ({ params }, result) =>
      params[0]?.to === DEV.feeds[0]!.feed && words(result).length === 1 ? `0x${"0".repeat(62)}ff` : result;
    await refused(/255 decimals/);
  });

  it("are not used where no feed is, or another contract, or an RPC that answers nonsense", async () => {
    for (const feed of [dev.accounts[7]!, DEV.escrow]) {
      await refused(/there is no price feed/, [{ ...DEV.feeds[0]!, feed }, DEV.feeds[1]!]);
    }
    proxy.tamper = ({ params }, result) => (params[0]?.to === DEV.feeds[0]!.feed ? "0x1234" : result);
    await refused(/there is no price feed/);
  });

  it("follow the chain, and are forgotten when their time is over", async () => {
    let head = await latest();
    const source = createFeedSource(createReader(createRpc({ url: proxy.url })), DEV.feeds, () => head);
    const rates = createRates({
      source: "chain",
      sources: [source],
      currencies: DEV.currencies,
      now: () => head.timestamp,
      everyMs: 0,
      logger: silent,
    });
    assert.throws(() => rates.pricesIn(TUSD), { code: "rates.unknown", field: "priceIn" });
    const shown = async () => (await rates.view()).rates.map(({ symbol, value }) => `${symbol} ${value}`);
    assert.deepEqual(await shown(), ["ETH 2500.00", "tUSD 1.00"]);
    assert.equal(rates.pricesIn(TUSD).of(10n ** 18n, ZERO_ADDRESS), 2_500_000_000n);
    await post(3_000n * 10n ** 8n, 0);
    await rates.refresh();
    assert.equal(rates.pricesIn(TUSD).of(10n ** 18n, ZERO_ADDRESS), 3_000_000_000n);
    proxy.tamper = () => "cut";
    head = { ...head, timestamp: head.timestamp + 86_000 };
    assert.equal(rates.pricesIn(TUSD).of(10n ** 18n, ZERO_ADDRESS), 3_000_000_000n);
    head = { ...head, timestamp: head.timestamp + 1_000 };
    assert.throws(() => rates.pricesIn(TUSD), { code: "rates.unknown" });
    const { rates: none, problems } = await rates.view();
    assert.deepEqual(none, []);
    assert.equal(problems.length, 2);
    await rates.stop();
  });
});
