// A stage for contract tests: one simulated chain with escrow, test dollar and people, and the steps of a trade.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { type ContractTransactionResponse, ZeroAddress, ZeroHash, id as keccakText } from "ethers";
import { network } from "hardhat";
import type { OrderStruct, PurchaseStruct } from "../../../types/ethers-contracts/Escrow.ts";
import type { Escrow, TestDollar } from "../../../types/ethers-contracts/index.ts";
import { OFFER_TYPES, type OfferTerms, digestOf, escrowDomain, packOffer } from "./offer.ts";

export const HOUR = 3_600n;
export const DAY = 24n * HOUR;
export const SHIP_WINDOW = 3n * DAY;
export const INSPECTION_WINDOW = 14n * DAY;
export const RULING_WINDOW = 7n * DAY;

/** Every suite about money runs once per kind. */
export const MONEY = ["coin", "token"] as const;
export type Money = (typeof MONEY)[number];

/** The enum of the contract. */
export const Status = { None: 0n, Funded: 1n, Shipped: 2n, Disputed: 3n, Released: 4n, Refunded: 5n, Split: 6n };

/** In the order of the chain's accounts; `second` is the fallback arbitrator. */
const PEOPLE = ["deployer", "buyer", "seller", "arbitrator", "second", "referrer", "stranger"] as const;
export type Person = (typeof PEOPLE)[number];

/** How far {@link Trade.reach} takes an order. */
export type Stage = "funded" | "shipped" | "disputed" | "passed" | "released" | "refunded" | "split";

export interface Wish extends Partial<OfferTerms> {
  units?: bigint;
  salt?: bigint;
  referrer?: string;
  signature?: string;
}

export type Payout = Partial<Record<"buyer" | "seller" | "arbitrator" | "second" | "referrer", bigint>>;

/** Of a purchase under the offer's own signature. */
export const ALONE = { sequence: 0n, contentDigest: ZeroHash, path: [] as string[] };

/** An order with its id and the signed purchase that opens it. */
export interface Deal {
  id: string;
  /** The offer's, by ethers alone: what its seller signs, and its leaf in a catalogue. */
  digest: string;
  order: OrderStruct;
  purchase: PurchaseStruct;
  total: bigint;
}

