// Gas of each call in steady state (nobody's balance, credit or stock starts at zero): read by the snapshot test and bench:gas.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type ContractTransactionResponse, ZeroHash, id as keccakText, parseEther } from "ethers";
import { nodeOf, signCatalogue } from "./catalogue.ts";
import { signRelease, signSettlement } from "./consent.ts";
import { signPermit } from "./permit.ts";
import { DAY, type Deal, MONEY, type Money, type Stage, type Wish, createStage } from "./trade.ts";

/** `<call>_<coin as eth, token as erc20>` → gas used by the transaction. */
export type GasReport = Record<string, number>;

const UNIT = { coin: "eth", token: "erc20" } as const;
/** A fixed time: zero bytes are cheaper than others, so a date that moves would move the figures. */
const LATER = 4_102_444_799n;
/** Carts and batches are measured with so many orders. */
const MANY = 10;
const DEPTHS = [1, 10, 17] as const;

export async function measureGas(onProgress: (step: string) => void = () => {}): Promise<GasReport> {
  const { connection, load, at, now } = await createStage();
  const trade = await load();
  const { escrow, buyer, seller, arbitrator, second, referrer, stranger, open, deal, reach } = trade;
  const report: GasReport = {};
  const sellers = (await connection.ethers.getSigners()).slice(7, 7 + MANY);

  /** The same purchase under a catalogue of its seller, at a depth: the siblings may be anything. */
  async function catalogued({ purchase, order, ...rest }: Deal, depth: number, signer: HardhatEthersSigner) {
    const path = Array.from({ length: depth }, (_, level) => keccakText(`sibling ${level}`));
    const offersRoot = path.reduce(nodeOf, await escrow.offerDigest(order.offer));
    const catalogue = { seller: signer.address, sequence: 7n, offersRoot, contentDigest: keccakText("content") };
    const signature = await signCatalogue(trade, signer, catalogue);
    const { sequence, contentDigest } = catalogue;
    return { ...rest, order, purchase: { ...purchase, sequence, contentDigest, path, signature } };
  }

  const used = async (transaction: Promise<ContractTransactionResponse>): Promise<number> =>
    Number((await (await transaction).wait())!.gasUsed);
  const later = async (seconds: bigint): Promise<void> => at((await now()) + seconds);

  async function measure(money: Money): Promise<void> {
    const price = money === "coin" ? parseEther("0.05") : 49_990_000n;
    const uncounted = {
      validUntil: LATER,
      unitPrice: price,
      shipping: price / 10n,
      sku: ZeroHash,
      maxUnits: 0n,
    } satisfies Wish;
    const plain = { ...uncounted, referrerBps: 0n } satisfies Wish;
    const referred = { ...plain, referrerBps: 250n, referrer: referrer.address } satisfies Wish;
    const counted = { ...referred, sku: keccakText("counted"), maxUnits: 1_000n } satisfies Wish;
    const record = async (name: string, transaction: Promise<ContractTransactionResponse>): Promise<void> => {
      report[`${name}_${UNIT[money]}`] = await used(transaction);
      onProgress(`${name} in ${money}`);
    };
    const opened = (stage: Stage, wish: Wish = plain): Promise<Deal> => reach(stage, money, wish);

    // steady state: money of another order in the escrow, units sold, credit of the referrer, balances of all
    await reach("funded", money, counted);
    await escrow.connect(buyer).confirm((await opened("shipped", counted)).order, ZeroHash, 0);
    await opened("split");
    await escrow.connect(second).rule((await opened("passed")).order, 5_000);

    const openPlain = await deal(money, plain);
    await record("open_plain", open(openPlain));
    await record("ship", escrow.connect(seller).ship(openPlain.order, keccakText("tracking")));
    await record("confirm", escrow.connect(buyer).confirm(openPlain.order, ZeroHash, 0));
    const openCounted = await deal(money, counted);
    await record("open_counted", open(openCounted));
    await record("confirm_referrer", escrow.connect(buyer).confirm(openCounted.order, ZeroHash, 0));
    await record(
      "confirm_review",
      escrow.connect(buyer).confirm((await opened("shipped")).order, keccakText("review"), 5),
    );
    await record("cancel", escrow.connect(seller).cancel((await opened("funded")).order));
    await record("dispute", escrow.connect(buyer).dispute((await opened("shipped")).order, keccakText("evidence")));
    await record("rule", escrow.connect(arbitrator).rule((await opened("disputed")).order, 5_000));
    await record("pass", escrow.connect(arbitrator).pass((await opened("disputed")).order));

    await record("extend", escrow.connect(seller).extend((await opened("shipped")).order, 7n * DAY));
    const settled = await opened("disputed");
    const consent = await signSettlement(trade, buyer, settled, { deadline: LATER });
    await record("settle", escrow.connect(seller).settle(consent));

    for (const depth of DEPTHS) {
      await record(`open_depth${depth}`, open(await catalogued(await deal(money, counted), depth, seller)));
    }
    await measureMany(money, counted, record);

    const overdue = await opened("funded");
    const [claimed, claimedReferrer] = [await opened("shipped"), await opened("shipped", referred)];
    const [late, expired] = [await opened("disputed"), await opened("disputed")];
    await later(10n * DAY);
    await record("cancel_overdue", escrow.connect(stranger).cancel(overdue.order));
    await record("rule_fallback", escrow.connect(second).rule(late.order, 5_000));
    await later(10n * DAY);
    await record("claim", escrow.connect(stranger).claim(claimed.order));
    await record("claim_referrer", escrow.connect(stranger).claim(claimedReferrer.order));
    await record("expire", escrow.connect(stranger).expire(expired.order));
    await record("withdraw", escrow.connect(referrer).withdraw(trade.currencyOf(money), referrer));

    const unit = UNIT[money];
    report[`happy_plain_${unit}`] = report[`open_plain_${unit}`]! + report[`confirm_${unit}`]!;
    report[`open_full_${unit}`] = report[`open_depth10_${unit}`]!;
    report[`happy_full_${unit}`] = report[`open_full_${unit}`]! + report[`confirm_referrer_${unit}`]!;
    const levels = DEPTHS.at(-1)! - DEPTHS[0];
    report[`per_proof_level_${unit}`] = Math.round(
      (report[`open_depth17_${unit}`]! - report[`open_depth1_${unit}`]!) / levels,
    );
    report[`happy_counted_${unit}`] = report[`open_counted_${unit}`]! + report[`confirm_referrer_${unit}`]!;
    report[`review_extra_${unit}`] = report[`confirm_review_${unit}`]! - report[`confirm_${unit}`]!;
    delete report[`confirm_review_${unit}`];
  }

  /** A cart of ten sellers at depth 10, and a batch of ten releases to one seller; both with stock and referrer, per order. */
  async function measureMany(
    money: Money,
    wish: Wish,
    record: (name: string, transaction: Promise<ContractTransactionResponse>) => Promise<void>,
  ): Promise<void> {
    const unit = UNIT[money];
    const cart = async () => {
      const wanted = [];
      for (const signer of sellers) {
        wanted.push(await catalogued(await deal(money, { ...wish, seller: signer.address }), 10, signer));
      }
      const value = money === "coin" ? wanted.reduce((sum, { total }) => sum + total, 0n) : 0n;
      return escrow.connect(buyer).openMany(
        wanted.map(({ purchase }) => purchase),
        { value },
      );
    };
    await cart();
    await record("cart10", cart());
    report[`cart10_per_order_${unit}`] = Math.round(report[`cart10_${unit}`]! / MANY);

    const released = async () => signRelease(trade, buyer, await reach("shipped", money, wish), { deadline: LATER });
    await record("confirm_signed", escrow.connect(stranger).confirmBySignature(await released()));
    const releases = [];
    for (let i = 0; i < MANY; i++) releases.push(await released());
    await record("batch10", escrow.connect(stranger).confirmMany(releases));
    report[`batch10_per_release_${unit}`] = Math.round(report[`batch10_${unit}`]! / MANY);
  }

  try {
    for (const money of MONEY) await measure(money);
    const { purchase, total } = await deal("token", { validUntil: LATER });
    const permit = await signPermit(trade, buyer, total, LATER);
    report.open_permit_erc20 = await used(escrow.connect(buyer).openWithPermit([purchase], [permit]));
    report.deploy = Number((await escrow.deploymentTransaction()!.wait())!.gasUsed);
    return report;
  } finally {
    await connection.close();
  }
}
