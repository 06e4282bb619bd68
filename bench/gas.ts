// npm run bench:gas: gas of every call in steady state against the bars and the predecessors; `--snapshot` writes the committed figures.
import { writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { measureGas } from "../test/contracts/support/gas.ts";
import { type Result, finish, progress, table } from "./report.ts";

/** Best predecessor, Kleros escrow v2: funding to money in the seller's hands, two transactions. */
const PREDECESSOR = { eth: 190_994, erc20: 222_390 };

/** Key without the currency, what it is, and the bars of the contract suite for coin and token. */
const ROWS: [key: string, what: string, ethBar?: number, erc20Bar?: number][] = [
  ["open_plain", "open: no stock, no referrer", 65_500, 88_000],
  ["open_full", "open: catalogue at depth 10, stock, referrer", 79_500, 102_000],
  ["confirm", "confirm", 46_000, 52_000],
  ["confirm_referrer", "confirm with referrer", 53_000, 59_000],
  ["happy_plain", "happy path, plain", 111_000, 140_000],
  ["happy_full", "happy path, full", 132_000, 161_000],
  ["cart10_per_order", "cart of 10, ten sellers, full, per order", 60_000, 62_500],
  ["batch10_per_release", "batch of 10 signed releases with referrer, each", 27_000, 28_000],
  ["ship", "ship", 36_000, 36_000],
  ["dispute", "dispute", 36_000, 36_000],
  ["extend", "extend", 36_000, 36_000],
  ["settle", "settle", 60_000, 67_000],
  ["cancel", "cancel by the seller", 46_000, 52_000],
  ["cancel_overdue", "cancel by anyone, overdue", 46_000, 52_000],
  ["claim", "claim", 44_000, 52_000],
  ["claim_referrer", "claim with referrer", 50_000, 58_000],
  ["rule", "rule", 64_000, 70_000],
  ["rule_fallback", "rule by the fallback", 64_000, 70_000],
  ["expire", "expire", 57_000, 61_000],
  ["review_extra", "review digest and rating in confirm", 2_200, 2_200],
  ["confirm_signed", "confirm by signature, with stock and referrer"],
  ["open_depth1", "open, full at depth 1"],
  ["open_depth17", "open, full at depth 17"],
  ["per_proof_level", "each level of a proof"],
  ["pass", "pass to the fallback"],
  ["withdraw", "withdraw"],
];

const PREDECESSORS: [name: string, transactions: number, eth: number, erc20: number][] = [
  ["Boson 2.5.1", 4, 728_564, 787_709],
  ["OpenBazaar escrow 0.5.7", 2, 455_994, 506_137],
  ["Origin V01", 3, 264_474, 317_139],
  ["Kleros escrow v2", 2, PREDECESSOR.eth, PREDECESSOR.erc20],
];

// Gas is exact: a quick run and a full run measure the same.
const gas = await measureGas(progress);

if (process.argv.includes("--snapshot")) {
  const file = new URL("../test/contracts/gas.snapshot.json", import.meta.url);
  await writeFile(file, await format(JSON.stringify(gas), { ...(await resolveConfig(file)), parser: "json" }));
  progress("test/contracts/gas.snapshot.json written");
}

const against = (used: number, bar?: number): string => {
  if (bar === undefined) return "";
  return used <= bar ? "met" : `${used - bar} over`;
};

console.log(
  "Gas used by the transaction, one simulated EVM (osaka), steady state: no balance, credit or stock at zero.\n",
);
table([
  ["", "coin", "bar", "", "token", "bar", ""],
  ...ROWS.map(([key, what, ethBar, erc20Bar]) => {
    const [eth, erc20] = [gas[`${key}_eth`]!, gas[`${key}_erc20`]!];
    return [what, eth, ethBar ?? "", against(eth, ethBar), erc20, erc20Bar ?? "", against(erc20, erc20Bar)];
  }),
  ["open with permit (first allowance)", "", "", "", gas.open_permit_erc20!, "", ""],
  ["deploy", gas.deploy!, "", "", "", "", ""],
]);

console.log("\nHappy path, all transactions from funding to money in the seller's hands:\n");
table([
  ["", "transactions", "coin", "token"],
  ...PREDECESSORS,
  ["Souk, full", 2, gas.happy_full_eth!, gas.happy_full_erc20!],
  ["Souk, plain", 2, gas.happy_plain_eth!, gas.happy_plain_erc20!],
  ["unsafe floor in assembly, slot kept", 2, 80_111, 107_700],
]);

const both = (key: string): Result => ({
  [`${key}_eth`]: gas[`${key}_eth`]!,
  [`${key}_erc20`]: gas[`${key}_erc20`]!,
});
/** The same in both currencies but for the calldata of an address: the figure is the coin's. */
const single = new Set(["ship", "dispute", "extend", "review_extra", "per_proof_level"]);
finish("gas", {
  ...Object.assign(
    {},
    ...ROWS.map(([key]) => key)
      .filter((key) => !single.has(key))
      .map(both),
  ),
  open_permit_erc20: gas.open_permit_erc20!,
  ...Object.fromEntries([...single].map((key) => [key, gas[`${key}_eth`]!])),
  deploy: gas.deploy!,
  best_predecessor_happy_eth: PREDECESSOR.eth,
  best_predecessor_happy_erc20: PREDECESSOR.erc20,
});
