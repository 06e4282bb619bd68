// What parties agree on between real nodes and on a real chain: a cart, collected releases, a settlement, extensions, a fallback's ruling, a bond.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { ApiProblem } from "../../client/call.ts";
import { finished } from "../../client/operations.ts";
import { createLoggers } from "../../node/logger.ts";
import { rebuild } from "../../node/rebuild.ts";
import { dumpTables } from "../../node/store/read/dump.ts";
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import type { ListingDetail, Operation } from "../../protocol/api/schemas.ts";
import { DEV_CHAIN_ID, deploymentOf } from "../../protocol/deployments.ts";
import type { Address, Hex32, ListingId } from "../../protocol/ids.ts";
import { DELIVERY } from "../../scripts/demo/acts.ts";
import { type Stage, stageOf } from "../../scripts/demo/stage.ts";
import { type DevNetwork, FREE_PORTS, startNetwork, until } from "../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { temporaryFolder } from "../support/folder.ts";

const DAY = 86_400;
const deployment = deploymentOf(DEV_CHAIN_ID)!;
const directory = temporaryFolder();
let network: DevNetwork;
let stage: Stage;
let fallback: NodeProcess;

type Party = Pick<NodeProcess, "client"> & { address: string };

before(async () => {
  network = await startNetwork({ directory, ports: FREE_PORTS, seed: "profiles" });
  stage = await stageOf(directory);
  const join = network.seller.multiaddrs;
  fallback = await startNode({
    name: "fallback",
    directory: path.join(directory, "fallback"),
    rpc: network.chain.url,
    join,
  });
  await until(async () => (await fallback.client.node()).chain.block !== null, "the chain at the fallback");
  await network.chain.fund(fallback.address as Address, { coin: 10n ** 18n });
  const arbitrator = { feeBps: 200, languages: ["en"] };
  await done(fallback, fallback.client.publishProfile({ body: { name: "Second opinion", arbitrator }, wait: 20 }));
  const heard = () => stage.seller.client.profile({ params: { owner: fallback.address as Address } });
  await until(
    async () => (await heard().catch(() => undefined))?.published === true,
    "the fallback's profile at the seller",
  );
});

