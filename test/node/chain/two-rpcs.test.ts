// Two RPCs as two witnesses: nothing is believed that one of them denies, one of them may be gone, and all heals by itself.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { EscrowCall } from "../../../node/core/ports/chain.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import type { Order } from "../../../protocol/order.ts";
import { type Market, startMarket } from "../../support/chain-market.ts";
import { DEV, type Party, joinChain, settled } from "../../support/chain-parties.ts";
import { type RpcProxy, type Tamper, startRpcProxy } from "../../support/chain-proxy.ts";

const never = new AbortController().signal;
const DIGEST = `0x${"d1".repeat(32)}` as Hex32;

describe("two RPCs", () => {
  let market: Market;
  let first: RpcProxy;
  let second: RpcProxy;
  let watchers: Party[];
  let calls = 0;

  beforeEach(async () => {
    market = await startMarket();
    [first, second] = [await startRpcProxy(market.dev.url), await startRpcProxy(market.dev.url)];
    watchers = [];
  });
  afterEach(async () => {
    await Promise.all(watchers.map((party) => party.stop()));
    await Promise.all([first.stop(), second.stop()]);
    await market.stop();
  });

  /** An RPC that failed rests for so many looks at the chain: they are short here. */
  function watch(urls = [first.url, second.url]): Party {
    const party = joinChain(urls, { pollMs: 15 });
    watchers.push(party);
    return party;
  }
  async function send(party: Party, call: EscrowCall): Promise<number> {
    const id = `call-${++calls}`;
    await party.chain.wallet.submit(id, call, never);
    return (await settled(party, id)).block!;
  }
  /** @returns the order and the block that opened it */
  async function open(): Promise<{ order: Order; block: number }> {
    const { order, signature } = await market.order();
    return { order, block: await send(market.buyer, { call: "open", order, signature }) };
  }
  type Status = ReturnType<Party["chain"]["status"]>;
  const status = (party: Party, what: string, condition: (status: Status) => boolean) =>
    new Promise<Status>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what}: ${JSON.stringify(party.chain.status())}`)), 20_000);
      const check = () => {
        if (!condition(party.chain.status())) return;
        clearTimeout(timer);
        stop();
        resolve(party.chain.status());
      };
      const stop = party.chain.onStatus(check);
      check();
    });
  async function equalsFresh({ model }: Party): Promise<void> {
    const fresh = watch([market.dev.url]);
    await market.caughtUp(fresh);
    assert.deepEqual(model.events(), fresh.model.events());
    assert.deepEqual(model.headers(), fresh.model.headers());
  }
  const host = ({ url }: RpcProxy) => new URL(url).host;
  const other = (number: number) => `0x${"ee".repeat(28)}${number.toString(16).padStart(8, "0")}`;

  it("that agree are followed as one, and both were asked", async () => {
    const watcher = watch();
    await open();
    await market.caughtUp(watcher);
    for (const proxy of [first, second]) assert(proxy.seen.get("eth_getLogs")! > 0);
    const { endpoints, disagreement, problem } = watcher.chain.status();
    assert.deepEqual(
      endpoints.map((one) => [one.endpoint, one.problem]),
      [
        [host(first), null],
        [host(second), null],
      ],
    );
    assert.deepEqual([disagreement, problem], [null, null]);
    await equalsFresh(watcher);
  });

  /** Both honest first; then one lies about what happens, and then no longer. */
  async function lie(
    liar: RpcProxy,
    tamper: Tamper,
    happens: () => Promise<number>,
    says: { honest: RegExp; liar: RegExp },
  ): Promise<void> {
    const watcher = watch();
    await open();
    await market.caughtUp(watcher);
    await market.mine(3);
    liar.tamper = tamper;
    const block = await happens();
    await market.mine(2);
    const stopped = await status(
      watcher,
      "stopped",
      (now) => now.disagreement?.block === block && now.problem !== null,
    );
    assert.match(stopped.problem!, new RegExp(`do not tell the same chain from block ${block} on`));
    const answerOf = (proxy: RpcProxy) =>
      stopped.disagreement!.answers.find(({ endpoint }) => endpoint === host(proxy))!.says;
    assert.match(answerOf(liar), says.liar);
    assert.match(answerOf(liar === first ? second : first), says.honest);
    // All that is agreed is here, and nothing else.
    await status(watcher, "agreed blocks", ({ followed }) => followed === block - 1);
    assert.equal(watcher.model.head()!.number, block - 1);
    await assert.rejects(watcher.chain.wallet.submit("x", { call: "cancel", ...(await market.order()) }, never), {
      code: "chain.disagreement",
    });
    liar.tamper = undefined;
    await market.caughtUp(watcher);
    const healed = await status(watcher, "healed", (now) => now.problem === null);
    assert.equal(healed.disagreement, null);
    await equalsFresh(watcher);
  }

  for (const [name, liar] of [
    ["the first", () => first],
    ["the second", () => second],
  ] as const) {
    it(`one of which (${name}) hides an order`, () =>
      lie(
        liar(),
        ({ method }, result) => (method === "eth_getLogs" ? [] : result),
        async () => (await open()).block,
        { liar: /^0 events/, honest: /^1 events .*\(0x\w{16}\)/ },
      ));

    it(`one of which (${name}) alters an event so that it still fits`, async () => {
      const { order } = await open();
      await lie(
        liar(),
        ({ method }, result) =>
          method === "eth_getLogs"
            ? result.map((log: any) => ({ ...log, data: log.data.replace(DIGEST.slice(2), "66".repeat(32)) }))
            : result,
        () => send(market.seller, { call: "ship", order, tracking: DIGEST }),
        { liar: /^1 events/, honest: /^1 events/ },
      );
    });
  }

  it("one of which hides an old order while the node catches up with hundreds of blocks", async () => {
    const { block } = await open();
    await market.mine(300);
    second.tamper = ({ method }, result) => (method === "eth_getLogs" ? [] : result);
    const watcher = watch();
    await status(watcher, "agreed blocks", ({ followed }) => followed === block - 1);
    assert.deepEqual(watcher.model.events(), []);
    second.tamper = undefined;
    await market.caughtUp(watcher);
    await equalsFresh(watcher);
  });

  it("one of which forges blocks: it waits, and when they are deeper than finality it says so", async () => {
    const watcher = watch();
    await market.caughtUp(watcher);
    const fork = (await market.height()) + 3;
    second.tamper = ({ method }, result) => {
      if (method !== "eth_getBlockByNumber" || Number(result?.number ?? 0) < fork) return result;
      const number = Number(result.number);
      return { ...result, hash: other(number), parentHash: number > fork ? other(number - 1) : result.parentHash };
    };
    await market.mine(5);
    const waits = await status(watcher, "waits", ({ disagreement }) => disagreement?.block === fork);
    assert.equal(waits.problem, null, "it happens to honest ones");
    await status(watcher, "agreed", ({ followed }) => followed === fork - 1);
    await market.mine(DEV.finality + 1);
    const { problem } = await status(watcher, "says so", (now) => now.problem !== null);
    assert.match(problem!, new RegExp(`${host(second)} says block ${fork} is 0x(ee){28}`));
    assert.equal(watcher.model.head()!.number, fork - 1);
    second.tamper = undefined;
    await market.caughtUp(watcher);
    await equalsFresh(watcher);
  });

  it("one of which lies behind: no further than both know", async () => {
    const watcher = watch();
    await market.caughtUp(watcher);
    const before = await market.height();
    const old = await market.dev.request("eth_getBlockByNumber", ["latest", false]);
    second.tamper = ({ method, params }, result) =>
      method === "eth_getBlockByNumber" && params[0] === "latest" ? old : result;
    await market.mine(4);
    await status(watcher, "the newest block", ({ head }) => head === before + 4);
    assert.equal(watcher.model.head()!.number, before);
    second.tamper = undefined;
    await market.caughtUp(watcher);
  });

  for (const [name, which] of [
    ["the first", () => first],
    ["the second", () => second],
  ] as const) {
    it(`one of which (${name}) goes away: goes on with the other, says so, and takes it back`, async () => {
      const watcher = watch();
      await market.caughtUp(watcher);
      const gone = which();
      gone.tamper = () => "cut";
      await open();
      await market.caughtUp(watcher);
      const isUsed = ({ endpoints }: Status) =>
        endpoints.find(({ endpoint }) => endpoint === host(gone))!.problem === null;
      await status(watcher, "says so", (now) => !isUsed(now) && now.problem === null);
      await watcher.chain.wallet.balance(DEV.currencies[0]!.address);
      gone.tamper = undefined;
      await status(watcher, "back", isUsed);
      const asked = gone.seen.get("eth_getLogs") ?? 0;
      await open();
      await market.caughtUp(watcher);
      assert(gone.seen.get("eth_getLogs")! > asked, "it is asked again");
      await equalsFresh(watcher);
    });
  }

  it("one of which answers everything but logs: goes on with the other", async () => {
    first.tamper = ({ method }, result) => (method === "eth_getLogs" ? "cut" : result);
    await open();
    const watcher = watch();
    await market.caughtUp(watcher);
    assert.match(watcher.chain.status().endpoints[0]!.problem!, /eth_getLogs/);
    await equalsFresh(watcher);
  });

  it("one of which serves another chain, or another escrow: not used", async () => {
    second.tamper = ({ method }, result) => (method === "eth_chainId" ? "0x1" : result);
    first.tamper = undefined;
    const watcher = watch();
    await open();
    await market.caughtUp(watcher);
    assert.match(watcher.chain.status().endpoints[1]!.problem!, /serves chain 1, this node is for chain 31337/);
    second.tamper = ({ method }, result) => (method === "eth_getCode" ? "0x6001" : result);
    const again = watch();
    await market.caughtUp(again);
    assert.match(again.chain.status().endpoints[1]!.problem!, /not the escrow this node knows/);
  });

  it("both gone: nothing is followed, and it says so", async () => {
    const watcher = watch();
    await market.caughtUp(watcher);
    first.tamper = second.tamper = () => "cut";
    await status(watcher, "unreachable", ({ reachable, problem }) => !reachable && problem !== null);
    first.tamper = second.tamper = undefined;
    await open();
    await market.caughtUp(watcher);
  });
});
