// Gas of each call in steady state (nobody's balance, credit or stock starts at zero): read by the snapshot test and bench:gas.
import { type ContractTransactionResponse, ZeroHash, id as keccakText, parseEther } from "ethers";
import { signPermit } from "./permit.ts";
import { DAY, type Deal, MONEY, type Money, type Stage, type Wish, createStage } from "./trade.ts";

/** `<call>_<coin as eth, token as erc20>` → gas used by the transaction. */
export type GasReport = Record<string, number>;

const UNIT = { coin: "eth", token: "erc20" } as const;
/** A fixed time: zero bytes are cheaper than others, so a date that moves would move the figures. */
const LATER = 4_102_444_799n;

export async function measureGas(onProgress: (step: string) => void = () => {}): Promise<GasReport> {
  const { connection, load, at, now } = await createStage();
  const trade = await load();
  const { escrow, buyer, seller, arbitrator, second, referrer, stranger, open, deal, reach } = trade;
  const report: GasReport = {};

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
    report[`happy_counted_${unit}`] = report[`open_counted_${unit}`]! + report[`confirm_referrer_${unit}`]!;
    report[`review_extra_${unit}`] = report[`confirm_review_${unit}`]! - report[`confirm_${unit}`]!;
    delete report[`confirm_review_${unit}`];
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
