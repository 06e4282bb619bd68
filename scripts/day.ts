// npm run day: a day in the market. Eight nodes, a thousand listings, sixty orders of every outcome, power cuts and an absence;
// at the end all nodes must show the same, and every unit of money must be where it belongs.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { finished } from "../client/operations.ts";
import { ZERO_ADDRESS } from "../protocol/ids.ts";
import { readFlags } from "./flags.ts";
import { until } from "./network/network.ts";
import { createProgress } from "./progress.ts";
import { gasOf, keepBooks, readBalances, unexplained } from "./day/books.ts";
import { ARBITRATOR_BPS } from "./day/fates.ts";
import { ARBITRATOR, BUYERS, type Market, SELLERS, openMarket, upToDate } from "./day/market.ts";
import { AWAY, planDay } from "./day/plan.ts";
import { type Placed, buyAll } from "./day/purchases.ts";
import { differences, rebuiltOtherwise } from "./day/read-models.ts";
import { bookTable, orderTable, sumTable } from "./day/report.ts";
import { showsAll, stockShop } from "./day/stock.ts";
import { playPart } from "./day/turns.ts";

const USAGE = `npm run day [-- --listings <of each shop> --data <folder>]

Plays it in a temporary folder, or keeps it in the one that is named. Exits with 1 if anything is not as it must be.
`;
const DAYS = 4 * 86_400;

const { values } = readFlags(USAGE, {
  options: {
    listings: { type: "string", default: "500" },
    data: { type: "string" },
    help: { type: "boolean" },
  },
});

const progress = createProgress(process.stderr);
const directory = values.data ? path.resolve(values.data) : await mkdtemp(path.join(tmpdir(), "souk-day-"));
const faults: string[] = [];
const listings = Number(values.listings);
const say = (line = "") => process.stdout.write(`${line}\n`);
const check = (what: string, wrong: readonly string[]) => {
  faults.push(...wrong);
  say(`  ${wrong.length === 0 ? "✓" : "✗"} ${what}`);
  for (const fault of wrong) say(`      ${fault}`);
};

let market: Market | undefined;
try {
  market = await openMarket(directory, progress.say);
  await play(market);
} catch (error) {
  faults.push((error as Error).message);
  process.stderr.write(`\n  The day broke off: ${(error as Error).stack}\n`);
} finally {
  await market?.stop();
  if (!values.data) await rm(directory, { recursive: true, force: true });
}
say(
  faults.length === 0
    ? "\nA good day: everything is as it must be."
    : `\n${faults.length} things are not as they must be.`,
);
process.exit(faults.length === 0 ? 0 : 1);

async function play(open: Market): Promise<void> {
  const { chain, actor, actors } = open;
  const arbitrator = actor(ARBITRATOR);
  const began = Number(await chain.request("eth_blockNumber"));
  const { currencies, escrow } = await stage(open);
  const monies = currencies.map(({ address }) => address);
  const holders = [...actors.map(({ address }) => address), escrow];
  const before = await readBalances(chain.request, holders, monies);

  for (const name of SELLERS) await stockShop(actor(name), listings, arbitrator.address, progress.say);
  progress.say("the listings travel");
  for (const each of actors) await showsAll(each, SELLERS.length * listings);

  const plan = planDay(listings);
  progress.say("buying, with a power cut at a buyer's");
  const orders = await buyAll(
    open,
    plan.filter(({ fate }) => !fate.late),
    actor(BUYERS[0]),
  );
  progress.say("power cuts at a shop and at the arbitrator's");
  await Promise.all([open.cut(SELLERS[0]), open.cut(ARBITRATOR)]);
  await playPart(open, "morning", orders, progress.say);
  await upToDate(actor(AWAY), chain);
  await open.leave(AWAY);
  await playPart(open, "noon", orders, progress.say);
  progress.say("the shops collect what buyers signed");
  for (const name of SELLERS) await finished(actor(name).client, actor(name).client.collectReleases({ wait: 25 }));
  await open.cut(SELLERS[1]);

  progress.say("four days pass");
  await chain.request("evm_increaseTime", [DAYS]);
  await chain.request("evm_mine");
  await open.comeBack(AWAY);
  for (const each of actors) await upToDate(each, chain);
  await playPart(open, "evening", orders, progress.say);
  const late = await buyAll(
    open,
    plan.filter(({ fate }) => fate.late),
  );
  await playPart(open, "evening", late, progress.say);
  await judge(open, [...orders, ...late], { currencies, escrow, before, began });
}

/** Who is who, and where the money is. */
async function stage({ actor, actors }: Market) {
  const arbitrator = actor(ARBITRATOR);
  for (const { client, name } of actors) {
    const isArbitrator = name === ARBITRATOR;
    const body = { name, ...(isArbitrator ? { arbitrator: { feeBps: ARBITRATOR_BPS, languages: ["en"] } } : {}) };
    await finished(client, client.publishProfile({ body, wait: 25 }));
  }
  for (const name of SELLERS) {
    const knows = async () =>
      (await actor(name).client.profiles({ query: { arbitrators: true } })).some(
        ({ owner }) => owner === arbitrator.address,
      );
    await until(knows, `the arbitrator's profile at ${name}`, 60_000);
  }
  const known = await arbitrator.client.currencies();
  const currencies = known.filter(({ address, symbol }) => address === ZERO_ADDRESS || symbol === "tUSD");
  return { currencies, escrow: (await arbitrator.client.node()).chain.escrow };
}

type Stage = Awaited<ReturnType<typeof stage>> & {
  before: Awaited<ReturnType<typeof readBalances>>;
  /** The last block before the day. */
  began: number;
};

async function judge(open: Market, orders: Placed[], { currencies, escrow, before, began }: Stage): Promise<void> {
  const { chain, actors } = open;
  progress.say("all nodes come to the same block");
  for (const each of actors) await upToDate(each, chain);
  progress.done("the day is over");

  say(`\n${orderTable(orders, currencies)}`);
  const strange = await Promise.all(
    orders.flatMap(({ id, fate, number, buyer, seller }) =>
      [buyer, seller].map(async (name) => {
        const { status } = await open.actor(name).client.order({ params: { order: id } });
        return status === fate.ends ? [] : [`order ${number} is ${status} at ${name}, not ${fate.ends}`];
      }),
    ),
  );
  const monies = currencies.map(({ address }) => address);
  const holders = [...actors.map(({ address }) => address), escrow];
  const after = await readBalances(chain.request, holders, monies);
  const gas = await gasOf(chain.request, began);
  const lines = keepBooks(open, orders, escrow, monies, [before, after], gas);
  say(`\n${bookTable(lines, currencies)}\n\n${sumTable(orders, currencies)}\n`);

  const count = `${orders.length} orders ended as planned, at both parties' nodes`;
  check(count, strange.flat());
  check(
    "every unit of money is accounted for",
    lines
      .filter((line) => unexplained(line) !== 0n)
      .map((line) => `${line.who}: ${unexplained(line)} of ${line.currency} too much`),
  );
  await open.close();
  check(`${actors.length} nodes have the same rows in every table`, differences(actors));
  check("and each comes to them again from journals and chain", await rebuiltOtherwise(actors, chain.url));
}
