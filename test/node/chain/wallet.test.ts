// Every call of the escrow from a node's wallet to the real contract and back as an event; refusals in words, before anything is stored.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Interface, Wallet } from "ethers";
import type { EscrowCall, EscrowEvent } from "../../../node/core/ports/chain.ts";
import { SoukError } from "../../../node/core/errors.ts";
import { type Hex32, ZERO_ADDRESS, ZERO_HEX32 } from "../../../protocol/ids.ts";
import { typedRelease, typedSettlement } from "../../../protocol/consent.ts";
import { type Order, orderId } from "../../../protocol/order.ts";
import { type Market, startMarket } from "../../support/chain-market.ts";
import { DEV, DOMAIN, type Party, TUSD, joinChain, settled } from "../../support/chain-parties.ts";

const REVIEW = `0x${"4e".repeat(32)}` as Hex32;
const DIGEST = `0x${"d1".repeat(32)}` as Hex32;
const never = new AbortController().signal;

describe("wallet", () => {
  let market: Market;
  let calls = 0;

  before(async () => (market = await startMarket()));
  after(() => market.stop());

  const transactions = async (of: string) =>
    Number(await market.dev.request("eth_getTransactionCount", [of, "latest"]));

  async function submit(party: Party, call: EscrowCall): Promise<string> {
    const id = `call-${++calls}`;
    await party.chain.wallet.submit(id, call, never);
    const { status, hash, block } = await settled(party, id);
    assert.deepEqual([status, typeof hash, typeof block], ["mined", "string", "number"]);
    return id;
  }

  /** The event as a third party's follower decoded it. */
  async function seen<N extends EscrowEvent["name"]>(name: N, id: Hex32): Promise<EscrowEvent & { name: N }> {
    const { model } = market.arbitrator;
    const find = () =>
      model.events().find((event) => event.name === name && "orderId" in event && event.orderId === id);
    await model.until(() => find() !== undefined, `${name} of ${id}`);
    return find() as EscrowEvent & { name: N };
  }

  async function open(terms?: Parameters<Market["order"]>[0]): Promise<{ order: Order; id: Hex32 }> {
    const { order, signature } = await market.order(terms);
    await submit(market.buyer, { call: "open", order, signature });
    const id = orderId(DOMAIN, order);
    assert.deepEqual((await seen("Opened", id)).order, order);
    return { order, id };
  }

  it("pays in coin, ships, confirms with a review", async () => {
    const { order, id } = await open();
    await submit(market.seller, { call: "ship", order, tracking: DIGEST });
    assert.equal((await seen("Shipped", id)).tracking, DIGEST);
    await submit(market.buyer, { call: "confirm", order, review: REVIEW, rating: 5 });
    const { review, rating } = await seen("Reviewed", id);
    assert.deepEqual([review, rating], [REVIEW, 5]);
    const closed = await seen("Closed", id);
    assert.deepEqual([closed.status, closed.toSeller, closed.toBuyer], ["released", 1_500_000n, 0n]);
  });

  it("pays in a token with a permit, in one transaction", async () => {
    const { wallet } = market.buyer.chain;
    const held = await wallet.balance(TUSD);
    const used = await transactions(wallet.address);
    const { order } = await open({ currency: TUSD });
    assert.equal(await wallet.balance(TUSD), held - 1_500_000n);
    assert.equal(await transactions(wallet.address), used + 1);
    await submit(market.seller, { call: "cancel", order });
    assert.equal(await wallet.balance(TUSD), held);
  });

  it("pays with a permit on a chain whose clock is far ahead", async () => {
    await market.travel(40 * 86_400);
    await open({ currency: TUSD });
  });

  it("pays three token orders that were submitted at once", async () => {
    const { wallet } = market.buyer.chain;
    const orders = await Promise.all([1, 2, 3].map(() => market.order({ currency: TUSD })));
    await Promise.all(orders.map((one, i) => wallet.submit(`at-once-${i}`, { call: "open", ...one }, never)));
    for (const [i] of orders.entries()) await settled(market.buyer, `at-once-${i}`);
  });

  it("approves first where the token has no permit, once", async () => {
    const deployment = { ...DEV, currencies: DEV.currencies.map((currency) => ({ ...currency, permit: false })) };
    const { address, privateKey } = market.buyer;
    const plain = joinChain([market.dev.url], { account: { address, privateKey }, deployment });
    try {
      await plain.model.until(() => plain.model.head() !== undefined, "caught up");
      const used = await transactions(address);
      const { order, signature } = await market.order({ currency: TUSD });
      await plain.chain.wallet.submit("approved", { call: "open", order, signature }, never);
      await settled(plain, "approved");
      assert.equal(await transactions(address), used + 2);
      await seen("Opened", orderId(DOMAIN, order));
    } finally {
      await plain.stop();
    }
  });

  it("pays a cart of coin and tokens in one transaction, each token by its own permit", async () => {
    const { wallet } = market.buyer.chain;
    const terms = [{ currency: TUSD }, { currency: TUSD, unitPrice: 2_000_000n }, {}];
    const purchases = await Promise.all(terms.map((one) => market.order(one)));
    const held = await wallet.balance(TUSD);
    const used = await transactions(wallet.address);
    await submit(market.buyer, { call: "openMany", purchases });
    assert.equal(await transactions(wallet.address), used + 1);
    assert.equal(await wallet.balance(TUSD), held - 4_000_000n);
    for (const { order } of purchases) assert.deepEqual((await seen("Opened", orderId(DOMAIN, order))).order, order);
  });

  it("approves a token without permits before the cart, and pays the other by its permit", async () => {
    const { wallet, address } = { ...market.buyer.chain, ...market.buyer };
    const odd = DEV.currencies.find(({ symbol }) => symbol === "tODD")!.address;
    const mint = new Interface(["function mint(address,uint256)"]).encodeFunctionData("mint", [address, 10_000_000n]);
    await market.dev.request("eth_sendTransaction", [{ from: market.dev.accounts[0], to: odd, data: mint }]);
    const purchases = [await market.order({ currency: odd }), await market.order({ currency: TUSD })];
    const used = await transactions(address);
    await submit(market.buyer, { call: "openMany", purchases });
    assert.equal(await transactions(address), used + 2);
    assert.equal(await wallet.balance(odd), 8_500_000n);
    for (const { order } of purchases) await seen("Opened", orderId(DOMAIN, order));
  });

  it("sets an allowance to zero first where the token takes no other change, then approves, then pays", async () => {
    const { address } = market.buyer;
    const token = DEV.currencies.find(({ symbol }) => symbol === "tODD")!.address;
    const erc20 = new Interface(["function mint(address,uint256)", "function approve(address,uint256)"]);
    const [from] = market.dev.accounts;
    const send = (data: string) => market.dev.request("eth_sendTransaction", [{ from, to: token, data }]);
    await send(erc20.encodeFunctionData("mint", [address, 10_000_000n]));
    // Of an order that was never paid.
    const left = await new Wallet(market.buyer.privateKey).signTransaction({
      chainId: DEV.chainId,
      nonce: await transactions(address),
      to: token,
      gasLimit: 100_000,
      type: 2,
      maxFeePerGas: 10n ** 10n,
      maxPriorityFeePerGas: 1n,
      data: erc20.encodeFunctionData("approve", [DEV.escrow, 7n]),
    });
    await market.dev.request("eth_sendRawTransaction", [left]);
    const used = await transactions(address);
    const { order, signature } = await market.order({ currency: token });
    const id = await submit(market.buyer, { call: "open", order, signature });
    assert.equal(await transactions(address), used + 3);
    const steps = market.buyer.chain.transactions.list(3, undefined).items;
    assert.deepEqual(
      steps.map((step) => [step.id.replace(id, ""), step.call, step.status]),
      [
        ["/approve/tODD", "approve", "mined"],
        ["/approve/tODD/reset", "approve", "mined"],
        ["", "open", "mined"],
      ],
    );
    await seen("Opened", orderId(DOMAIN, order));
  });

  it("is told which purchase of a cart was refused, and nothing is opened", async () => {
    const [fine, second] = await Promise.all([
      market.order(),
      market.order({ sku: REVIEW, maxUnits: 1 }, { units: 2 }),
    ]);
    const call: EscrowCall = { call: "openMany", purchases: [fine, second] };
    await assert.rejects(market.buyer.chain.wallet.submit("cart", call, never), (error) => {
      assert(error instanceof SoukError);
      assert.deepEqual([error.code, error.field], ["chain.reverted", "purchases.1"]);
      assert.match(error.message, /item 2 of the cart: only 1 left, 2 wanted/);
      return true;
    });
    assert.equal(market.buyer.chain.wallet.state("cart"), undefined);
  });

  it("lengthens windows, points to evidence, and settles with the other's signature during a dispute", async () => {
    const { order, id } = await open();
    await submit(market.buyer, { call: "extend", order, extension: 3_600 });
    assert.equal((await seen("Extended", id)).extension, 3_600);
    await submit(market.seller, { call: "ship", order, tracking: ZERO_HEX32 });
    await submit(market.seller, { call: "extend", order, extension: 86_400 });
    await submit(market.buyer, { call: "dispute", order, evidence: DIGEST });
    await submit(market.arbitrator, { call: "submitEvidence", order, evidence: REVIEW });
    assert.equal((await seen("Evidence", id)).party, market.arbitrator.address);
    const settlement = { orderId: id, buyerBps: 2_500, deadline: (await market.now()) + 3_600 };
    const signature = await market.seller.signer.signTypedData(typedSettlement(DOMAIN, settlement));
    const { buyerBps, deadline } = settlement;
    await submit(market.buyer, { call: "settle", order, buyerBps, deadline, signature });
    const closed = await seen("Closed", id);
    assert.deepEqual([closed.status, closed.toBuyer, closed.toSeller], ["split", 375_000n, 1_125_000n]);
  });

  it("collects signed releases in one transaction, and passes over one that is spoiled", async () => {
    const opened = [await open(), await open(), await open()];
    const deadline = (await market.now()) + 86_400;
    const terms = { review: REVIEW, rating: 5, deadline };
    const releases = await Promise.all(
      opened.map(async ({ order, id }, i) => {
        const { signer } = i === 1 ? market.seller : market.buyer;
        const signature = await signer.signTypedData(typedRelease(DOMAIN, { orderId: id, ...terms }));
        return { order, ...terms, signature };
      }),
    );
    await submit(market.seller, { call: "confirmMany", releases });
    assert.equal((await seen("Closed", opened[0]!.id)).status, "released");
    assert.equal((await seen("Skipped", opened[1]!.id)).reason, "InvalidSignature");
    assert.equal((await seen("Reviewed", opened[2]!.id)).rating, 5);
  });

  it("claims after the inspection window, cancels for anyone after the ship window", async () => {
    const [shipped, overdue] = [await open(), await open()];
    await submit(market.seller, { call: "ship", order: shipped.order, tracking: ZERO_HEX32 });
    await market.travel(8 * 86_400);
    await submit(market.arbitrator, { call: "claim", order: shipped.order });
    assert.equal((await seen("Closed", shipped.id)).toSeller, 1_500_000n);
    await submit(market.arbitrator, { call: "cancel", order: overdue.order });
    assert.equal((await seen("Closed", overdue.id)).toBuyer, 1_500_000n);
  });

  it("disputes, passes to the fallback, rules, and expires", async () => {
    const fallbackArbitrator = market.dev.accounts[9]!;
    const ruled = await open();
    const passed = await open({ fallbackArbitrator });
    for (const { order, id } of [ruled, passed]) {
      await submit(market.seller, { call: "ship", order, tracking: ZERO_HEX32 });
      await submit(market.buyer, { call: "dispute", order, evidence: DIGEST });
      assert.equal((await seen("Disputed", id)).evidence, DIGEST);
    }
    await submit(market.arbitrator, { call: "rule", order: ruled.order, buyerBps: 10_000 });
    const closed = await seen("Closed", ruled.id);
    assert.deepEqual([closed.status, closed.toBuyer, closed.toArbitrator], ["split", 1_425_000n, 75_000n]);
    await submit(market.arbitrator, { call: "pass", order: passed.order });
    await seen("Passed", passed.id);
    await market.travel(15 * 86_400);
    await submit(market.seller, { call: "expire", order: passed.order });
    assert.equal((await seen("Closed", passed.id)).toBuyer, 750_000n);
  });

  it("withdraws a referrer's credit", async () => {
    const { chain, address, model } = market.arbitrator;
    const terms = { arbitrator: ZERO_ADDRESS, rulingWindow: 0, referrerBps: 1_000 };
    const { order, signature } = await market.order(terms, { referrer: address });
    await submit(market.buyer, { call: "open", order, signature });
    await submit(market.buyer, { call: "confirm", order, review: ZERO_HEX32, rating: 0 });
    assert.equal(await chain.wallet.credit(ZERO_ADDRESS), 150_000n);
    await submit(market.arbitrator, { call: "withdraw", currency: ZERO_ADDRESS, to: address });
    assert.equal(await chain.wallet.credit(ZERO_ADDRESS), 0n);
    const withdrawn = () => model.events().find(({ name }) => name === "Withdrawn");
    await model.until(() => withdrawn() !== undefined, "Withdrawn");
    const { account, currency, amount } = withdrawn() as EscrowEvent & { name: "Withdrawn" };
    assert.deepEqual([account, currency, amount], [address, ZERO_ADDRESS, 150_000n]);
  });

  describe("refuses before anything is stored", () => {
    async function refused(party: Party, call: EscrowCall, code: string, message: RegExp): Promise<void> {
      const used = await transactions(party.address);
      const id = `refused-${++calls}`;
      await assert.rejects(party.chain.wallet.submit(id, call, never), (error) => {
        assert(error instanceof SoukError, String(error));
        assert.equal(error.code, code, error.message);
        assert.match(error.message, message);
        return true;
      });
      assert.equal(party.chain.wallet.state(id), undefined);
      assert.equal(await transactions(party.address), used);
    }

    it("calls in the wrong state, by the wrong party, too early", async () => {
      const { order } = await open();
      const { order: unknown } = await market.order();
      await refused(
        market.buyer,
        { call: "ship", order, tracking: DIGEST },
        "chain.reverted",
        /only 0x[0-9a-f]{40} may/,
      );
      await refused(market.buyer, { call: "claim", order }, "chain.reverted", /the order is funded/);
      await refused(market.buyer, { call: "cancel", order }, "chain.reverted", /only|allowed only from .* UTC/);
      await refused(
        market.buyer,
        { call: "confirm", order: unknown, review: DIGEST, rating: 1 },
        "chain.reverted",
        /does not know/,
      );
    });

    it("offers that are forged, expired, or sold out", async () => {
      const { order, signature } = await market.order();
      const cheaper = { ...order, offer: { ...order.offer, unitPrice: 1n } };
      await refused(market.buyer, { call: "open", order: cheaper, signature }, "chain.reverted", /did not sign this/);
      const expired = await market.order({ validUntil: (await market.now()) - 1 });
      await refused(market.buyer, { call: "open", ...expired }, "chain.reverted", /allowed only until .* UTC/);
      const stock = { sku: `0x${"51".repeat(32)}` as Hex32, maxUnits: 2 };
      const tooMany = await market.order(stock, { units: 3 });
      await refused(market.buyer, { call: "open", ...tooMany }, "chain.reverted", /only 2 left, 3 wanted/);
    });

    it("purchases that the account cannot pay, naming currency, needed and held", async () => {
      const tokens = await market.order({ currency: TUSD, unitPrice: 10n ** 15n });
      const held = (Number(await market.buyer.chain.wallet.balance(TUSD)) / 1e6).toFixed(2);
      await refused(
        market.buyer,
        { call: "open", ...tokens },
        "funds.insufficient",
        new RegExp(`1000000000\\.50 tUSD.*${held}`),
      );
      const coins = await market.order({ unitPrice: 10n ** 22n });
      await refused(
        market.buyer,
        { call: "open", ...coins },
        "funds.insufficient",
        /10000\.\d+ ETH, .* holds 9\.\d+ ETH/,
      );
    });

    it("calls of an account without coin for the fee", async () => {
      const poor = joinChain([market.dev.url]);
      const odd = DEV.currencies.find(({ symbol }) => symbol === "tODD")!.address;
      try {
        await market.dev.fund(poor.address, { tUSD: 5_000_000n });
        await poor.model.until(() => poor.model.head() !== undefined, "caught up");
        const purchase = await market.order({ currency: TUSD }, { buyer: poor.address });
        await refused(
          poor,
          { call: "open", ...purchase },
          "wallet.no-coin",
          /takes up to 0\.\d+ ETH .* holds 0\.00 ETH: have that much sent to 0x/,
        );
        // Enough for the approval, not for the payment after it.
        const mint = new Interface(["function mint(address,uint256)"]).encodeFunctionData("mint", [
          poor.address,
          10n ** 7n,
        ]);
        await market.dev.request("eth_sendTransaction", [{ from: market.dev.accounts[0], to: odd, data: mint }]);
        const { baseFeePerGas } = await market.dev.request("eth_getBlockByNumber", ["latest", false]);
        await market.dev.fund(poor.address, { coin: 90_000n * (2n * BigInt(baseFeePerGas) + 10n ** 9n) });
        const approved = await market.order({ currency: odd }, { buyer: poor.address });
        await refused(poor, { call: "open", ...approved }, "wallet.no-coin", /takes up to/);
      } finally {
        await poor.stop();
      }
    });
  });

  it("says so when the offer's currency is no token", async () => {
    const { order, signature } = await market.order({ currency: market.dev.accounts[5]! });
    const call: EscrowCall = { call: "open", order, signature };
    await assert.rejects(market.buyer.chain.wallet.submit("no-token", call, never), /there is no token at 0x/);
  });

  it("takes the same id once", async () => {
    const { order, signature } = await market.order();
    const call: EscrowCall = { call: "open", order, signature };
    const { wallet } = market.buyer.chain;
    const used = await transactions(wallet.address);
    await Promise.all([wallet.submit("same", call, never), wallet.submit("same", call, never)]);
    await settled(market.buyer, "same");
    await wallet.submit("same", call, never);
    assert.equal(await transactions(wallet.address), used + 1);
  });
});
