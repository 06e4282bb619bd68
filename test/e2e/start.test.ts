// npm start as its user meets it: seeded, joined by a fourth node from another terminal, killed in the middle of an order, started again.
import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { createClient } from "../../client/client.ts";
import { finished } from "../../client/operations.ts";
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { until } from "../../scripts/network/network.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Market, openMarket } from "../support/market.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const directory = temporaryFolder();
let market: Market;

before(async () => {
  market = await openMarket(directory);
});

after(async () => {
  await market?.interrupt();
  rmSync(directory, { recursive: true, force: true });
});

test("it opens a seeded store on three nodes and prints a link per role", async () => {
  const { items } = await market.client("seller").listings({ query: { limit: 100 } });
  assert.ok(items.length >= 24, `${items.length} listings`);
  assert.ok(new Set(items.map(({ category }) => category.split("/")[0])).size >= 4);
  assert.ok(new Set(items.map(({ currency }) => currency)).size >= 2);
  assert.ok(items.some(({ variants }) => variants > 1));
  assert.ok(items.every(({ picture }) => picture !== null));
  for (const role of ["seller", "buyer", "arbitrator"] as const) {
    assert.match(market.output(), new RegExp(`${role}\\s+http://127\\.0\\.0\\.1:\\d+/#code=`));
    await until(
      async () => (await market.client(role).node()).counts.listings === items.length,
      `the store at the ${role}`,
    );
  }
});

test("a fourth node from another terminal shows all listings, pictures too", async (t) => {
  const { items } = await market.client("seller").listings({ query: { limit: 100 } });
  const [joinTo] = (await market.client("seller").node()).multiaddrs;
  const data = temporaryFolder(t);
  const child = spawn(
    "npm",
    ["run", "--silent", "node", "--", "--local", "--data", data, "--rpc", market.register().chain, "--join", joinTo!],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    },
  );
  t.after(() => end(child));
  const url = await printedUrl(child);
  const started = performance.now();
  const fourth = createClient({ baseUrl: url, token: readFileSync(path.join(data, "token"), "utf8").trim() });
  await until(async () => (await fourth.node()).counts.listings === items.length, "all listings", 60_000);
  t.diagnostic(`all ${items.length} listings ${Math.round(performance.now() - started)} ms after it was ready`);
  const { cid } = items[0]!.picture!;
  assert.ok((await fourth.picture({ params: { cid } })).length > 1_000);
  const { downloads, peers } = await fourth.network();
  const known = peers.map(({ peerId }) => peerId);
  const fetched = downloads.find(({ state, sources }) => state === "complete" && sources.length > 0);
  assert.ok(fetched, "the network view shows files that were fetched");
  assert.equal(fetched.totalBytes, fetched.bytes);
  assert.equal(
    fetched.sources.reduce((sum, { bytes }) => sum + bytes, fetched.heldBytes),
    fetched.bytes,
  );
  assert.ok(fetched.sources.every(({ peerId, bytesPerSecond }) => known.includes(peerId) && bytesPerSecond > 0));

  const { address } = await fourth.node();
  const fund = (...flags: string[]) =>
    promisify(execFile)("npm", ["run", "--silent", "fund", "--", ...flags], { cwd: ROOT });
  assert.match((await fund(address, "--rpc", market.register().chain)).stdout, /has coin and test dollars now/);
  const held = async () => (await fourth.balances()).filter(({ amount }) => BigInt(amount) > 0n).length;
  await until(async () => (await held()) === 2, "play money at the fourth node");
  await assert.rejects(fund("0x12"), { code: 2 });
});

test("killed with an order open, it starts again where it was, chain included, and the order completes", async () => {
  const buyer = market.client("buyer");
  const { items } = await buyer.listings({ query: { available: true, limit: 100 } });
  const listing = await detailWithArbitration(items);
  const operation = await finished(
    buyer,
    buyer.buy({
      body: {
        seller: listing.seller,
        listing: listing.id,
        variant: listing.variants.find(({ unavailable }) => unavailable === null)!.id,
        cid: listing.cid,
        delivery: { name: "Kill Nine", street: "1 Power Cut", city: "Porto", postcode: "4000", country: "PT" },
      },
      wait: 20,
    }),
  );
  const params = { order: operation.subject as Hex32 };
  const earlier = await buyer.order({ params });
  await market.killAll();

  market = await openMarket(directory);
  assert.deepEqual(factsOf(await market.client("buyer").order({ params })), factsOf(earlier));
  const seller = market.client("seller");
  await until(async () => (await seller.order({ params })).delivery.state === "received", "the address at the seller");
  await finished(seller, seller.ship({ params, body: {}, wait: 20 }));
  const again = market.client("buyer");
  await until(async () => (await again.order({ params })).status === "shipped", "the shipment");
  await finished(again, again.confirm({ params, body: { review: { rating: 4, text: "Survived." } }, wait: 20 }));
  assert.equal((await again.order({ params })).status, "released");
});

test("a second node on the same folder, and a port in use, are refused in words", async () => {
  const { nodes, chain } = market.register();
  const inUse = await failure(["--data", nodes.buyer.directory, "--rpc", chain]);
  assert.match(inUse, /node\.data-in-use/);
  assert.match(inUse, /--data/);
  const port = new URL(nodes.buyer.url).port;
  const taken = await failure(["--data", temporaryFolder({ after: () => {} }), "--rpc", chain, "--port", port]);
  assert.match(taken, /node\.port-in-use/);
  assert.match(taken, new RegExp(port));
  assert.equal((await market.client("buyer").node()).chain.reachable, true);
});

test("Ctrl-C stops everything cleanly", async () => {
  const { nodes } = market.register();
  assert.equal(await market.interrupt(), 0);
  for (const { pid } of Object.values(nodes)) assert.throws(() => process.kill(pid, 0), /ESRCH/);
});

async function detailWithArbitration(items: { seller: string; id: string; currency: string }[]) {
  for (const { seller, id } of items) {
    const detail = await market.client("buyer").listing({ params: { seller, listing: id } });
    if (detail.arbitration && !detail.file && detail.shipsTo.includes("*")) return detail;
  }
  throw new Error("the seed has no listing with arbitration that ships everywhere");
}

/** What may not change over a restart: all but the state of the address's delivery. */
const factsOf = (order: OrderDetail) => ({ ...order, delivery: null });

async function printedUrl(child: ChildProcess): Promise<string> {
  let printed = "";
  for await (const chunk of child.stdout!) {
    printed += chunk;
    const found = /(http:\/\/127\.0\.0\.1:\d+)\/#code=/.exec(printed);
    if (found) return found[1]!;
  }
  throw new Error(`the node ended:\n${printed}`);
}

/** Ends npm and the node below it. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, "exit");
  process.kill(-child.pid!, "SIGTERM");
  await exited;
}

async function failure(flags: string[]): Promise<string> {
  const child = spawn(process.execPath, [path.join(ROOT, "scripts/node.ts"), "--local", ...flags], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  child.stderr.on("data", (chunk: Buffer) => (words += chunk));
  const [code] = await once(child, "exit");
  assert.notEqual(code, 0);
  return words;
}
