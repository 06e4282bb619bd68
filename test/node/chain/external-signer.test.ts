// An account whose key is at an external signer buys: asked once for each thing, refused, kept waiting, lied to, and killed in between.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { after, afterEach, before, describe, it } from "node:test";
import { Wallet } from "ethers";
import { encodeCall } from "../../../node/chain/calls.ts";
import { createRemoteSigner } from "../../../node/chain/remote-signer.ts";
import type { Offer } from "../../../protocol/offer.ts";
import type { CrashPlan } from "../../support/chain-crash.ts";
import { openTransactionJournal } from "../../support/chain-journal.ts";
import { type Market, startMarket } from "../../support/chain-market.ts";
import { DEV, type Party, type PartyOptions, TUSD, joinChain, reached, settled } from "../../support/chain-parties.ts";
import {
  type Decision,
  type ExternalSigner,
  type Shown,
  altered,
  startExternalSigner,
} from "../../support/external-signer.ts";
import { temporaryFolder } from "../../support/folder.ts";

const CHILD = new URL("../../support/chain-crash.ts", import.meta.url).pathname;
const never = new AbortController().signal;

describe("transactions by an external signer", () => {
  let market: Market;
  const ends: (() => Promise<unknown>)[] = [];
  before(async () => void (market = await startMarket()));
  after(() => market?.stop());
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  async function funded(): Promise<ExternalSigner> {
    const device = await startExternalSigner();
    ends.push(() => device.stop());
    await market.dev.fund(device.address, { coin: 10n ** 18n, tUSD: 10_000_000n });
    return device;
  }

  async function join(options: Partial<PartyOptions> = {}) {
    const device = await funded();
    const stopping = new AbortController();
    const signer = createRemoteSigner({ url: device.url, address: device.address, stopping: stopping.signal });
    const buyer = joinChain([market.dev.url], { account: device, signer, ...options });
    ends.push(async () => {
      stopping.abort();
      await buyer.stop();
    });
    await buyer.model.until(() => buyer.model.head() !== undefined, "caught up");
    const purchase = async (terms: Partial<Offer> = {}) => market.order(terms, { buyer: device.address });
    const open = async (id: string, terms: Partial<Offer> = {}) => {
      const bought = await purchase(terms);
      await buyer.chain.wallet.submit(id, { call: "open", ...bought }, never);
      return bought;
    };
    return { device, buyer, purchase, open };
  }

  const whats = ({ shown }: ExternalSigner) => shown.map(({ what }) => what);
  const nonceOf = async ({ address }: { address: string }) =>
    Number(await market.dev.request("eth_getTransactionCount", [address, "latest"]));
  const failure = async (buyer: Party, id: string) => {
    await assert.rejects(settled(buyer, id));
    return buyer.journal.get(id)!;
  };
  /** A person who decides when the test says so. */
  function undecided(device: ExternalSigner): ((decision: Decision) => void)[] {
    const waiting: ((decision: Decision) => void)[] = [];
    device.decide = () => new Promise((resolve) => void waiting.push(resolve));
    return waiting;
  }

  it("a payment in coin takes one question, and seeing what it takes none", async () => {
    const { device, buyer, purchase } = await join();
    const bought = await purchase();
    const quote = await buyer.chain.wallet.quote([bought], never);
    assert.deepEqual([quote.guessed, quote.refusal], [false, null]);
    assert.deepEqual(whats(device), []);
    await buyer.chain.wallet.submit("coin", { call: "open", ...bought }, never);
    await settled(buyer, "coin");
    const { words } = device.shown[0]!;
    assert.deepEqual([words.to, BigInt(words.value), words.nonce], [DEV.escrow, 1_500_000n, 0]);
    assert.deepEqual(whats(device), ["Transaction"]);
  });

  it("a payment in a token takes a permit and the transaction, and seeing what it takes none", async () => {
    const { device, buyer, purchase } = await join();
    const bought = await purchase({ currency: TUSD });
    const quote = await buyer.chain.wallet.quote([bought], never);
    assert.deepEqual([quote.guessed, quote.refusal, quote.dues[0]!.way], [true, null, "permit"]);
    await buyer.chain.wallet.submit("token", { call: "open", ...bought }, never);
    await settled(buyer, "token");
    assert.deepEqual(whats(device), ["Permit", "Transaction"]);
    const { spender, value } = device.shown[0]!.words;
    assert.deepEqual([spender, value], [DEV.escrow, "1500000"]);
  });

  it("who says no to the transaction or to the permit has sent nothing, and can buy the next thing", async () => {
    const { device, buyer, open } = await join();
    device.decide = () => "refuse";
    await open("no");
    const refused = await failure(buyer, "no");
    assert.deepEqual([refused.error!.code, refused.transactions], ["signer.refused", []]);
    assert.match(refused.error!.message, /did not sign the Transaction/);
    await open("no permit", { currency: TUSD });
    const unpermitted = await failure(buyer, "no permit");
    assert.equal(unpermitted.error!.code, "signer.refused");
    assert.deepEqual(whats(device), ["Transaction", "Permit"]);
    assert.equal(await nonceOf(device), 0);
    device.decide = () => "sign";
    await open("yes");
    await settled(buyer, "yes");
    assert.equal(await nonceOf(device), 1);
  });

  it("one that signs another payment than was asked has nothing journaled or sent", async () => {
    const { device, buyer, open } = await join();
    device.decide = async (shown: Shown) => ({
      answer: await altered(device, shown, { to: market.seller.address, data: "0x" }),
    });
    await open("lie");
    const entry = await failure(buyer, "lie");
    assert.deepEqual([entry.error!.code, entry.transactions, entry.nonce], ["signer.wrong", [], null]);
    assert.match(entry.error!.message, /another transaction than was asked \(to, data\)/);
    assert.equal(await nonceOf(device), 0);
  });

  it("one that is away does not lose an order: it is asked when it is back", async () => {
    const { device, buyer, open } = await join();
    await device.stop();
    await open("later");
    await assert.rejects(settled(buyer, "later", 1_000), /still intended/);
    await device.start();
    await settled(buyer, "later");
    assert.deepEqual(whats(device), ["Transaction"]);
  });

  it("while somebody reads, earlier transactions are mined, and who waits is told; stopping waits for nobody", async () => {
    const { device, buyer, open } = await join();
    await market.dev.request("evm_setAutomine", [false]);
    try {
      await open("first");
      await reached(buyer, "first", "sent");
      const decisions = undecided(device);
      await open("second");
      await device.showed("Transaction", 2);
      assert.equal(buyer.chain.wallet.isAsking("second"), true);
      assert.equal(buyer.chain.wallet.isAsking("first"), false);
      await market.mine(1);
      await settled(buyer, "first");
      assert.equal(buyer.chain.wallet.state("second")!.status, "intended");
      decisions[0]!("sign");
      await reached(buyer, "second", "sent");
      assert.equal(buyer.chain.wallet.isAsking("second"), false);
      await market.mine(1);
      await settled(buyer, "second");
      await open("third");
      await device.showed("Transaction", 3);
    } finally {
      await market.dev.request("evm_setAutomine", [true]);
    }
  });

  it("is asked again where its nonce went to another transaction while somebody was reading", async () => {
    const { device, buyer, open } = await join();
    const decisions = undecided(device);
    await open("beaten");
    const asked = await device.showed("Transaction");
    const foreign = { ...asked.words, to: device.address, data: "0x", value: 0n };
    const raw = await new Wallet(device.privateKey).signTransaction(foreign);
    await market.dev.request("eth_sendRawTransaction", [raw]);
    decisions[0]!("sign");
    const again = await device.showed("Transaction", 2);
    assert.deepEqual([asked.words.nonce, again.words.nonce], [0, 1]);
    decisions[1]!("sign");
    await settled(buyer, "beaten");
    assert.equal(buyer.journal.get("beaten")!.transactions.length, 1);
  });

  describe("of a transaction that is too cheap", () => {
    const cheap = async (buyer: Party, id: string, work: () => Promise<void>) => {
      await market.dev.request("evm_setAutomine", [false]);
      await market.dev.request("hardhat_setNextBlockBaseFeePerGas", ["0x1000000000"]);
      try {
        await work();
      } finally {
        await market.dev.request("hardhat_setNextBlockBaseFeePerGas", ["0x1"]);
        await market.dev.request("evm_setAutomine", [true]);
        await market.mine(1);
      }
      await settled(buyer, id);
    };
    const blocks = async (count: number) => {
      for (let i = 0; i < count; i++) await market.mine(1);
    };

    it("is asked for one at the same nonce that pays more", async () => {
      const { device, buyer, open } = await join({ patience: { blocks: 1, seconds: 0 } });
      await cheap(buyer, "bumped", async () => {
        await open("bumped");
        await reached(buyer, "bumped", "sent");
        await blocks(2);
        await device.showed("Transaction", 2);
      });
      const [first, second] = device.shown.map(({ words }) => words);
      assert.deepEqual([first!.nonce, second!.nonce, second!.data], [0, 0, first!.data]);
      assert.ok(BigInt(second!.maxFeePerGas) > BigInt(first!.maxFeePerGas));
      assert.equal(await nonceOf(device), 1);
    });

    it("and may say no: it stays as it is, and is not asked for it again", async () => {
      const { device, buyer, open } = await join({ patience: { blocks: 1, seconds: 0 } });
      await cheap(buyer, "kept", async () => {
        await open("kept");
        await reached(buyer, "kept", "sent");
        device.decide = () => "refuse";
        await blocks(2);
        await device.showed("Transaction", 2);
        await blocks(3);
        await market.caughtUp(buyer);
      });
      assert.deepEqual(whats(device), ["Transaction", "Transaction"]);
      assert.equal(buyer.journal.get("kept")!.transactions.length, 1);
    });

    it("is asked no more once the cheap one was mined after all, and the next one gets its turn", async () => {
      const { device, buyer, open } = await join({ patience: { blocks: 1, seconds: 0 } });
      let decisions: ((decision: Decision) => void)[] = [];
      await cheap(buyer, "mined", async () => {
        await open("mined");
        await reached(buyer, "mined", "sent");
        decisions = undecided(device);
        await blocks(2);
        await device.showed("Transaction", 2);
      });
      device.decide = () => "sign";
      await open("next");
      await settled(buyer, "next");
      decisions[0]!("sign");
      assert.equal(buyer.journal.get("mined")!.transactions.length, 1);
      assert.equal(await nonceOf(device), 2);
    });
  });

  describe("in a process that is killed", () => {
    const directory = temporaryFolder();
    after(() => rmSync(directory, { recursive: true, force: true }));

    function begin(plan: CrashPlan) {
      const child = spawn(process.execPath, [CHILD, JSON.stringify(plan)], { stdio: ["ignore", "ignore", "inherit"] });
      return { child, exited: once(child, "exit") };
    }

    it("while somebody reads, and before the answer is on disk: asked again at the same nonce, one order", async () => {
      const device = await funded();
      const bought = await market.order({ currency: TUSD }, { buyer: device.address });
      const plan: CrashPlan = {
        url: market.dev.url,
        directory,
        account: { address: device.address, privateKey: "" },
        signer: device.url,
        deployment: DEV,
        id: "purchase",
        call: encodeCall({ call: "open", ...bought }),
      };
      for (const what of ["Permit", "Transaction"]) {
        device.decide = (shown) => (shown.what === what ? new Promise<never>(() => {}) : "sign");
        const { child, exited } = begin(plan);
        await device.showed(what);
        child.kill("SIGKILL");
        await exited;
      }
      device.decide = () => "sign";
      const crash = { moment: "before", write: "signed", id: plan.id } as const;
      assert.equal((await begin({ ...plan, crash }).exited)[1], "SIGKILL");
      assert.equal((await begin(plan).exited)[0], 0);

      const nonces = device.shown.flatMap(({ what, words }) => (what === "Transaction" ? [words.nonce] : []));
      assert.deepEqual(nonces, [0, 0, 0]);
      assert.equal(await nonceOf(device), 1);
      const { model } = market.seller;
      const orders = () =>
        model.events().filter((event) => event.name === "Opened" && event.order.buyer === device.address);
      await model.until(() => orders().length > 0, "the order on chain");
      assert.equal(orders().length, 1);
      const { journal, close } = openTransactionJournal(directory);
      assert.deepEqual([journal.get("purchase")!.status, journal.open()], ["mined", []]);
      close();
    });
  });
});
