// A node whose account's key is at an external signer: it sells, buys, releases and moves to another folder, and a person confirms each thing.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import type { Client } from "../../client/client.ts";
import { finished } from "../../client/operations.ts";
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
import type { Operation } from "../../protocol/api/schemas.ts";
import type { Address, Hex32, ListingId } from "../../protocol/ids.ts";
import { DELIVERY } from "../../scripts/demo/acts.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { until } from "../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { type Decision, type ExternalSigner, startExternalSigner } from "../support/external-signer.ts";
import { temporaryFolder } from "../support/folder.ts";
import { productFile, productRows } from "../support/products.ts";
import { soukHere } from "../support/souk.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const directory = temporaryFolder();
const inFolder = (...names: string[]) => path.join(directory, ...names);
let chain: DevChain;
let device: ExternalSigner;
let shop: NodeProcess;
let trader: NodeProcess;

const external = () => ["--signer", device.url, "--account", device.address];
const startTrader = () =>
  startNode({ name: "trader", directory: inFolder("trader"), rpc: chain.url, join: shop.multiaddrs, more: external() });

before(async () => {
  [chain, device] = await Promise.all([startDevChain(), startExternalSigner()]);
  shop = await startNode({ name: "shop", directory: inFolder("shop"), rpc: chain.url });
  trader = await startTrader();
  for (const { address } of [shop, trader]) {
    await chain.fund(address as Address, { coin: 10n ** 20n, tUSD: 1_000_000_000n });
  }
});
after(async () => {
  await trader?.stop();
  await shop?.stop();
  await device?.stop();
  await chain?.stop();
  rmSync(directory, { recursive: true, force: true });
});
afterEach(() => {
  device.decide = () => "sign";
  device.shown.length = 0;
});

const whats = () => device.shown.map(({ what }) => what);
const nonce = async () => Number(await chain.request("eth_getTransactionCount", [device.address, "latest"]));

function undecided(): ((decision: Decision) => void)[] {
  const waiting: ((decision: Decision) => void)[] = [];
  device.decide = () => new Promise((resolve) => void waiting.push(resolve));
  return waiting;
}

const draft = (title: string, more: Partial<ListingDraftInput> = {}): ListingDraftInput => ({
  title,
  category: "home/lighting",
  currency: "ETH",
  shipsFrom: "PT",
  shipping: [{ title: "Parcel", first: "1" }],
  variants: [{ price: "2", stock: 9 }],
  arbitration: null,
  ...more,
});

/** @returns what is bought of it, as the other node shows it */
async function publish(by: NodeProcess, body: ListingDraftInput, reader: Client) {
  const { subject } = await finished(by.client, by.client.publishListing({ body, wait: 20 }));
  const [seller, listing] = subject.split("/") as [Address, ListingId];
  const params = { seller, listing };
  await until(async () => (await reader.listing({ params }).catch(() => undefined)) !== undefined, body.title);
  const { cid, variants } = await reader.listing({ params });
  return { ...params, cid, variant: variants[0]!.id, delivery: DELIVERY };
}

const bought = (operation: Operation) => ({ order: operation.subject as Hex32 });
const addressed = async (client: Client, params: { order: Hex32 }) =>
  (await client.order({ params }).catch(() => undefined))?.delivery.address?.street === DELIVERY.street;

async function run(script: string, ...flags: string[]): Promise<{ code: number; printed: string }> {
  const child = spawn(process.execPath, [path.join(ROOT, script), ...flags]);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
  const [code] = await once(child, "close");
  return { code, printed };
}

test("the node is the signer's account, and says so", async () => {
  assert.equal(trader.address, device.address);
  assert.deepEqual(whats(), ["Certificate"]);
  const { signer } = await trader.client.node();
  assert.deepEqual(signer, { external: true, endpoint: new URL(device.url).host, problem: null, waiting: [] });
  assert.equal((await shop.client.node()).signer.external, false);
  const status = await soukHere(["--account", device.address, "node"], { data: inFolder("trader") });
  assert.match(status.stdout, /signer\s+external, at 127\.0\.0\.1:/);
});

test("it publishes once somebody confirmed the catalogue, and says nothing where they refuse", async () => {
  device.decide = () => "refuse";
  await assert.rejects(trader.client.publishListing({ body: draft("Unwanted") }), { code: "signer.refused" });
  assert.deepEqual(whats(), ["Catalogue"]);
  assert.equal((await trader.client.node()).counts.listings, 0);
  device.decide = () => "sign";
  const lamp = await publish(trader, draft("Lamp"), shop.client);
  assert.deepEqual([lamp.seller, whats()], [trader.address, ["Catalogue", "Catalogue"]]);

  const { seller, listing } = lamp;
  const params = bought(await finished(shop.client, shop.client.buy({ body: lamp, wait: 20 })));
  await until(() => addressed(trader.client, params), "the address at the external account");
  await finished(trader.client, trader.client.ship({ params, body: { tracking: "CP 7" }, wait: 20 }));
  await until(async () => (await shop.client.order({ params })).tracking === "CP 7", "the tracking");
  assert.deepEqual(whats().slice(2), ["Envelope", "Transaction"]);
  assert.equal((await shop.client.listing({ params: { seller, listing } })).variants[0]!.left, 8);
});

