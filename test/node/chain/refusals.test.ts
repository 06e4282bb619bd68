// Refusals that are none yet: of a transaction that the chain has already, in a block that may go, by a server that lags behind.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { EscrowCall } from "../../../node/core/ports/chain.ts";
import { type Hex32, ZERO_HEX32 } from "../../../protocol/ids.ts";
import { type Market, startMarket } from "../../support/chain-market.ts";
import {
  DEV,
  type Account,
  type Party,
  type PartyOptions,
  TUSD,
  joinChain,
  newAccount,
  reached,
  settled,
} from "../../support/chain-parties.ts";
import { type RpcProxy, startRpcProxy } from "../../support/chain-proxy.ts";

const never = new AbortController().signal;

describe("a transaction", () => {
  let market: Market;
  let proxy: RpcProxy;
  let directory: string;
  let account: Account;
  let parties: Party[];

  before(async () => {
    market = await startMarket();
    proxy = await startRpcProxy(market.dev.url);
  });
  after(async () => {
    await proxy.stop();
    await market.stop();
  });
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "souk-refusals-"));
    account = newAccount();
    parties = [];
    await market.dev.fund(account.address, { coin: 10n ** 18n });
  });
  afterEach(async () => {
    proxy.tamper = proxy.refuse = undefined;
    proxy.block = new Set();
    await Promise.all(parties.map((party) => party.stop()));
    await rm(directory, { recursive: true, force: true });
  });

  async function join(options: Partial<PartyOptions> = {}): Promise<Party> {
    const party = joinChain([proxy.url], { account, directory, ...options });
    parties.push(party);
    await party.model.until(() => party.model.head() !== undefined, "caught up");
    return party;
  }
  const purchase = async (): Promise<EscrowCall> => ({
    call: "open",
    ...(await market.order({}, { buyer: account.address })),
  });
  const used = async () => Number(await market.dev.request("eth_getTransactionCount", [account.address, "latest"]));
  /** Polls what happens in this process. */
  async function until(condition: () => boolean): Promise<void> {
    const end = performance.now() + 15_000;
    while (!condition()) {
      assert(performance.now() < end, "not within 15 s");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  describe("that the RPC refuses", () => {
    const isSend = ({ method }: { method: string }) => method === "eth_sendRawTransaction";
    /** In words that no server is known for. */
    const NO = { code: -32_010, message: "AcceptTxResult: no" };

    it("has not failed if the RPC has it: the answer to sending was lost", async () => {
      await market.dev.request("evm_setAutomine", [false]);
      try {
        const party = await join();
        let sent = 0;
        proxy.tamper = (call, result) => (isSend(call) && sent++ === 0 ? "cut" : result);
        proxy.refuse = (call) => (isSend(call) && sent > 0 ? NO : undefined);
        await party.chain.wallet.submit("a", await purchase(), never);
        await reached(party, "a", "sent");
        assert.equal(await used(), 0);
        await market.dev.request("evm_mine");
        await settled(party, "a");
      } finally {
        await market.dev.request("evm_setAutomine", [true]);
      }
      assert.equal(await used(), 1);
    });

    it("has not failed if the RPC only has too much to do", async () => {
      const party = await join();
      let asked = 0;
      const busy = { status: 429, code: -32_007, message: "50/second request limit reached" };
      proxy.refuse = (call) => (isSend(call) && ++asked < 3 ? busy : undefined);
      await party.chain.wallet.submit("a", await purchase(), never);
      await settled(party, "a");
      assert.deepEqual([asked, await used()], [3, 1]);
    });

    it("has failed if the RPC does not have it", async () => {
      const party = await join();
      proxy.refuse = (call) => (isSend(call) ? NO : undefined);
      await party.chain.wallet.submit("a", await purchase(), never);
      await assert.rejects(settled(party, "a"), { code: "chain.reverted", message: /AcceptTxResult: no/ });
      proxy.refuse = undefined;
      await party.chain.wallet.submit("b", await purchase(), never);
      await settled(party, "b");
      assert.equal(await used(), 1);
    });
  });

  describe("that its block refused", () => {
    /** Of each account an article of its own. */
    const lastOne = () => ({ sku: account.address.padEnd(66, "0") as Hex32, maxUnits: 1 });

    /** Somebody else was faster with the last unit. */
    async function outbought(): Promise<Party> {
      const party = await join({ deployment: { ...DEV, dev: false } });
      proxy.block = new Set(["eth_sendRawTransaction"]);
      const call = { call: "open", ...(await market.order(lastOne(), { buyer: account.address })) } as const;
      await party.chain.wallet.submit("a", call, never);
      await reached(party, "a", "signed");
      const rival = await market.order(lastOne());
      await market.buyer.chain.wallet.submit(`rival-${account.address}`, { call: "open", ...rival }, never);
      await settled(market.buyer, `rival-${account.address}`);
      proxy.block = new Set();
      await reached(party, "a", "mined");
      assert.match(party.chain.wallet.state("a")!.error!.message, /only 0 left, 1 wanted/);
      return party;
    }

    it("has failed only once that is final: a reorganisation lets it succeed", async () => {
      const snapshot = await market.dev.request("evm_snapshot");
      const party = await outbought();
      const { block } = party.chain.wallet.state("a")!;
      const { raw } = party.journal.get("a")!.transactions[0]!;
      await market.dev.request("evm_revert", [snapshot]);
      await market.dev.request("evm_increaseTime", [50]);
      await market.dev.request("eth_sendRawTransaction", [raw]);
      await market.dev.request("hardhat_mine", ["0x3"]);
      await party.model.until(
        () => party.model.events().some((event) => event.name === "Opened" && event.order.buyer === account.address),
        "its order",
      );
      await until(() => party.chain.wallet.state("a")!.error === null);
      await reached(party, "a", "mined");
      assert.notEqual(party.chain.wallet.state("a")!.block, block);
      await market.mine(DEV.finality);
      await reached(party, "a", "final");
      assert.equal(await used(), 1);
    });

    it("has failed when that is final", async () => {
      const party = await outbought();
      await market.mine(DEV.finality - 1);
      await market.caughtUp(party);
      assert.equal(party.chain.wallet.state("a")!.status, "mined");
      await market.mine(2);
      await reached(party, "a", "failed");
      assert.equal(party.chain.wallet.state("a")!.error!.code, "chain.reverted");
    });
  });

  describe("where the servers behind the RPC are not at the same block", () => {
    it("does not use a nonce twice", async () => {
      const party = await join();
      await party.chain.wallet.submit("a", await purchase(), never);
      await settled(party, "a");
      proxy.tamper = ({ method }, result) => (method === "eth_getTransactionCount" ? "0x0" : result);
      await party.chain.wallet.submit("b", await purchase(), never);
      await settled(party, "b", 5_000);
      assert.deepEqual(
        ["a", "b"].map((id) => party.journal.get(id)!.transactions.map(({ nonce }) => nonce)),
        [[0], [1]],
      );
    });

    it("waits for the approval that it was shown, and then pays", async () => {
      await market.dev.fund(account.address, { tUSD: 10_000_000n });
      const currencies = DEV.currencies.map((currency) => ({ ...currency, permit: false }));
      const party = await join({ deployment: { ...DEV, currencies } });
      let stale = true;
      const isAllowance = ({ method, params }: { method: string; params: any[] }) =>
        method === "eth_call" && params[0].data.startsWith("0xdd62ed3e");
      proxy.tamper = (call, result) => (stale && isAllowance(call) ? ZERO_HEX32 : result);
      const order = await market.order({ currency: TUSD }, { buyer: account.address });
      await party.chain.wallet.submit("a", { call: "open", ...order }, never);
      await reached(party, "a/approve/tUSD", "mined");
      const asked = proxy.seen.get("eth_call")!;
      await until(() => proxy.seen.get("eth_call")! > asked + 3);
      assert.equal(party.chain.wallet.state("a")!.status, "intended");
      stale = false;
      await settled(party, "a");
      assert.equal(await used(), 2);
    });
  });
});
