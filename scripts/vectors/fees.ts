// Splits of a total among buyer, seller, arbitrator and referrer (I2), with the roundings that matter.

const MAX = 2n ** 128n - 1n;

/** name, total, arbitrator's fee, buyer's share and referrer's share in bps */
const CASES: [name: string, total: bigint, feeBps: bigint, buyerBps: bigint, referrerBps: bigint][] = [
  ["all to the seller", 1_000_000n, 0n, 0n, 0n],
  ["all to the buyer", 1_000_000n, 0n, 10_000n, 0n],
  ["halves", 1_000_000n, 0n, 5_000n, 0n],
  ["an odd total: the seller gets the odd unit", 1_000_001n, 0n, 5_000n, 0n],
  ["fee first, then halves", 1_000_000n, 500n, 5_000n, 0n],
  ["all four", 107_000_000n, 500n, 4_000n, 250n],
  ["every division rounds", 99_999_989n, 333n, 3_333n, 777n],
  ["one unit: every share rounds to nothing, the seller has it", 1n, 1_000n, 9_999n, 1_000n],
  ["one unit to a buyer of everything", 1n, 1_000n, 10_000n, 1_000n],
  ["two units", 2n, 1_000n, 5_000n, 1_000n],
  ["below one unit of fee", 9_999n, 1n, 0n, 0n],
  ["exactly one unit of fee", 10_000n, 1n, 0n, 0n],
  ["referrer below one unit", 9_999n, 0n, 0n, 1n],
  ["referrer exactly one unit", 10_000n, 0n, 0n, 1n],
  ["the buyer takes all, so the referrer gets nothing", 1_000_000n, 1_000n, 10_000n, 1_000n],
  ["highest fees", 1_000_000n, 1_000n, 0n, 1_000n],
  ["one basis point to the buyer", 123_456_789n, 0n, 1n, 0n],
  ["all but one basis point to the buyer", 123_456_789n, 1_000n, 9_999n, 1_000n],
  ["one ether", 10n ** 18n, 250n, 6_667n, 125n],
  ["the highest total", MAX, 1_000n, 3_333n, 1_000n],
  ["the highest total to the buyer", MAX, 0n, 10_000n, 0n],
];

export const feeVectors = () => ({
  rule: "fee = floor(total * arbitratorFeeBps / 10000), 0 unless an arbitrator ruled; buyer = floor((total - fee) * buyerBps / 10000); rest = total - fee - buyer; referrer = floor(rest * referrerBps / 10000), 0 without one; seller = rest - referrer",
  cases: CASES.map(([name, total, arbitratorFeeBps, buyerBps, referrerBps]) => {
    const arbitrator = (total * arbitratorFeeBps) / 10_000n;
    const buyer = ((total - arbitrator) * buyerBps) / 10_000n;
    const rest = total - arbitrator - buyer;
    const referrer = (rest * referrerBps) / 10_000n;
    const amounts = {
      total,
      arbitratorFeeBps,
      buyerBps,
      referrerBps,
      buyer,
      seller: rest - referrer,
      arbitrator,
      referrer,
    };
    return { name, ...Object.fromEntries(Object.entries(amounts).map(([key, value]) => [key, value.toString()])) };
  }),
});