test("it buys in coin, and in a token with a permit, and the seller can read the address", async () => {
  for (const [currency, asked] of [
    ["ETH", ["Envelope", "Transaction"]],
    ["tUSD", ["Envelope", "Permit", "Transaction"]],
  ] as const) {
    device.shown.length = 0;
    const body = await publish(shop, draft(`A lamp for ${currency}`, { currency }), trader.client);
    const { delivery: _, ...article } = body;
    await trader.client.previewPurchase({ body: { items: [article] } });
    assert.deepEqual(whats(), [], "looking signs nothing");
    const params = bought(await finished(trader.client, trader.client.buy({ body, wait: 20 })));
    await until(() => addressed(shop.client, params), "the address");
    assert.deepEqual(whats(), asked);
  }
});

test("it releases by signature, without a transaction", async () => {
  const body = await publish(shop, draft("A lamp to release"), trader.client);
  const params = bought(await finished(trader.client, trader.client.buy({ body, wait: 20 })));
  const used = await nonce();
  device.shown.length = 0;
  const review = { rating: 5, title: "Good", text: "As shown." };
  await finished(trader.client, trader.client.release({ params, body: { review }, wait: 20 }));
  assert.deepEqual(whats(), ["Release", "Envelope"]);
  assert.deepEqual([device.shown[0]!.words.orderId, await nonce()], [params.order, used]);
  const released = async () => (await shop.client.order({ params }).catch(() => undefined))?.release;
  await until(async () => !!(await released()), "the release at the seller");
  await finished(shop.client, shop.client.collectReleases({ wait: 20 }));
  await until(async () => (await trader.client.order({ params })).status === "released", "the payment");
});

test("a purchase says that it waits for the signer; who refuses there has bought nothing", async () => {
  const body = await publish(shop, draft("A lamp to refuse"), trader.client);
  device.decide = ({ what }) => (what === "Envelope" ? "sign" : new Promise<Decision>((resolve) => (decide = resolve)));
  let decide: (decision: Decision) => void = () => {};
  const used = await nonce();
  const { id, status } = await trader.client.buy({ body });
  assert.equal(status, "pending");
  await device.showed("Transaction");
  const operation = () => trader.client.operation({ params: { operation: id } });
  assert.match((await operation()).notice!, /waits for the signer/);
  const { waiting } = (await trader.client.node()).signer;
  assert.deepEqual(
    waiting.map(({ what }) => what),
    ["Transaction"],
  );
  decide("refuse");
  await assert.rejects(finished(trader.client, operation()), { code: "signer.refused" });
  assert.equal((await operation()).notice, null);
  assert.equal(await nonce(), used);
});

test("killed while somebody reads, it asks again for the same transaction, and buys once", async () => {
  const body = await publish(shop, draft("A lamp to insist on"), trader.client);
  device.decide = ({ what }) => (what === "Envelope" ? "sign" : new Promise<never>(() => {}));
  const used = await nonce();
  const { id } = await trader.client.buy({ body });
  const asked = await device.showed("Transaction");
  await trader.kill();
  device.decide = () => "sign";
  trader = await startTrader();
  const done = await finished(trader.client, trader.client.operation({ params: { operation: id } }));
  const again = await device.showed("Transaction", 2);
  assert.deepEqual([again.words.nonce, again.words.data], [asked.words.nonce, asked.words.data]);
  assert.equal(await nonce(), used + 1);
  await until(() => addressed(shop.client, bought(done)), "the address");
  const { items } = await shop.client.orders({ query: { role: "seller" } });
  assert.equal(items.filter((order) => order.listing?.id === body.listing).length, 1);
});

test("its backup has no account in it, and opens in a new folder with the signer, also while that is away", async () => {
  writeFileSync(inFolder("secret.txt"), "correct horse battery staple\n");
  const secret = ["--passphrase-file", inFolder("secret.txt")];
  const file = inFolder("souk.age");
  const made = await soukHere(["backup", "--account", device.address, ...secret, "--output", file], {
    data: inFolder("trader"),
  });
  assert.equal(made.code, 0, made.stderr);
  await trader.kill();
  const restored = await run("scripts/restore.ts", file, "--data", inFolder("moved"), ...secret);
  assert.equal(restored.code, 0, restored.printed);
  assert.match(restored.printed, /--signer <url>/);

  const node = { name: "moved", directory: inFolder("moved"), rpc: chain.url, join: shop.multiaddrs };
  await assert.rejects(startNode(node), { code: "keystore.none" });
  await device.stop();
  trader = await startNode({ ...node, more: ["--signer", device.url] });
  assert.equal(trader.address, device.address);
  assert.match((await trader.client.node()).signer.problem!, /gave no usable answer/);
  await assert.rejects(trader.client.publishListing({ body: draft("Nobody signs this") }), {
    code: "signer.unreachable",
  });
  await device.start();
  await publish(trader, draft("From the new folder"), shop.client);

  const waiting = undecided();
  const products = new Uint8Array(
    Buffer.from(productFile(productRows(4, 1).map((row) => ({ ...row, "Image Src": "" })))),
  );
  const query = { currency: "tUSD", shipsFrom: "PT" };
  const importing = await trader.client.importListings({ query, body: products });
  await device.showed("Catalogue", 2);
  assert.equal(waiting.length, 1);
  const began = performance.now();
  await trader.stop();
  assert.ok(performance.now() - began < 9_000, "stopping waits for nobody");
  device.decide = () => "sign";
  trader = await startNode({ ...node, more: ["--signer", device.url] });
  await finished(trader.client, trader.client.operation({ params: { operation: importing.id } }));
});
