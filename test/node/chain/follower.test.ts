// The follower against a real dev chain: ranges, reorganisations, and an RPC that dies, lags or lies.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { SoukError } from "../../../node/core/errors.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import { startDevChain } from "../../../scripts/devchain.ts";
import { createMemoryReadModel } from "../../support/chain-cursor.ts";
import { type Market, startMarket } from "../../support/chain-market.ts";
import { DEV, type Party, type PartyOptions, joinChain, settled } from "../../support/chain-parties.ts";
import { type RpcProxy, type Tamper, startRpcProxy } from "../../support/chain-proxy.ts";

const never = new AbortController().signal;

describe("follower", () => {
  let market: Market;
  let proxy: RpcProxy;
  let watchers: Party[];
  let calls = 0;

  beforeEach(async () => {
    market = await startMarket();
    proxy = await startRpcProxy(market.dev.url);
    watchers = [];
  });
  afterEach(async () => {
    await Promise.all(watchers.map((party) => party.stop()));
    await proxy.stop();
    await market.stop();
  });

  function watch(options: Partial<PartyOptions> = {}, url = proxy.url): Party {
    const party = joinChain([url], options);
    watchers.push(party);
    return party;
  }

  async function open(): Promise<string> {
    const { order, signature } = await market.order();
    const id = `open-${++calls}`;
    await market.buyer.chain.wallet.submit(id, { call: "open", order, signature }, never);
    await settled(market.buyer, id);
    return id;
  }
  /** Resolves when a mined transaction has lost its block and found another one. */
  const minedAgain = (id: string) =>
    new Promise<void>((resolve) => {
      let lost = false;
      market.buyer.chain.wallet.onState((state) => {
        if (state.id !== id) return;
        if (state.status === "sent") lost = true;
        if (lost && state.status === "mined") resolve();
      });
    });
  /** A follower that starts now, straight from the chain: what the others must equal. */
  async function equalsFresh({ model }: Party): Promise<void> {
    const fresh = watch({}, market.dev.url);
    await market.caughtUp(fresh);
    assert.deepEqual(model.events(), fresh.model.events());
    assert.deepEqual(model.headers(), fresh.model.headers());
  }
  const status = (party: Party, condition: (status: ReturnType<Party["chain"]["status"]>) => boolean) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(JSON.stringify(party.chain.status()))), 15_000);
      const check = () => {
        if (!condition(party.chain.status())) return;
        clearTimeout(timer);
        resolve();
      };
      party.chain.onStatus(check);
      check();
    });

  it("follows ten blocks one by one, and says where it is", async () => {
    const watcher = watch();
    await market.caughtUp(watcher);
    for (let i = 0; i < 10; i++) {
      await open();
      await market.caughtUp(watcher);
    }
    const opened = watcher.model.events().filter(({ name }) => name === "Opened");
    assert.equal(opened.length, 10);
    await status(watcher, ({ followed, head }) => followed === head);
    assert.deepEqual(watcher.chain.status(), {
      chainId: DEV.chainId,
      escrow: DEV.escrow,
      reachable: true,
      head: await market.height(),
      problem: null,
      endpoints: [{ endpoint: new URL(proxy.url).host, head: await market.height(), problem: null }],
      disagreement: null,
      followed: await market.height(),
    });
    assert.equal(watcher.chain.latest()?.number, await market.height());
    await equalsFresh(watcher);
  });

  it("catches up with 10,000 blocks in a few ranges, events included, and tells its progress", async () => {
    await open();
    await market.mine(6_000);
    await open();
    await market.mine(4_000);
    await open();
    const watcher = watch();
    const followed: (number | null)[] = [];
    watcher.chain.onStatus((now) => followed.push(now.followed));
    await market.caughtUp(watcher);
    assert.equal(watcher.model.events().length, 3);
    assert.equal(watcher.model.headers().length, 64);
    assert(watcher.model.inputs.length <= 4, `${watcher.model.inputs.length} inputs`);
    await status(watcher, (now) => now.followed === now.head);
    const stages = new Set(followed.filter((number) => number !== null && number > 0));
    assert(stages.size >= 3, `progress was told at ${[...stages].join(", ")}`);
    await equalsFresh(watcher);
  });

  for (const [lost, mined] of [
    [1, 2],
    [12, 13],
    [12, 2],
    [60, 3],
  ] as const) {
    it(`rolls back ${lost} blocks when ${mined} others take their place`, async () => {
      await open();
      await market.mine(70);
      const watcher = watch();
      await market.caughtUp(watcher);
      const snapshot = await market.dev.request("evm_snapshot");
      const id = await open();
      await market.mine(lost - 1);
      await market.caughtUp(watcher);
      const [kept, taken] = watcher.model.events().map(({ block }) => block);
      const again = minedAgain(id);
      await market.dev.request("evm_revert", [snapshot]);
      await market.dev.request("evm_increaseTime", [100]);
      await market.mine(mined);
      await again;
      await market.caughtUp(watcher);
      assert.equal(watcher.model.inputs.filter(({ kind }) => kind === "rollback").length, 1);
      const blocks = watcher.model.events().map(({ block }) => block);
      assert.deepEqual(blocks, [kept, market.buyer.chain.wallet.state(id)!.block]);
      assert(blocks[1]! > taken!);
      await equalsFresh(watcher);
    });
  }

  it("starts over when the chain is another one altogether", async () => {
    const watcher = watch();
    await market.mine(100);
    await open();
    await market.caughtUp(watcher);
    const other = await startDevChain();
    try {
      await other.request("evm_increaseTime", [1_000]);
      await other.request("hardhat_mine", ["0x20"]);
      const moved = watch({ model: watcher.model }, other.url);
      await watcher.chain.stop();
      const head = await other.request("eth_getBlockByNumber", ["latest", false]);
      await moved.model.until(() => moved.model.head()?.hash === head.hash, "the other chain");
      assert.deepEqual(moved.model.events(), []);
    } finally {
      await other.stop();
    }
  });

  it("goes on where it was after the RPC died in the middle of a range", async () => {
    await market.mine(300);
    await open();
    let left = 20;
    proxy.tamper = (_, result) => (left-- > 0 ? result : "cut");
    const watcher = watch();
    await status(watcher, ({ reachable, problem }) => !reachable && /RPC/.test(problem ?? ""));
    await assert.rejects(watcher.chain.wallet.submit("x", { call: "cancel", ...(await market.order()) }, never), {
      code: "chain.unreachable",
      retryable: true,
    });
    const events = watcher.model.events().length;
    proxy.tamper = undefined;
    await market.caughtUp(watcher);
    assert.equal(events, 0);
    await status(watcher, ({ reachable, problem }) => reachable && problem === null);
    await equalsFresh(watcher);
  });

  it("offers a range again when the inbox could not take it", async () => {
    const model = createMemoryReadModel();
    const ingest = model.ingest;
    let failing = true;
    model.ingest = (input) => (failing ? Promise.reject(new Error("disk full")) : ingest(input));
    const watcher = watch({ model });
    await status(watcher, ({ problem }) => problem === "disk full");
    failing = false;
    await market.caughtUp(watcher);
    await equalsFresh(watcher);
  });

  describe("does not follow", () => {
    async function notFollowed(party: Party, problem: RegExp): Promise<void> {
      await status(party, (now) => problem.test(now.problem ?? ""));
      assert.equal(party.model.head(), undefined);
      const call = { call: "cancel", ...(await market.order()) } as const;
      await assert.rejects(party.chain.wallet.submit("x", call, never), (error) => {
        assert(error instanceof SoukError);
        assert.match(error.message, problem);
        return true;
      });
    }

    it("another chain id", async () => {
      proxy.tamper = ({ method }, result) => (method === "eth_chainId" ? "0x1" : result);
      await notFollowed(watch(), /serves chain 1, this node is for chain 31337/);
    });

    it("a chain without the escrow", async () => {
      const bare = await startDevChain({ bare: true });
      try {
        await notFollowed(watch({}, bare.url), /no escrow at 0x5fbdb/);
      } finally {
        await bare.stop();
      }
    });

    it("an escrow with other code than the pinned one", async () => {
      const deployment = { ...DEV, codeHash: `0x${"ab".repeat(32)}` as Hex32 };
      await notFollowed(watch({ deployment }), /not the escrow this node knows/);
    });
  });

  describe("believes nothing of an RPC that lies", () => {
    /** Follows an honest chain first, then the lie, then the truth again. */
    async function lie(
      tamper: Tamper,
      problem: RegExp,
      meanwhile: () => Promise<unknown>,
      options: Partial<PartyOptions> = {},
    ): Promise<void> {
      const watcher = watch(options);
      await open();
      await market.caughtUp(watcher);
      const known = structuredClone([watcher.model.events(), watcher.model.headers()]);
      proxy.tamper = tamper;
      await meanwhile();
      await status(watcher, (now) => problem.test(now.problem ?? ""));
      assert.deepEqual([watcher.model.events(), watcher.model.headers()], known);
      proxy.tamper = undefined;
      await market.caughtUp(watcher);
      await equalsFresh(watcher);
    }
    const other = `0x${"ee".repeat(32)}`;

    it("logs of a block with another hash", () =>
      lie(
        ({ method }, result) =>
          method === "eth_getLogs" ? result.map((log: object) => ({ ...log, blockHash: other })) : result,
        /contradicts itself: log .* is of no block/,
        open,
      ));

    it("an order that the escrow never heard of", async () => {
      const { dev } = market;
      const target = market.order();
      await lie(
        async ({ method }, result) => {
          if (method !== "eth_getLogs" || result.length === 0) return result;
          const { order } = await target;
          return result.map((log: any) => forge(log, order.salt + 1_000n));
        },
        /contradicts itself: log .* is no event of the escrow/,
        open,
      );
      assert(await dev.request("eth_blockNumber"));
    });

    it("a real order on an escrow whose state does not know it", () =>
      lie(
        ({ method }, result) => (method === "eth_call" ? `0x${"0".repeat(192)}` : result),
        /contradicts itself: it shows an order that the escrow does not know/,
        open,
      ));

    it("a block that does not follow what came before", () =>
      lie(
        ({ method }, result) =>
          method === "eth_getBlockByNumber" && result ? { ...result, parentHash: other } : result,
        /contradicts itself: block/,
        () => market.mine(3),
      ));

    it("blocks that do not follow each other", async () => {
      const broken = `0x${((await market.height()) + 3).toString(16)}`;
      await lie(
        ({ method }, result) =>
          method === "eth_getBlockByNumber" && result?.number === broken ? { ...result, parentHash: other } : result,
        /contradicts itself: block \d+ does not follow block/,
        () => market.mine(4),
      );
    });

    it("answers of the wrong shape", () =>
      lie(({ method }, result) => (method === "eth_getLogs" ? [{ address: 5 }] : result), /wrong shape/, open));

    it("an answer without end", () =>
      lie(
        ({ method }, result) => (method === "eth_getLogs" ? "x".repeat(20_000_000) : result),
        /no usable answer to eth_getLogs \(the answer is larger/,
        open,
      ));

    it("what is no JSON, and an answer that drips and never ends", async () => {
      await lie(({ method }, result) => (method === "eth_getLogs" ? "garbage" : result), /HTTP 200, not JSON/, open);
      await lie(({ method }, result) => (method === "eth_getLogs" ? "drip" : result), /timeout|aborted/i, open, {
        timeoutMs: 1_000,
      });
    });

    it("a head that goes backwards on the same chain: it waits", async () => {
      const watcher = watch();
      await market.mine(5);
      await market.caughtUp(watcher);
      const old = await market.dev.request("eth_getBlockByNumber", ["0x4", false]);
      proxy.tamper = ({ method, params }, result) =>
        method === "eth_getBlockByNumber" && params[0] === "latest" ? old : result;
      await status(watcher, ({ head }) => head === 4);
      assert.equal(watcher.model.inputs.filter(({ kind }) => kind === "rollback").length, 0);
      proxy.tamper = undefined;
      await open();
      await market.caughtUp(watcher);
      await equalsFresh(watcher);
    });

    it("an RPC that hangs", async () => {
      proxy.tamper = () => "hang";
      const watcher = watch({ timeoutMs: 1_000 });
      await status(watcher, ({ problem }) => /no usable answer.*(timeout|aborted)/i.test(problem ?? ""));
      proxy.tamper = undefined;
      await market.caughtUp(watcher);
    });
  });
});

/** The same event with another salt: its order id is no longer the hash of its order. */
function forge(log: { data: string }, salt: bigint): object {
  const words = log.data.slice(2).match(/.{64}/g)!;
  words[words.length - 2] = salt.toString(16).padStart(64, "0");
  return { ...log, data: `0x${words.join("")}` };
}
