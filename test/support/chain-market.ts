// A dev chain with a funded seller, buyer and arbitrator on it, and orders signed by the seller.
import { SigningKey } from "ethers";
import { ZERO_ADDRESS } from "../../protocol/ids.ts";
import { type Offer, offerDigest } from "../../protocol/offer.ts";
import type { Order } from "../../protocol/order.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { DOMAIN, type Party, joinChain, plainOffer } from "./chain-parties.ts";

export interface Market {
  dev: DevChain;
  seller: Party;
  buyer: Party;
  arbitrator: Party;
  /** An order of `buyer` at terms that the seller has signed. */
  order(terms?: Partial<Offer>, purchase?: Partial<Order>): Promise<{ order: Order; signature: string }>;
  /** Chain time. */
  now(): Promise<number>;
  travel(seconds: number): Promise<void>;
  height(): Promise<number>;
  /** Empty blocks. */
  mine(count: number): Promise<void>;
  /** Resolves once a party has ingested the newest block. */
  caughtUp(party: Party): Promise<void>;
  stop(): Promise<void>;
}

export async function startMarket(): Promise<Market> {
  const dev = await startDevChain();
  const parties: Party[] = [];
  for (let i = 0; i < 3; i++) {
    const party = joinChain([dev.url]);
    parties.push(party);
    await dev.fund(party.address, { coin: 10n ** 19n, tUSD: 1_000_000_000n });
  }
  const [seller, buyer, arbitrator] = parties as [Party, Party, Party];
  const now = async () => Number((await dev.request("eth_getBlockByNumber", ["latest", false])).timestamp);
  let salt = 0n;
  await Promise.all(parties.map(({ model }) => model.until(() => (model.head()?.number ?? -1) >= 8, "caught up")));
  return {
    dev,
    seller,
    buyer,
    arbitrator,
    now,
    async order(terms = {}, purchase = {}) {
      const offer = { ...plainOffer(seller.address, arbitrator.address, await now()), ...terms };
      const signature = new SigningKey(seller.privateKey).sign(offerDigest(DOMAIN, offer)).serialized;
      const order = { offer, buyer: buyer.address, units: 1, salt: ++salt, referrer: ZERO_ADDRESS, ...purchase };
      return { order, signature };
    },
    async travel(seconds) {
      await dev.request("evm_increaseTime", [seconds]);
      await dev.request("evm_mine");
    },
    height: async () => Number(await dev.request("eth_blockNumber")),
    mine: (count) => dev.request("hardhat_mine", [`0x${count.toString(16)}`]),
    async caughtUp({ model }) {
      const head = await dev.request("eth_getBlockByNumber", ["latest", false]);
      await model.until(() => model.head()?.hash === head.hash, `block ${Number(head.number)}`);
    },
    async stop() {
      await Promise.all(parties.map((party) => party.stop()));
      await dev.stop();
    },
  };
}
