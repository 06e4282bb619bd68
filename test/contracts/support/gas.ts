// Gas of each call in steady state (nobody's balance, credit or stock starts at zero): read by the snapshot test and bench:gas.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type ContractTransactionResponse, Signature, ZeroHash, id as keccakText, parseEther } from "ethers";
import { DAY, type Deal, MONEY, type Money, type Stage, type Wish, createStage } from "./trade.ts";

/** `<call>_<coin as eth, token as erc20>` → gas used by the transaction. */
export type GasReport = Record<string, number>;

const UNIT = { coin: "eth", token: "erc20" } as const;
const PERMIT_TYPES = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

export async function measureGas(onProgress: (step: string) => void = () => {}): Promise<GasReport> {
  const { connection, load, at, now } = await createStage();
  const trade = await load();
  const { escrow, token, buyer, seller, arbitrator, second, referrer, stranger, open, deal, reach } = trade;
  const report: GasReport = {};

  const used = async (transaction: Promise<ContractTransactionResponse>): Promise<number> =>
    Number((await (await transaction).wait())!.gasUsed);
  const later = async (seconds: bigint): Promise<void> => at((await now()) + seconds);

  async function measure(money: Money): Promise<void> {
    const price = money === "coin" ? parseEther("0.05") : 49_990_000n;
    const uncounted = { unitPrice: price, shipping: price / 10n, sku: ZeroHash, maxUnits: 0n } satisfies Wish;
    const plain = { ...uncounted, referrerBps: 0n } satisfies Wish;
    const referred = { ...plain, referrerBps: 250n, referrer: referrer.address } satisfies Wish;
    const full = { ...referred, sku: keccakText("counted"), maxUnits: 1_000n } satisfies Wish;
    const record = async (name: string, transaction: Promise<ContractTransactionResponse>): Promise<void> => {
      report[`${name}_${UNIT[money]}`] = await used(transaction);
      onProgress(`${name} in ${money}`);
    };
    const opened = (stage: Stage, wish: Wish = plain): Promise<Deal> => reach(stage, money, wish);

    // steady state: money of another order in the escrow, units sold, credit of the referrer, balances of all
    await reach("funded", money, full);
    await escrow.connect(buyer).confirm((await opened("shipped", full)).order, ZeroHash, 0);
    await opened("split");
    await escrow.connect(second).rule((await opened("passed")).order, 5_000);

    const openPlain = await deal(money, plain);
    await record("open_plain", open(openPlain));
    await record("ship", escrow.connect(seller).ship(openPlain.order, keccakText("tracking")));
    await record("confirm", escrow.connect(buyer).confirm(openPlain.order, ZeroHash, 0));
    const openFull = await deal(money, full);
    await record("open_full", open(openFull));
    await record("confirm_referrer", escrow.connect(buyer).confirm(openFull.order, ZeroHash, 0));
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
    report[`happy_full_${unit}`] = report[`open_full_${unit}`]! + report[`confirm_referrer_${unit}`]!;
    report[`review_extra_${unit}`] = report[`confirm_review_${unit}`]! - report[`confirm_${unit}`]!;
    delete report[`confirm_review_${unit}`];
  }

  try {
    for (const money of MONEY) await measure(money);
    report.open_permit_erc20 = await used(
      escrow.connect(buyer).openWithPermit(...(await withPermit(await deal("token"), buyer))),
    );
    report.deploy = Number((await escrow.deploymentTransaction()!.wait())!.gasUsed);
    return report;
  } finally {
    await connection.close();
  }

  async function withPermit({ purchase, total }: Deal, owner: HardhatEthersSigner) {
    const { chainId } = await connection.ethers.provider.getNetwork();
    const domain = { name: "Test Dollar", version: "1", chainId, verifyingContract: token.target as string };
    const deadline = (await now()) + DAY;
    const nonce = await token.nonces(owner);
    const wanted = { owner: owner.address, spender: escrow.target, value: total, nonce, deadline };
    const { v, r, s } = Signature.from(await owner.signTypedData(domain, PERMIT_TYPES, wanted));
    return [purchase, { deadline, v, r, s }] as const;
  }
}
