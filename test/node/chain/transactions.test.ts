// The transaction queue against a real chain when things go wrong: lost answers, races, foreign nonces, reorganisations while down.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { Wallet } from "ethers";
import { decodeCall } from "../../../node/chain/calls.ts";
import { type SingleCall, createEscrow } from "../../../node/chain/escrow.ts";
import type { EscrowCall } from "../../../node/core/ports/chain.ts";
import type { SignedAttempt } from "../../../node/core/ports/transactions.ts";
import { ZERO_HEX32 } from "../../../protocol/ids.ts";
import { type Market, startMarket } from "../../support/chain-market.ts";
import {
  DEV,
  DOMAIN,
  type Account,
  type Party,
  type PartyOptions,
  joinChain,
  newAccount,
  TUSD,
  reached,
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
    proxy.tamper = proxy.lose = undefined;
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

  describe("when another program uses the same account", () => {
    /** Signs first, so that a foreign transaction can take the nonce. @returns the party, not yet able to send */
    async function outrun(): Promise<Party> {
      const party = await join();
      proxy.block = new Set(["eth_sendRawTransaction"]);
      await party.chain.wallet.submit("a", await purchase(), never);
      await reached(party, "a", "signed");
      await elsewhere({ to: account.address });
      proxy.block = new Set();
      return party;
    }
    async function elsewhere(request: { to: string; data?: string; value?: bigint }): Promise<void> {
      const raw = await new Wallet(account.privateKey).signTransaction({
        chainId: 31_337,
        nonce: await used(),
        gasLimit: 500_000,
        maxFeePerGas: 10n ** 10n,
        maxPriorityFeePerGas: 1n,
        type: 2,
        ...request,
      });
      await market.dev.request("eth_sendRawTransaction", [raw]);
    }
    async function mine(blocks: number, party: Party): Promise<void> {
      await market.dev.request("hardhat_mine", [`0x${blocks.toString(16)}`]);
      const head = Number(await market.dev.request("eth_blockNumber"));
      await party.model.until(() => party.model.head()!.number >= head, `block ${head}`);
    }

    it("signs again with the next nonce, only when the foreign transaction is final", async () => {
      const party = await outrun();
      const looks = proxy.seen.get("eth_getTransactionReceipt") ?? 0;
      await mine(4, party);
      await until(() => proxy.seen.get("eth_getTransactionReceipt")! > looks + 3);
      const { nonce, transactions } = party.journal.get("a")!;
      assert.deepEqual([nonce, transactions.length], [0, 1]);
      await mine(32, party);
      await settled(party, "a");
      assert.deepEqual(
        party.journal.get("a")!.transactions.map((one) => one.nonce),
        [0, 1],
      );
      assert.equal(await used(), 2);
      const [record] = party.chain.transactions.list(1, undefined).items;
      assert.deepEqual([record!.nonce, record!.attempts.length], [1, 2]);
      await party.chain.wallet.submit("b", await purchase(), never);
      await settled(party, "b");
    });

    it("fails with both reasons when the call cannot succeed any more", async () => {
      const party = await outrun();
      // The same purchase by the other program: the escrow takes each order once.
      const { call } = party.journal.get("a")!;
      const escrow = createEscrow(DOMAIN);
      const { to, data, value } = escrow.encode(decodeCall(call) as SingleCall);
      await elsewhere({ to, data, value: value! });
      const ended = settled(party, "a");
      ended.catch(() => {});
      await mine(3, party);
      await mine(32, party);
      await assert.rejects(ended, { code: "chain.displaced", message: /took its place, and now: the order is funded/ });
      assert.equal(await used(), 2);
    });
  });

  describe("on a chain that gets dearer", () => {
    const PATIENT = { blocks: 3, seconds: 0 };
    const gwei = (amount: number) => BigInt(amount) * 10n ** 9n;
    const limit = { patience: PATIENT, maxFeePerGas: gwei(500) };
    const hex = (value: bigint) => `0x${value.toString(16)}`;
    const fees = (party: Party, id: string) =>
      party.chain.transactions.list(9, undefined).items.find((record) => record.id === id)!.attempts;

    const isSent = (party: Party, id: string) => party.chain.wallet.state(id)!.status === "sent";

    beforeEach(async () => market.dev.request("evm_setAutomine", [false]));
    afterEach(async () => {
      await market.dev.request("hardhat_setNextBlockBaseFeePerGas", ["0x1"]);
      await market.dev.request("evm_mine");
      await market.dev.request("evm_setAutomine", [true]);
    });
    async function blocks(count: number, party: Party, baseFee?: bigint): Promise<void> {
      if (baseFee !== undefined) await market.dev.request("hardhat_setNextBlockBaseFeePerGas", [hex(baseFee)]);
      for (let i = 0; i < count; i++) await market.dev.request("evm_mine");
      const head = Number(await market.dev.request("eth_blockNumber"));
      await party.model.until(() => party.model.head()!.number >= head, `block ${head}`);
    }

    it("replaces what three blocks left out, at the same nonce with at least an eighth more, and takes it as mined", async () => {
      const party = await join(limit);
      await party.chain.wallet.submit("a", await purchase(), never);
      await reached(party, "a", "sent");
      await blocks(2, party, gwei(60));
      assert.equal(fees(party, "a").length, 1);
      await blocks(1, party);
      await until(() => fees(party, "a").length === 2 && isSent(party, "a"));
      const [first, second] = fees(party, "a") as [SignedAttempt, SignedAttempt];
      assert.equal(second.nonce, first.nonce);
      assert(second.tip * 8n >= first.tip * 9n && second.maxFee * 8n >= first.maxFee * 9n);
      assert(second.maxFee > gwei(60), "at today's price");
      await blocks(1, party);
      const { hash, block } = await settled(party, "a");
      assert.deepEqual([hash, await used()], [second.hash, 1]);
      const { fee } = party.journal.get("a")!;
      const receipt = await market.dev.request("eth_getTransactionReceipt", [hash]);
      assert.equal(fee, (BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice)).toString());
      // And by its depth it is final.
      await blocks(DEV.finality, party);
      await reached(party, "a", "final");
      assert.equal(party.chain.wallet.state("a")!.block, block);
    });

    it("counts whichever is mined: here the first one", async () => {
      const party = await join(limit);
      await party.chain.wallet.submit("a", await purchase(), never);
      await reached(party, "a", "sent");
      const first = fees(party, "a")[0]!;
      const { raw } = party.journal.get("a")!.transactions[0]!;
      // The RPC loses the replacement.
      proxy.lose = ({ method, params }) => method === "eth_sendRawTransaction" && params[0] !== raw;
      await blocks(3, party, gwei(60));
      await until(() => fees(party, "a").length === 2);
      await blocks(1, party, 1n);
      const { hash } = await settled(party, "a");
      assert.deepEqual([hash, await used()], [first.hash, 1]);
    });

    it("replaces again and again, and never above --max-fee", async () => {
      const party = await join({ patience: PATIENT, maxFeePerGas: gwei(10) });
      await party.chain.wallet.submit("a", await purchase(), never);
      await reached(party, "a", "sent");
      await blocks(3, party, gwei(60));
      await until(() => fees(party, "a").length === 2);
      assert.equal(fees(party, "a")[1]!.maxFee, gwei(10));
      const looks = proxy.seen.get("eth_getTransactionReceipt")!;
      await blocks(3, party, gwei(60));
      await until(() => proxy.seen.get("eth_getTransactionReceipt")! > looks + 6);
      assert.equal(fees(party, "a").length, 2, "the limit is reached");
      // Nothing new is begun at this price, and the user is told before anything is stored.
      await assert.rejects(party.chain.wallet.submit("b", await purchase(), never), {
        code: "chain.fee-cap",
        message: /asks \S+ gwei per gas, this node pays at most 10/,
      });
      assert.equal(party.chain.wallet.state("b"), undefined);
      await blocks(1, party, 1n);
      await settled(party, "a");
      assert.equal(await used(), 1);
    });

    it("brings three of one account in order, each once", async () => {
      const party = await join(limit);
      for (const id of ["a", "b", "c"]) await party.chain.wallet.submit(id, await purchase(), never);
      for (const id of ["a", "b", "c"]) await reached(party, id, "sent");
      await blocks(3, party, gwei(60));
      for (const id of ["a", "b", "c"]) {
        const { wallet } = party.chain;
        await until(() => wallet.state(id)!.block !== null || (isSent(party, id) && fees(party, id).length > 1));
        await blocks(1, party);
        await settled(party, id);
      }
      assert.deepEqual(
        ["a", "b", "c"].map((id) => party.journal.get(id)!.nonce),
        [0, 1, 2],
      );
      assert.equal(await used(), 3);
    });
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
