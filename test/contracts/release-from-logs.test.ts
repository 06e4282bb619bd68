// Every journal is gone: an order that a contract wallet bought is found, rebuilt and closed by each path from an RPC and the ABI alone (I11).
import { expect } from "chai";
import { type AbstractSigner, Contract, ZeroHash } from "ethers";
import { artifacts } from "hardhat";
import { type Rpc, chronicleOf, orderIn, ordersOf, windowsIn } from "./support/chronicle.ts";
import { FOREVER, signRelease, signSettlement } from "./support/consent.ts";
import { DAY, MONEY, type Money, Status, createStage } from "./support/trade.ts";
import { boughtBy, openWallet } from "./support/wallet.ts";

const { load, at, ethers } = await createStage();
const { abi } = await artifacts.readArtifact("Escrow");

/** A wallet bought, and the order was taken to a stage. What is handed on: addresses, keys, an RPC, the ABI. */
async function wreck(money: Money, stage: "funded" | "shipped" | "disputed") {
  const trade = await load();
  const { escrow, buyer, seller, referrer } = trade;
  const wallet = await openWallet(ethers, trade, buyer);
  const made = await trade.deal(money, { referrer: referrer.address });
  const bought = await boughtBy(trade, made, wallet.address);
  await wallet.call("open", [bought.purchase], trade.valueOf(bought).value);
  if (stage !== "funded") await escrow.connect(seller).ship(bought.order, ZeroHash);
  if (stage === "disputed") await wallet.call("dispute", [bought.order, ZeroHash]);

  const address = escrow.target as string;
  const rpc = ethers.provider as Rpc;
  const [id] = (await ordersOf(rpc, address, abi, wallet.address)) as [string];
  const chronicle = await chronicleOf(rpc, address, abi, id);
  const order = orderIn(chronicle);
  const entered = chronicle.at(-1)!.time;
  const windows = windowsIn(order.offer.limits);
  const as = (signer: unknown) => new Contract(address, abi, signer as AbstractSigner) as unknown as typeof escrow;
  return { ...trade, wallet, id, order: order as never, entered, windows, as, money };
}

type Wreck = Awaited<ReturnType<typeof wreck>>;

interface Path {
  from: "funded" | "shipped" | "disputed";
  to: bigint;
  /** Of the total, in hundredths of a percent. */
  buyerBps: bigint;
  feeBps?: bigint;
  close: (wreck: Wreck) => Promise<unknown>;
}

const PATHS: Record<string, Path> = {
  "confirm, by the wallet": {
    from: "shipped",
    to: Status.Released,
    buyerBps: 0n,
    close: ({ wallet, order }) => wallet.call("confirm", [order, ZeroHash, 0]),
  },
  "confirm by the wallet's signature, by a stranger": {
    from: "funded",
    to: Status.Released,
    buyerBps: 0n,
    close: async ({ as, escrow, buyer, stranger, id, order }) =>
      as(stranger).confirmBySignature(await signRelease({ escrow }, buyer, { id, order })),
  },
  "settle, by the seller with the wallet's signature": {
    from: "disputed",
    to: Status.Split,
    buyerBps: 2_500n,
    close: async ({ as, escrow, buyer, seller, id, order }) =>
      as(seller).settle(
        await signSettlement({ escrow }, buyer, { id, order }, { buyerBps: 2_500n, deadline: FOREVER }),
      ),
  },
  "settle, by the wallet with the seller's signature": {
    from: "shipped",
    to: Status.Split,
    buyerBps: 2_500n,
    close: async ({ wallet, escrow, seller, id, order }) =>
      wallet.call("settle", [await signSettlement({ escrow }, seller, { id, order }, { buyerBps: 2_500n })]),
  },
  "cancel, by the seller": {
    from: "shipped",
    to: Status.Refunded,
    buyerBps: 10_000n,
    close: ({ as, seller, order }) => as(seller).cancel(order),
  },
  "cancel, by anyone after the ship window": {
    from: "funded",
    to: Status.Refunded,
    buyerBps: 10_000n,
    async close({ as, stranger, order, entered, windows }) {
      await at(entered + windows.ship + 1n);
      return as(stranger).cancel(order);
    },
  },
  "claim, by anyone after the inspection window": {
    from: "shipped",
    to: Status.Released,
    buyerBps: 0n,
    async close({ as, stranger, order, entered, windows }) {
      await at(entered + windows.inspection + 1n);
      return as(stranger).claim(order);
    },
  },
  "rule, by the arbitrator at their last second": {
    from: "disputed",
    to: Status.Split,
    buyerBps: 6_000n,
    feeBps: 500n,
    async close({ as, arbitrator, order, entered, windows }) {
      await at(entered + windows.ruling);
      return as(arbitrator).rule(order, 6_000);
    },
  },
  "rule, by the fallback after the arbitrator's window": {
    from: "disputed",
    to: Status.Split,
    buyerBps: 6_000n,
    feeBps: 500n,
    async close({ as, second, order, entered, windows }) {
      await at(entered + windows.ruling + 1n);
      return as(second).rule(order, 6_000);
    },
  },
  "expire, by anyone after both ruling windows": {
    from: "disputed",
    to: Status.Split,
    buyerBps: 4_000n,
    async close({ as, stranger, order, entered, windows }) {
      await at(entered + 2n * windows.ruling + 1n);
      return as(stranger).expire(order);
    },
  },
};

