// Every (state, moment, call, caller) of protocol/vectors/transitions.json, allowed and forbidden, against the contract (I4, I5, I6).
import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { type ContractTransactionResponse, ZeroAddress, ZeroHash } from "ethers";
import { signRelease, signSettlement } from "./support/consent.ts";
import { type Deal, type Stage, Status, type Trade, createStage } from "./support/trade.ts";

interface Case {
  from: "none" | "funded" | "shipped" | "disputed" | "released" | "refunded" | "split";
  arbitrator: boolean;
  fallback: boolean;
  passed: boolean;
  /** Seconds by which the window was lengthened. */
  extended?: number;
  elapsed: number;
  call:
    | "ship"
    | "extend"
    | "confirm"
    | "confirmBySignature"
    | "settle"
    | "cancel"
    | "claim"
    | "dispute"
    | "submitEvidence"
    | "rule"
    | "pass"
    | "expire";
  who: "buyer" | "seller" | "arbitrator" | "fallback" | "stranger";
  to: Case["from"] | null;
  error?: string;
}

const { load, at, networkHelpers } = await createStage();
const file = new URL("../../protocol/vectors/transitions.json", import.meta.url);
const { windows, cases } = JSON.parse(await readFile(file, "utf8")) as {
  windows: Record<"shipWindow" | "inspectionWindow" | "rulingWindow", number>;
  cases: Case[];
};
const statusOf = (name: Case["from"]): bigint =>
  Status[(name[0]!.toUpperCase() + name.slice(1)) as keyof typeof Status];

const callers = ({ buyer, seller, arbitrator, second, stranger }: Trade) => ({
  buyer,
  seller,
  arbitrator,
  fallback: second,
  stranger,
});

/** What the file's notes say of each call. */
async function make(trade: Trade, deal: Deal, { call, who, extended = 0 }: Case): Promise<ContractTransactionResponse> {
  const { order } = deal;
  const escrow = trade.escrow.connect(callers(trade)[who]);
  switch (call) {
    case "ship":
    case "dispute":
    case "submitEvidence":
      return escrow[call](order, ZeroHash);
    case "extend":
      return escrow.extend(order, extended + 1);
    case "confirm":
      return escrow.confirm(order, ZeroHash, 0);
    case "confirmBySignature":
      return escrow.confirmBySignature(await signRelease(trade, trade.buyer, deal));
    case "settle":
      return escrow.settle(await signSettlement(trade, who === "buyer" ? trade.seller : trade.buyer, deal));
    case "rule":
      return escrow.rule(order, 5_000);
    default:
      return escrow[call](order);
  }
}

/** Brings a fresh order to the state of the case. */
async function set(trade: Trade, { from, arbitrator, fallback, passed, extended }: Case): Promise<Deal> {
  const wish = {
    shipWindow: BigInt(windows.shipWindow),
    inspectionWindow: BigInt(windows.inspectionWindow),
    rulingWindow: BigInt(windows.rulingWindow),
    ...(arbitrator ? {} : { arbitrator: ZeroAddress }),
    ...(fallback ? {} : { fallbackArbitrator: ZeroAddress }),
  };
  if (from === "none") return trade.deal("coin", wish);
  const made = await trade.reach(passed ? "passed" : (from as Stage), "coin", wish);
  const whose = from === "funded" ? trade.buyer : trade.seller;
  if (extended) await trade.escrow.connect(whose).extend(made.order, extended);
  return made;
}

const scenes = Map.groupBy(cases, ({ from, arbitrator, fallback, passed, extended }) =>
  [
    from,
    !arbitrator && "without arbitrator",
    arbitrator && !fallback && "without fallback",
    passed && "passed",
    extended && "extended",
  ]
    .filter(Boolean)
    .join(", "),
);

describe("transitions", () => {
  for (const [scene, rows] of scenes) {
    describe(`given an order: ${scene}`, () => {
      for (const [elapsed, moment] of Map.groupBy(rows, (row) => row.elapsed)) {
        it(`should allow exactly ${allowed(moment)} after ${elapsed} s`, async () => {
          const trade = await load();
          const deal = await set(trade, moment[0]!);
          const entered = await trade.since(deal);
          const snapshot = await networkHelpers.takeSnapshot();
          for (const row of moment) {
            if (row.from !== "none") await at(entered + BigInt(elapsed));
            const said = `${row.call} by ${row.who}`;
            if (row.to === null) {
              const refusal = expect(make(trade, deal, row), said).to.be;
              await refusal.revertedWithCustomError(trade.escrow, row.error!);
              expect(await trade.statusOf(deal), said).to.equal(statusOf(row.from));
            } else {
              await make(trade, deal, row);
              expect(await trade.statusOf(deal), said).to.equal(statusOf(row.to));
            }
            await snapshot.restore();
          }
        });
      }
    });
  }
});

function allowed(moment: Case[]): string {
  const names = moment.filter((row) => row.to !== null).map((row) => `${row.call} by ${row.who}`);
  return names.length === 0 ? "nothing" : names.join(", ");
}
