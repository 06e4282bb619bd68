// Ignition module: everything of a development chain, in the order of the address book. Never deployed elsewhere: anyone may
// mint its tokens, and one account judges.
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { Future } from "@nomicfoundation/ignition-core";
import { deployPeriphery } from "./Periphery.ts";
import Souk from "./Souk.ts";

const DAY = 24n * 3_600n;
/** What the choices of ArbitratorAdapter mean (ERC-1497); a public court gets it as an /ipfs/ path. */
const META_EVIDENCE = `data:application/json,${encodeURIComponent(
  JSON.stringify({
    category: "Escrow",
    title: "A disputed order",
    question: "How much of what remains after the fee goes to the buyer?",
    rulingOptions: {
      type: "single-select",
      titles: ["All", "Three quarters", "Half", "A quarter", "Nothing"],
    },
  }),
)}`;

export default buildModule("DevChain", (m) => {
  const { escrow } = m.useModule(Souk);
  const testDollar = m.contract("TestDollar", [], { after: [escrow] });
  const oddDollar = m.contract("OddDollar", [], { after: [testDollar] });
  const periphery = deployPeriphery(m, escrow, [oddDollar]);
  const localCourt = m.contract(
    "LocalCourt",
    [
      m.getParameter("judge", m.getAccount(0)),
      m.getParameter("cost", 10n ** 16n),
      m.getParameter("appealCost", 2n * 10n ** 16n),
      m.getParameter("appealWindow", DAY),
    ],
    { after: [periphery.sellerBond] },
  );
  // a ruling, a day to appeal it and one more of both, with room; each a day for the judge and one to appeal
  const arbitratorAdapter = m.contract("ArbitratorAdapter", [
    escrow,
    localCourt,
    "0x",
    7n * DAY,
    2n * DAY,
    META_EVIDENCE,
  ]);
  const feed = (id: string, answer: bigint, after: Future) =>
    m.contract("PriceFeed", [8, id.replace("_", " / "), answer], { id, after: [after] });
  const etherFeed = feed("ETH_USD", 2_500n * 10n ** 8n, arbitratorAdapter);
  const dollarFeed = feed("tUSD_USD", 10n ** 8n, etherFeed);
  return { escrow, testDollar, oddDollar, ...periphery, localCourt, arbitratorAdapter, etherFeed, dollarFeed };
});
