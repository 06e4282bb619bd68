// The stage of trade.ts with the periphery on it: adapter and court, registry, bond, lens, and what their tests do again and again.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import type { ArbitratorAdapter, LocalCourt } from "../../../types/ethers-contracts/index.ts";
import { DAY, type Deal, type Money, type Trade, type Wish, createStage } from "./trade.ts";

export const COST = 10n ** 16n;
export const APPEAL_COST = 3n * COST;
export const APPEAL_WINDOW = DAY;
export const MIN_RULING_WINDOW = 5n * DAY;
export const ROUND_TIME = 2n * DAY;
export const EXTRA_DATA = "0x0203";
export const META_EVIDENCE = "/ipfs/metaevidence.json";

export interface PeripheryTrade extends Trade {
  judge: HardhatEthersSigner;
  court: LocalCourt;
  adapter: ArbitratorAdapter;
}

export async function createPeripheryStage() {
  const stage = await createStage();
  const { ethers, at, now, networkHelpers } = stage;

  async function periphery() {
    const trade = await stage.load();
    const { escrow } = trade;
    const judge = (await ethers.getSigners())[10]!;
    const court = await ethers.deployContract("LocalCourt", [judge.address, COST, APPEAL_COST, APPEAL_WINDOW]);
    const lens = await ethers.deployContract("EscrowLens", [escrow.target]);
    const registry = await ethers.deployContract("ArbitratorRegistry");
    const bond = await ethers.deployContract("SellerBond", [escrow.target]);
    return { ...trade, judge, court, adapter: await adapterOf(trade, court.target as string), lens, registry, bond };
  }

  /** An adapter for any court. */
  const adapterOf = ({ escrow }: Trade, court: string): Promise<ArbitratorAdapter> =>
    ethers.deployContract("ArbitratorAdapter", [
      escrow.target,
      court,
      EXTRA_DATA,
      MIN_RULING_WINDOW,
      ROUND_TIME,
      META_EVIDENCE,
    ]);

  /** A disputed order that names the adapter as its arbitrator. */
  const disputed = (trade: PeripheryTrade, money: Money = "coin", wish: Wish = {}): Promise<Deal> =>
    trade.reach("disputed", money, { arbitrator: trade.adapter.target as string, ...wish });

  /** Pays the court for an order. @returns the court's number */
  async function request(trade: PeripheryTrade, deal: Deal, payer = trade.stranger, value = COST): Promise<bigint> {
    await trade.adapter.connect(payer).request(deal.order, { value });
    return (await trade.adapter.requestOf(deal.id)).disputeId;
  }

  /** The judge decides, nobody appeals, and the court hands its ruling over. */
  async function decide({ court, judge }: PeripheryTrade, disputeId: bigint, ruling: number): Promise<void> {
    await court.connect(judge).giveRuling(disputeId, ruling);
    await at((await now()) + APPEAL_WINDOW + 1n);
    await court.executeRuling(disputeId);
  }

  /** A disputed order, paid for by `payer` and ruled. */
  async function ruled(trade: PeripheryTrade, money: Money, ruling: number, wish: Wish = {}, payer = trade.stranger) {
    const deal = await disputed(trade, money, wish);
    await decide(trade, await request(trade, deal, payer), ruling);
    return deal;
  }

  /** Below, at and above a deadline: `early` refuses up to it, `call` succeeds a second later. */
  async function expectFrom(
    second: bigint,
    early: () => Promise<ContractTransactionResponse>,
    refusal: (sent: Promise<ContractTransactionResponse>) => Promise<unknown>,
  ): Promise<void> {
    const snapshot = await networkHelpers.takeSnapshot();
    await at(second - 1n);
    await refusal(early());
    await snapshot.restore();
    await at(second);
    await early();
    expect(await now()).to.equal(second);
  }

  return {
    ...stage,
    adapterOf,
    disputed,
    request,
    decide,
    ruled,
    expectFrom,
    load: () => networkHelpers.loadFixture(periphery),
  };
}
