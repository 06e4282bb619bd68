// A purchase survives kill -9 at every write of the transaction journal: exactly one order on chain.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { Wallet } from "ethers";
import { encodeCall } from "../../../node/chain/calls.ts";
import type { JournalHook } from "../../support/chain-journal.ts";
import { openTransactionJournal } from "../../support/chain-journal.ts";
import type { CrashPlan } from "../../support/chain-crash.ts";
import { type Market, startMarket } from "../../support/chain-market.ts";
import { DEV, TUSD, newAccount } from "../../support/chain-parties.ts";
import { type RpcProxy, startRpcProxy } from "../../support/chain-proxy.ts";

const CHILD = path.join(import.meta.dirname, "../../support/chain-crash.ts");

describe("crash between intent, signature, sending and record", () => {
  let market: Market;
  let directory: string;

  before(async () => {
    [market, directory] = await Promise.all([startMarket(), mkdtemp(path.join(tmpdir(), "souk-crash-"))]);
  });
  after(async () => {
    await market.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** @returns the signal that ended the child, or its exit code */
  async function run(plan: CrashPlan): Promise<string | number> {
    const child = spawn(process.execPath, [CHILD, JSON.stringify(plan)], { stdio: ["ignore", "ignore", "inherit"] });
    const [code, signal] = await once(child, "exit");
    return signal ?? code;
  }

  async function survives(
    token: boolean,
    crashes: [moment: Parameters<JournalHook>[0], write: string, step?: string][],
  ) {
    const account = newAccount();
    await market.dev.fund(account.address, { coin: 10n ** 18n, tUSD: 10_000_000n });
    const terms = token ? { currency: TUSD } : {};
    const { order, signature } = await market.order(terms, { buyer: account.address });
    const id = "purchase";
    const plan: CrashPlan = {
      url: market.dev.url,
      directory: path.join(directory, account.address),
      account,
      // Without permits a token takes two transactions: one more place to die.
      deployment: { ...DEV, currencies: DEV.currencies.map((currency) => ({ ...currency, permit: false })) },
      id,
      call: encodeCall({ call: "open", order, signature }),
    };
    for (const [moment, write, step = ""] of crashes) {
      assert.equal(
        await run({ ...plan, crash: { moment, write, id: `${id}${step}` } }),
        "SIGKILL",
        `${moment} ${write}`,
      );
    }
    assert.equal(await run(plan), 0);
    const { model } = market.seller;
    const orders = () =>
      model.events().filter((event) => event.name === "Opened" && event.order.buyer === account.address);
    await model.until(() => orders().length > 0, "the order on chain");
    assert.equal(
      Number(await market.dev.request("eth_getTransactionCount", [account.address, "latest"])),
      token ? 2 : 1,
    );
    assert.equal(orders().length, 1);
    const { journal, close } = openTransactionJournal(plan.directory);
    assert.equal(journal.get(id)!.status, "mined");
    assert.equal(journal.get(`${id}/approve/tUSD`)?.status, token ? "mined" : undefined);
    assert.deepEqual(journal.open(), []);
    close();
  }

  it("before and after the intent", () =>
    survives(false, [
      ["before", "intend"],
      ["after", "intend"],
    ]));
  it("after signing, before sending", () =>
    survives(false, [
      ["before", "signed"],
      ["after", "signed"],
    ]));
  it("after sending, before and after its record", () =>
    survives(false, [
      ["before", "sent"],
      ["after", "sent"],
    ]));
  it("mined, before and after its record", () =>
    survives(false, [
      ["before", "mined"],
      ["after", "mined"],
    ]));
  it("at each write of an approval and its purchase", () =>
    survives(true, [
      ["after", "intend"],
      ["after", "intend", "/approve/tUSD"],
      ["after", "signed", "/approve/tUSD"],
      ["before", "sent", "/approve/tUSD"],
      ["before", "mined", "/approve/tUSD"],
      ["after", "mined", "/approve/tUSD"],
      ["after", "signed"],
      ["before", "sent"],
      ["after", "mined"],
    ]));

  describe("of a transaction that is not simply mined", () => {
    let proxy: RpcProxy;
    before(async () => (proxy = await startRpcProxy(market.dev.url)));
    after(() => proxy.stop());
    afterEach(() => (proxy.tamper = undefined));
    const mine = (blocks: number) => market.dev.request("hardhat_mine", [`0x${blocks.toString(16)}`]);

    async function planOf(): Promise<CrashPlan> {
      const account = newAccount();
      await market.dev.fund(account.address, { coin: 10n ** 18n });
      const call = encodeCall({ call: "open", ...(await market.order({}, { buyer: account.address })) });
      const folder = path.join(directory, account.address);
      return { url: proxy.url, directory: folder, account, deployment: DEV, id: "purchase", call };
    }
    async function dies(plan: CrashPlan, crashes: [moment: Parameters<JournalHook>[0], write: string][]) {
      for (const [moment, write] of crashes) {
        const crash = { moment, write, id: plan.id };
        assert.equal(await run({ ...plan, crash }), "SIGKILL", `${moment} ${write}`);
      }
    }
    /** @returns what was signed for it */
    async function ordersOnce({ account, directory: folder, id }: CrashPlan, transactions: number) {
      const { model } = market.seller;
      const orders = () =>
        model.events().filter((event) => event.name === "Opened" && event.order.buyer === account.address);
      await model.until(() => orders().length > 0, "the order on chain");
      assert.equal(orders().length, 1);
      const used = await market.dev.request("eth_getTransactionCount", [account.address, "latest"]);
      assert.equal(Number(used), transactions);
      const { journal, close } = openTransactionJournal(folder);
      const entry = journal.get(id)!;
      close();
      assert.equal(entry.status, "final");
      return entry.transactions;
    }

    it("replaced with higher fees, mined, final: before and after each record", async () => {
      const plan: CrashPlan = { ...(await planOf()), patience: { blocks: 3, seconds: 0 }, until: "final" };
      const sent = new Set<string>();
      // A block at each look at the chain, and all too dear for the first transaction.
      proxy.tamper = async ({ method, params }, result) => {
        if (method === "eth_sendRawTransaction") sent.add(params[0]);
        if (method !== "eth_getTransactionReceipt" || result !== null) return result;
        if (sent.size < 2) await market.dev.request("hardhat_setNextBlockBaseFeePerGas", ["0x1000000000"]);
        await mine(1);
        return result;
      };
      await market.dev.request("evm_setAutomine", [false]);
      try {
        await dies(plan, [
          ["before", "replaced"],
          ["after", "replaced"],
          ["before", "sent"],
          ["after", "sent"],
          ["before", "mined"],
          ["after", "mined"],
        ]);
      } finally {
        await market.dev.request("hardhat_setNextBlockBaseFeePerGas", ["0x1"]);
        await market.dev.request("evm_setAutomine", [true]);
      }
      await mine(DEV.finality);
      await dies(plan, [
        ["before", "final"],
        ["after", "final"],
      ]);
      assert.equal(await run(plan), 0);
      assert.equal((await ordersOnce(plan, 1)).length, 2);
      assert.equal(sent.size, 2);
    });

    it("its nonce lost to a foreign transaction: before and after each record", async () => {
      const plan: CrashPlan = { ...(await planOf()), until: "final" };
      await dies(plan, [["after", "signed"]]);
      const foreign = await new Wallet(plan.account.privateKey).signTransaction({
        chainId: DEV.chainId,
        nonce: 0,
        to: plan.account.address,
        gasLimit: 21_000,
        maxFeePerGas: 10n ** 10n,
        maxPriorityFeePerGas: 1n,
        type: 2,
      });
      await market.dev.request("eth_sendRawTransaction", [foreign]);
      // Each process counts the blocks above the foreign transaction from where it first saw it.
      proxy.tamper = async ({ method }, result) => {
        if (method === "eth_getTransactionCount") await mine(DEV.finality);
        return result;
      };
      await dies(plan, [
        ["before", "displaced"],
        ["after", "displaced"],
        ["after", "signed"],
        ["before", "sent"],
        ["after", "mined"],
      ]);
      await mine(DEV.finality);
      assert.equal(await run(plan), 0);
      assert.deepEqual(
        (await ordersOnce(plan, 2)).map(({ nonce }) => nonce),
        [0, 1],
      );
    });
  });
});