export async function createStage(override: { chainId?: number } = {}) {
  const connection = await network.create({ override });
  const { ethers, networkHelpers } = connection;

  /** One deployment with people and money. Used through `loadFixture`. */
  async function trade() {
    const signers = await ethers.getSigners();
    const people = Object.fromEntries(PEOPLE.map((name, i) => [name, signers[i]!])) as Record<
      Person,
      HardhatEthersSigner
    >;
    const { deployer, buyer } = people;
    const escrow = await ethers.deployContract("Escrow", deployer);
    const token = await ethers.deployContract("TestDollar", deployer);
    await token.mint(buyer, 10n ** 30n);
    await token.connect(buyer).approve(escrow, ethers.MaxUint256);
    return createTrade(escrow, token, people);
  }

  function createTrade(escrow: Escrow, token: TestDollar, people: Record<Person, HardhatEthersSigner>) {
    const { buyer, seller, arbitrator, second } = people;
    const address = escrow.target as string;
    let salts = 0n;

    const currencyOf = (money: Money): string => (money === "coin" ? ZeroAddress : (token.target as string));

    /** Two units at 50 and shipping at 7 by default, both arbitrators, all fees set, stock counted. */
    async function termsOf(money: Money, wish: Wish = {}): Promise<OfferTerms> {
      const { units: _, salt: __, referrer: ___, signature: ____, ...overrides } = wish;
      return {
        seller: seller.address,
        arbitrator: arbitrator.address,
        fallbackArbitrator: second.address,
        currency: currencyOf(money),
        unitPrice: 50_000_000n,
        shipping: 7_000_000n,
        terms: keccakText("a listing"),
        sku: keccakText("a product"),
        maxUnits: 1_000n,
        shipWindow: SHIP_WINDOW,
        inspectionWindow: INSPECTION_WINDOW,
        rulingWindow: RULING_WINDOW,
        arbitratorFeeBps: 500n,
        referrerBps: 250n,
        defaultBuyerBps: 4_000n,
        validUntil: BigInt(await networkHelpers.time.latest()) + 365n * DAY,
        counter: 0n,
        ...overrides,
      };
    }

    const sign = async (terms: OfferTerms, signer: HardhatEthersSigner = seller): Promise<string> =>
      signer.signTypedData(escrowDomain(await chainId(), address), OFFER_TYPES, terms);

    /** A signed purchase that is not yet opened; `signer` is its seller, or signs for the seller that the wish names. */
    async function deal(money: Money, wish: Wish = {}, signer: HardhatEthersSigner = seller): Promise<Deal> {
      const terms = await termsOf(money, { seller: signer.address, ...wish });
      const offer = packOffer(terms);
      const units = wish.units ?? 2n;
      const salt = wish.salt ?? ++salts;
      const referrer = wish.referrer ?? ZeroAddress;
      const signature = wish.signature ?? (await sign(terms, signer));
      const order = { offer, buyer: buyer.address, units, salt, referrer };
      return {
        id: await escrow.orderId(order),
        digest: digestOf(escrowDomain(await chainId(), address), terms),
        order,
        purchase: { offer, units, salt, referrer, ...ALONE, signature },
        total: terms.unitPrice * units + terms.shipping,
      };
    }

    const valueOf = ({ order, total }: Deal) => ({ value: order.offer.currency === ZeroAddress ? total : 0n });

    const open = (wanted: Deal, as: HardhatEthersSigner = buyer): Promise<ContractTransactionResponse> =>
      escrow.connect(as).open(wanted.purchase, valueOf(wanted));

    /** Opens an order and takes it to a stage by the ordinary calls. */
    async function reach(stage: Stage, money: Money, wish: Wish = {}): Promise<Deal> {
      const made = await deal(money, wish);
      await open(made);
      if (stage === "released") await escrow.connect(buyer).confirm(made.order, ZeroHash, 0);
      if (stage === "refunded") await escrow.connect(seller).cancel(made.order);
      if (!["shipped", "disputed", "passed", "split"].includes(stage)) return made;
      await escrow.connect(seller).ship(made.order, ZeroHash);
      if (stage === "shipped") return made;
      await escrow.connect(buyer).dispute(made.order, ZeroHash);
      if (stage === "passed") await escrow.connect(arbitrator).pass(made.order);
      if (stage === "split") await escrow.connect(arbitrator).rule(made.order, 5_000);
      return made;
    }

    const since = async ({ id }: Deal): Promise<bigint> => (await escrow.state(id)).since;
    const statusOf = async ({ id }: Deal): Promise<bigint> => (await escrow.state(id)).status;

    /** Who received how much by the call, and that the escrow gave exactly that; the referrer's share is a credit. */
    async function expectPayout(made: Deal, call: () => Promise<ContractTransactionResponse>, payout: Payout) {
      const currency = made.order.offer.currency as string;
      const credit = () => escrow.credit(people.referrer, currency);
      const before = await credit();
      const { referrer: toReferrer = 0n, ...pushed } = payout;
      const paid = [buyer, seller, arbitrator, second].map((person) => person.address);
      const amounts = (["buyer", "seller", "arbitrator", "second"] as const).map((role) => pushed[role] ?? 0n);
      const spent = amounts.reduce((sum, amount) => sum + amount, 0n);
      const changes =
        currency === ZeroAddress
          ? expect(call).to.changeEtherBalances(ethers, [...paid, address], [...amounts, -spent])
          : expect(call).to.changeTokenBalances(ethers, token, [...paid, address], [...amounts, -spent]);
      await changes;
      expect((await credit()) - before, "the referrer's credit").to.equal(toReferrer);
      expect(spent + toReferrer, "the four shares").to.equal(made.total);
    }

    return {
      escrow,
      token,
      ...people,
      currencyOf,
      termsOf,
      sign,
      deal,
      open,
      valueOf,
      reach,
      since,
      statusOf,
      expectPayout,
    };
  }

  const chainId = async (): Promise<bigint> => (await ethers.provider.getNetwork()).chainId;

  return {
    connection,
    ethers,
    networkHelpers,
    createTrade,
    load: () => networkHelpers.loadFixture(trade),
    /** The next block's timestamp. */
    at: (seconds: bigint) => networkHelpers.time.setNextBlockTimestamp(seconds),
    now: async () => BigInt(await networkHelpers.time.latest()),
  };
}

export type Trade = Awaited<ReturnType<Awaited<ReturnType<typeof createStage>>["load"]>>;