for (const money of MONEY) {
  describe(`an order in ${money} that only the chain remembers`, () => {
    for (const [path, { from, to, buyerBps, feeBps = 0n, close }] of Object.entries(PATHS)) {
      it(`should be closed by ${path}`, async () => {
        const scene = await wreck(money, from);
        const { escrow, token, wallet, referrer, id, currencyOf } = scene;
        const wealth = async (account: string): Promise<bigint> =>
          money === "coin" ? ethers.provider.getBalance(account) : token.balanceOf(account);
        const before = await wealth(wallet.address);
        const total = await wealth(escrow.target as string);
        expect(total).to.equal(107_000_000n);
        await close(scene);

        expect((await escrow.state(id)).status).to.equal(to);
        const fee = (total * feeBps) / 10_000n;
        const toBuyer = ((total - fee) * buyerBps) / 10_000n;
        const share = ((total - fee - toBuyer) * 250n) / 10_000n;
        expect((await wealth(wallet.address)) - before).to.equal(toBuyer);
        expect(await escrow.credit(referrer, currencyOf(money))).to.equal(share);
        expect(await wealth(escrow.target as string), "all but the credit is paid").to.equal(share);
        const chronicle = await chronicleOf(ethers.provider as Rpc, escrow.target as string, abi, id);
        const { event } = chronicle.at(-1)!;
        expect(event.name).to.equal("Closed");
        expect(event.args.toArray().slice(1)).to.deep.equal([to, toBuyer, total - fee - toBuyer - share, fee, share]);
      });
    }
  });
}

describe("an order rebuilt from its logs", () => {
  it("should have the id that the log says, also opened in a cart, and give away its whole life", async () => {
    const trade = await load();
    const { escrow, buyer, seller, deal } = trade;
    const wallet = await openWallet(ethers, trade, buyer);
    const cart = [];
    for (const money of MONEY) cart.push(await boughtBy(trade, await deal(money), wallet.address));
    await wallet.call("openMany", [cart.map(({ purchase }) => purchase)], cart[0]!.total);
    const rpc = ethers.provider as Rpc;
    const ids = await ordersOf(rpc, escrow.target as string, abi, wallet.address);
    expect(ids).to.deep.equal(cart.map(({ id }) => id));
    await escrow.connect(seller).ship(cart[1]!.order, ZeroHash);
    await escrow.connect(seller).extend(cart[1]!.order, DAY);
    await wallet.call("dispute", [cart[1]!.order, ZeroHash]);
    for (const id of ids) {
      const order = orderIn(await chronicleOf(rpc, escrow.target as string, abi, id));
      expect(await escrow.orderId(order as never)).to.equal(id);
    }
    const life = await chronicleOf(rpc, escrow.target as string, abi, ids[1]!);
    expect(life.map(({ event }) => event.name)).to.deep.equal(["Opened", "Shipped", "Extended", "Disputed"]);
    expect(life.at(-1)!.time).to.equal((await escrow.state(ids[1]!)).since);
  });
});
