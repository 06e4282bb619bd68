// The transaction queue against a real chain when things go wrong: lost answers, races, foreign nonces, reorganisations while down.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { Wallet } from "ethers";
import type { EscrowCall } from "../../../node/core/ports/chain.ts";
import { ZERO_HEX32 } from "../../../protocol/ids.ts";
import { type Market, startMarket } from "../../support/chain-market.ts";
import {
  type Account,
  type Party,
  type PartyOptions,
  joinChain,
  newAccount,
  TUSD,
  settled,
} from "../../support/chain-parties.ts";
import { type RpcProxy, startRpcProxy } from "../../support/chain-proxy.ts";

const never = new AbortController().signal;

describe("transaction queue", () => {
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
    directory = await mkdtemp(path.join(tmpdir(), "souk-queue-"));
    account = newAccount();
    parties = [];
    await market.dev.fund(account.address, { coin: 10n ** 18n });
  });
  afterEach(async () => {
    proxy.tamper = undefined;
    await Promise.all(parties.map((party) => party.stop()));
    await rm(directory, { recursive: true, force: true });
  });

  async function join(options: Partial<PartyOptions> = {}): Promise<Party> {
    const party = joinChain([proxy.url], { account, directory, ...options });
    parties.push(party);
    await party.model.until(() => party.model.head() !== undefined, "caught up");
    return party;
  }
  async function leave(party: Party): Promise<void> {
    parties.splice(parties.indexOf(party), 1);
    await party.stop();
  }
  const purchase = async (): Promise<EscrowCall> => ({
    call: "open",
    ...(await market.order({}, { buyer: account.address })),
  });
  const used = async (of = account.address) =>
    Number(await market.dev.request("eth_getTransactionCount", [of, "latest"]));
  const reached = (party: Party, id: string, status: string) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${id} is ${party.chain.wallet.state(id)?.status}`)), 15_000);
      const look = () => {
        if (party.chain.wallet.state(id)?.status !== status) return;
        clearTimeout(timer);
        resolve();
      };
      party.chain.wallet.onState(look);
      look();
    });

  /** Polls what happens in this process. */
  async function until(condition: () => boolean): Promise<void> {
    const end = performance.now() + 15_000;
    while (!condition()) {
      assert(performance.now() < end, "not within 15 s");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it("sends once when the answer to sending is lost", async () => {
    const party = await join();
    let lost = 0;
    proxy.tamper = ({ method }, result) => (method === "eth_sendRawTransaction" && lost++ === 0 ? "cut" : result);
    await party.chain.wallet.submit("a", await purchase(), never);
    await settled(party, "a");
    assert.equal(await used(), 1);
    assert(lost >= 1);
  });

  it("keeps what it signed while the RPC is gone, across a restart", async () => {
    const first = await join();
    // Refused without having reached the chain: the bytes are not forwarded.
    proxy.block = new Set(["eth_sendRawTransaction"]);
    await first.chain.wallet.submit("a", await purchase(), never);
    await reached(first, "a", "signed");
    const { hash } = first.chain.wallet.state("a")!;
    await leave(first);
    assert.equal(await used(), 0);
    proxy.block = new Set();
    const second = await join();
    assert.equal((await settled(second, "a")).hash, hash);
    assert.equal(await used(), 1);
  });

  it("signs nothing new until the RPC has taken what was signed: no gaps", async () => {
    const party = await join();
    proxy.block = new Set(["eth_sendRawTransaction"]);
    for (const id of ["a", "b", "c"]) await party.chain.wallet.submit(id, await purchase(), never);
    await reached(party, "a", "signed");
    assert.deepEqual(
      ["b", "c"].map((id) => party.chain.wallet.state(id)!.status),
      ["intended", "intended"],
    );
    proxy.block = new Set();
    for (const id of ["a", "b", "c"]) await settled(party, id);
    assert.deepEqual(
      ["a", "b", "c"].map((id) => party.journal.get(id)!.nonce),
      [0, 1, 2],
    );
  });

  it("signs the next token payment only when the one before is mined: permits are used up in order", async () => {
    await market.dev.fund(account.address, { tUSD: 10_000_000n });
    const party = await join();
    const orders = await Promise.all([1, 2].map(() => market.order({ currency: TUSD }, { buyer: account.address })));
    await market.dev.request("evm_setAutomine", [false]);
    try {
      for (const [i, order] of orders.entries())
        await party.chain.wallet.submit(`token-${i}`, { call: "open", ...order }, never);
      await reached(party, "token-0", "sent");
      const looks = proxy.seen.get("eth_getTransactionReceipt") ?? 0;
      await until(() => proxy.seen.get("eth_getTransactionReceipt")! > looks + 3);
      assert.equal(party.chain.wallet.state("token-1")!.status, "intended");
    } finally {
      await market.dev.request("evm_setAutomine", [true]);
      await market.dev.request("evm_mine");
    }
    for (const id of ["token-0", "token-1"]) await settled(party, id);
    assert.equal(await used(), 2);
  });

  it("reports a race that it lost in words", async () => {
    const party = await join();
    const call = await purchase();
    await party.chain.wallet.submit("open", call, never);
    await settled(party, "open");
    // The confirmation succeeds in simulation, and reaches the chain after the seller's cancellation.
    const { order } = call as EscrowCall & { call: "open" };
    proxy.block = new Set(["eth_sendRawTransaction"]);
    await party.chain.wallet.submit("confirm", { call: "confirm", order, review: ZERO_HEX32, rating: 0 }, never);
    await reached(party, "confirm", "signed");
    await market.seller.chain.wallet.submit("cancel", { call: "cancel", order }, never);
    await settled(market.seller, "cancel");
    proxy.block = new Set();
    await assert.rejects(settled(party, "confirm"), {
      code: "chain.reverted",
      message: /the order is refunded, which does not allow this/,
    });
    assert.equal(await used(), 2);
  });

  it("gives up a transaction whose nonce went to another one, only when that is final", async () => {
    const party = await join();
    proxy.block = new Set(["eth_sendRawTransaction"]);
    await party.chain.wallet.submit("a", await purchase(), never);
    await reached(party, "a", "signed");
    const elsewhere = new Wallet(account.privateKey);
    const raw = await elsewhere.signTransaction({
      chainId: 31_337,
      nonce: 0,
      to: account.address,
      gasLimit: 21_000,
      maxFeePerGas: 10n ** 10n,
      maxPriorityFeePerGas: 1n,
      type: 2,
    });
    await market.dev.request("eth_sendRawTransaction", [raw]);
    proxy.block = new Set();
    await market.dev.request("hardhat_mine", ["0x4"]);
    const head = Number(await market.dev.request("eth_blockNumber"));
    await party.model.until(() => party.model.head()?.number === head, "four blocks later");
    assert.notEqual(party.chain.wallet.state("a")!.status, "failed");
    const ended = settled(party, "a");
    ended.catch(() => {});
    await market.dev.request("hardhat_mine", ["0x20"]);
    await assert.rejects(ended, { code: "chain.reverted", message: /took its place/ });
    await party.chain.wallet.submit("b", await purchase(), never);
    await settled(party, "b");
  });

  it("sends again what a reorganisation took while the node was down", async () => {
    const snapshot = await market.dev.request("evm_snapshot");
    const first = await join();
    const { model } = first;
    await first.chain.wallet.submit("a", await purchase(), never);
    await settled(first, "a");
    const { block } = first.chain.wallet.state("a")!;
    await model.until(() => model.head()!.number >= block!, "its block");
    await leave(first);
    await market.dev.request("evm_revert", [snapshot]);
    await market.dev.request("evm_increaseTime", [50]);
    await market.dev.request("hardhat_mine", ["0x3"]);
    assert.equal(await used(), 0);
    const again = joinChain([proxy.url], { account, directory, model });
    parties.push(again);
    const states: string[] = [];
    again.chain.wallet.onState(({ status }) => states.push(status));
    await model.until(
      () => model.events().some((event) => event.name === "Opened" && event.block > block!),
      "its new block",
    );
    await reached(again, "a", "mined");
    assert.deepEqual(states, ["sent", "mined"]);
    assert.equal(await used(), 1);
  });
});