after(async () => {
  await fallback?.stop();
  await network?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const done = ({ client }: Pick<Party, "client">, operation: Promise<Operation>) => finished(client, operation);
const idsOf = ({ subject }: Operation): Hex32[] => subject.split(",") as Hex32[];
const nonceOf = async ({ address }: Party): Promise<number> =>
  Number(await stage.chain.request<string>("eth_getTransactionCount", [address, "latest"]));

async function orderAt(party: Party, id: Hex32, what: string, holds: (order: OrderDetail) => boolean) {
  let order: OrderDetail | undefined;
  await until(async () => {
    order = await party.client.order({ params: { order: id } }).catch(() => undefined);
    return order !== undefined && holds(order);
  }, what);
  return order!;
}

let made = 0;
const draft = (changes: Partial<ListingDraftInput> = {}): ListingDraftInput => ({
  title: `Thing ${++made}`,
  category: "home/odd",
  currency: "tUSD",
  shipsFrom: "PT",
  shipping: [{ title: "Parcel", first: "5" }],
  variants: [{ price: "20.00", stock: 10 }],
  arbitration: { arbitrator: stage.arbitrator.address, fallback: fallback.address, feeBps: 500 },
  ...changes,
});

/** @returns the listing as the buyer's node shows it */
async function publish(seller: Party, listing: ListingDraftInput): Promise<ListingDetail> {
  const { subject } = await done(seller, seller.client.publishListing({ body: listing, wait: 20 }));
  const params = { seller: seller.address as Address, listing: subject.split("/")[1] as ListingId };
  let seen: ListingDetail | undefined;
  await until(async () => {
    seen = await stage.buyer.client.listing({ params }).catch(() => undefined);
    return seen !== undefined;
  }, "the listing at the buyer");
  return seen!;
}

const article = ({ seller, id, cid, variants }: ListingDetail, units = 1) => ({
  seller,
  listing: id,
  variant: variants[0]!.id,
  units,
  cid,
});

/** @returns orders of the buyer, bought in one payment, once every seller's node has the address */
async function buyAll(listings: ListingDetail[]): Promise<Hex32[]> {
  const { client } = stage.buyer;
  const items = listings.map((listing) => article(listing));
  const ids = idsOf(await done(stage.buyer, client.buyCart({ body: { items, delivery: DELIVERY }, wait: 20 })));
  for (const [i, id] of ids.entries()) {
    const seller = [stage.seller, stage.arbitrator].find(({ address }) => address === listings[i]!.seller)!;
    const order = await orderAt(seller, id, "the address", ({ delivery }) => delivery.state === "received");
    assert.equal(order.delivery.address?.street, DELIVERY.street);
  }
  return ids;
}

const buyOne = async (): Promise<Hex32> => (await buyAll([await publish(stage.seller, draft())]))[0]!;

/** An order that was shipped and disputed, as both sides and the arbitrator know it. */
async function disputedOrder(): Promise<Hex32> {
  const id = await buyOne();
  const params = { order: id };
  await done(stage.seller, stage.seller.client.ship({ params, body: { tracking: "CP 1" }, wait: 20 }));
  await orderAt(stage.buyer, id, "the shipment", ({ status, tracking }) => status === "shipped" && tracking === "CP 1");
  await done(stage.buyer, stage.buyer.client.dispute({ params, body: { text: "It is broken." }, wait: 20 }));
  for (const party of [stage.seller, stage.arbitrator, fallback]) {
    await orderAt(party, id, "the dispute's words", ({ statements }) => statements.length === 1);
  }
  return id;
}

test("a cart of two sellers and two currencies is one transaction, and each seller gets the address", async () => {
  const { buyer, seller, arbitrator } = stage;
  const lamp = await publish(seller, draft());
  const book = await publish(arbitrator, draft({ currency: "ETH", shipping: [], arbitration: null }));
  const nonce = await nonceOf(buyer);
  const held = await stage.chain.balance(lamp.currency, buyer.address);
  const ids = await buyAll([lamp, book]);
  assert.equal(ids.length, 2);
  assert.equal((await nonceOf(buyer)) - nonce, 1);
  assert.equal(held - (await stage.chain.balance(lamp.currency, buyer.address)), 25_000_000n);
  const orders = await Promise.all(ids.map((id) => buyer.client.order({ params: { order: id } })));
  assert.deepEqual(
    orders.map((order) => [order.seller, order.status, order.total]),
    [
      [seller.address, "funded", "25000000"],
      [arbitrator.address, "funded", "20000000000000000000"],
    ],
  );
});

test("a cart with an item that cannot be had is refused by name, and nothing is paid", async () => {
  const { buyer, seller, arbitrator } = stage;
  const fine = await publish(seller, draft());
  const scarce = await publish(arbitrator, draft({ variants: [{ price: "1", stock: 2 }], arbitration: null }));
  const nonce = await nonceOf(buyer);
  const items = [article(fine), article(scarce, 1), article(scarce, 2)];
  await assert.rejects(buyer.client.buyCart({ body: { items, delivery: DELIVERY } }), (error: ApiProblem) => {
    assert.equal(error.code, "listing.sold-out");
    assert.equal(error.problem.field, "items.2.units");
    assert.equal(error.problem.subject, `${arbitrator.address}/${scarce.id}`);
    return true;
  });
  assert.equal(await nonceOf(buyer), nonce);
  const { variants } = await buyer.client.listing({ params: { seller: arbitrator.address, listing: scarce.id } });
  assert.equal(variants[0]!.left, 2);
});

test("buyers sign releases without a transaction, and the seller collects them in one", async () => {
  const { buyer, seller } = stage;
  const ids = await buyAll([await publish(seller, draft()), await publish(seller, draft())]);
  await assert.rejects(seller.client.collectReleases(), { code: "release.none" });
  const nonce = await nonceOf(buyer);
  const review = { rating: 4, title: "Good", text: "As shown." };
  await done(buyer, buyer.client.release({ params: { order: ids[0]! }, body: { review }, wait: 20 }));
  await done(buyer, buyer.client.release({ params: { order: ids[1]! }, body: {}, wait: 20 }));
  assert.equal(await nonceOf(buyer), nonce, "a signature is no transaction");
  for (const [i, id] of ids.entries()) {
    const order = await orderAt(seller, id, "the release", ({ release }) => release !== null);
    assert.deepEqual([order.status, order.release!.state, order.release!.rating], ["funded", "received", [4, 0][i]]);
    assert.match(order.next, /collect your payment/);
    await orderAt(buyer, id, "its delivery", ({ release }) => release?.state === "delivered");
  }
  const { items } = await seller.client.orders({ query: { role: "seller", open: true } });
  assert.deepEqual(items.flatMap(({ id, signed }) => (signed ? [id] : [])).toSorted(), ids.toSorted());
  const sold = await nonceOf(seller);
  const paid = await stage.chain.balance(stage.currency("tUSD").address, seller.address);
  const collected = await done(seller, seller.client.collectReleases({ wait: 20 }));
  assert.deepEqual(idsOf(collected).toSorted(), ids.toSorted());
  assert.equal((await nonceOf(seller)) - sold, 1);
  assert.equal((await stage.chain.balance(stage.currency("tUSD").address, seller.address)) - paid, 50_000_000n);
  const [first, second] = ids as [Hex32, Hex32];
  const closed = await orderAt(seller, first, "the review", (order) => order.review?.text?.body === "As shown.");
  assert.deepEqual([closed.status, closed.review!.rating, closed.release], ["released", 4, null]);
  const bare = await orderAt(buyer, second, "the close", ({ status }) => status === "released");
  assert.equal(bare.review, null);
});

test("a dispute ends by a split that both agreed to, in exactly the amounts that were shown", async () => {
  const { buyer, seller } = stage;
  const id = await disputedOrder();
  const params = { order: id };
  await assert.rejects(buyer.client.settle({ params }), { code: "settlement.none" });
  await assert.rejects(buyer.client.release({ params, body: {} }), { code: "order.not-allowed" });
  await done(seller, seller.client.proposeSettlement({ params, body: { buyerBps: 3_333 }, wait: 20 }));
  await assert.rejects(seller.client.settle({ params }), { code: "settlement.none" }, "one's own proposal");
  const shown = await orderAt(buyer, id, "the proposal", ({ settlements }) => settlements.length === 1);
  const [proposal] = shown.settlements;
  assert.equal(shown.proposedUntil, proposal!.deadline);
  assert.equal((await seller.client.order({ params })).proposedUntil, null, "one's own proposal");
  assert.deepEqual([proposal!.by, proposal!.buyer, proposal!.seller], [seller.address, "8332500", "16667500"]);
  const lasts = Date.parse(proposal!.deadline) - Date.parse((await seller.client.node()).chain.time!);
  assert.ok(lasts <= DAY * 1_000);
  await assert.rejects(buyer.client.settle({ params, body: { buyerBps: 5_000 } }), { code: "settlement.none" });
  const held = await stage.chain.balance(shown.currency, buyer.address);
  await done(buyer, buyer.client.settle({ params, body: { buyerBps: 3_333 }, wait: 20 }));
  const closed = await orderAt(seller, id, "the split", ({ status }) => status === "split");
  assert.deepEqual(
    [closed.payout!.buyer, closed.payout!.seller, closed.payout!.arbitrator],
    ["8332500", "16667500", "0"],
  );
  assert.equal((await stage.chain.balance(shown.currency, buyer.address)) - held, 8_332_500n);
});

test("a proposal that ran out is shown to nobody and accepted by nobody", async () => {
  const { buyer, seller } = stage;
  const id = await buyOne();
  const params = { order: id };
  await done(buyer, buyer.client.proposeSettlement({ params, body: { buyerBps: 9_000, seconds: 60 }, wait: 20 }));
  await orderAt(seller, id, "the proposal", ({ settlements }) => settlements.length === 1);
  await stage.chain.travel(120);
  await orderAt(seller, id, "its end", ({ settlements }) => settlements.length === 0);
  await assert.rejects(seller.client.settle({ params }), { code: "settlement.none" });
});

test("each party gives the other more time, and everybody sees until when", async () => {
  const { buyer, seller } = stage;
  const id = await buyOne();
  const params = { order: id };
  const deadline = async (party: Party) => Date.parse((await party.client.order({ params })).deadline!);
  const first = await deadline(seller);
  await assert.rejects(seller.client.extend({ params, body: { days: 1 } }), { code: "order.wrong-party" });
  await done(buyer, buyer.client.extend({ params, body: { days: 2 }, wait: 20 }));
  await orderAt(seller, id, "more time", ({ extension }) => extension === 2 * DAY);
  assert.equal((await deadline(seller)) - first, 2 * DAY * 1_000);
  await done(seller, seller.client.ship({ params, body: {}, wait: 20 }));
  await orderAt(buyer, id, "the shipment", ({ status, extension }) => status === "shipped" && extension === 0);
  const second = await deadline(buyer);
  await done(seller, seller.client.extend({ params, body: { seconds: 3_600 }, wait: 20 }));
  await done(seller, seller.client.extend({ params, body: { seconds: 3_600 }, wait: 20 }));
  const order = await orderAt(buyer, id, "more time to inspect", ({ extension }) => extension === 7_200);
  assert.equal((await deadline(buyer)) - second, 7_200_000);
  assert.match(order.timeline.at(-1)!.text, /lengthened: 2 hours more than agreed/);
});

test("the arbitrator passes, all parties show evidence to all, and the fallback rules and earns the fee", async () => {
  const { seller, buyer, arbitrator } = stage;
  const id = await disputedOrder();
  const params = { order: id };
  await done(seller, seller.client.submitEvidence({ params, body: { text: "It left here whole." }, wait: 20 }));
  await done(arbitrator, arbitrator.client.submitEvidence({ params, body: { text: "I know the seller." }, wait: 20 }));
  for (const party of [buyer, fallback]) {
    const said = (order: OrderDetail) => order.statements.filter(({ onChain }) => onChain).length === 3;
    const { statements } = await orderAt(party, id, "what was said", said);
    assert.deepEqual(
      statements.map(({ author, text }) => [author, text]).toSorted(),
      [
        [arbitrator.address, "I know the seller."],
        [buyer.address, "It is broken."],
        [seller.address, "It left here whole."],
      ].toSorted(),
    );
  }
  await done(arbitrator, arbitrator.client.pass({ params, wait: 20 }));
  await orderAt(fallback, id, "the case", ({ allowed }) => allowed.includes("rule"));
  await assert.rejects(arbitrator.client.rule({ params, body: { buyerBps: 0 } }), { code: "chain.reverted" });
  await done(fallback, fallback.client.rule({ params, body: { buyerBps: 10_000 }, wait: 20 }));
  const { payout, currency } = await orderAt(buyer, id, "the ruling", ({ status }) => status === "split");
  assert.deepEqual([payout!.buyer, payout!.arbitrator, payout!.seller], ["23750000", "1250000", "0"]);
  assert.equal(await stage.chain.balance(currency, fallback.address as Address), 1_250_000n);
});

test("a bond is locked in public, asked back, and can be withdrawn only a month later", async () => {
  const { seller, buyer } = stage;
  const owner = seller.address;
  const bondAt = async () => (await buyer.client.profile({ params: { owner } })).bond!;
  assert.deepEqual(await bondAt(), { locked: "0", leaving: "0", availableAt: null });
  await assert.rejects(seller.client.withdrawBond(), { code: "chain.reverted" });
  await done(seller, seller.client.lockBond({ body: { amount: "1.5" }, wait: 20 }));
  assert.equal((await bondAt()).locked, "1500000000000000000");
  await assert.rejects(seller.client.requestBond({ body: { amount: "2" } }), { code: "chain.reverted" });
  await done(seller, seller.client.requestBond({ body: { amount: "0.5" }, wait: 20 }));
  const { locked, leaving, availableAt } = await bondAt();
  assert.deepEqual([locked, leaving], ["1000000000000000000", "500000000000000000"]);
  await assert.rejects(seller.client.withdrawBond(), (error: ApiProblem) => {
    assert.match(error.message, /the bond can be withdrawn from 20.* UTC on/);
    return error.code === "chain.reverted";
  });
  const { time } = (await seller.client.node()).chain;
  await stage.chain.travel((Date.parse(availableAt!) - Date.parse(time!)) / 1_000);
  await done(seller, seller.client.withdrawBond({ wait: 20 }));
  assert.deepEqual(await bondAt(), { locked: "1000000000000000000", leaving: "0", availableAt: null });
});

test("an arbitrator's consent on the chain is shown beside their profile, and can be taken back", async () => {
  const { arbitrator, buyer } = stage;
  const shown = async () => (await buyer.client.profile({ params: { owner: arbitrator.address } })).registry;
  assert.equal(await shown(), null);
  const entry = { feeBps: 300, languages: ["en", "nl"] };
  await done(arbitrator, arbitrator.client.publishArbitrator({ body: entry, wait: 20 }));
  const { since: _, ...said } = (await shown())!;
  assert.deepEqual(said, { ...entry, consents: true });
  const withdrawn = { ...entry, consents: false };
  await done(arbitrator, arbitrator.client.publishArbitrator({ body: withdrawn, wait: 20 }));
  assert.equal((await shown())!.consents, false);
});

test("the read model made anew from journals and chain is equal, row by row", async (t) => {
  for (const role of ["seller", "buyer"] as const) {
    const height = Number(await stage.chain.request<string>("eth_blockNumber"));
    const { client } = stage[role];
    await until(async () => (await client.node()).chain.block === height, `block ${height} at the ${role}`);
    await network.halt(role);
    const folder = path.join(directory, role);
    const into = temporaryFolder(t);
    await rebuild({
      config: { directory: folder, deployment, rpcUrls: [network.chain.url] },
      loggers: createLoggers("silent"),
      into,
      signal: AbortSignal.timeout(30_000),
    });
    const live = dumpTables(folder);
    assert.ok(live.orders!.length >= 7);
    const again = dumpTables(into);
    const different = Object.keys(live).filter((table) => !isDeepStrictEqual(again[table], live[table]));
    assert.deepEqual(different, [], role);
  }
});
