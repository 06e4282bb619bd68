// Bad input: a clear message that says what to do, a stable code, and nothing changed.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import type { Client } from "../../client/client.ts";
import { finished } from "../../client/operations.ts";
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
import type { Address } from "../../protocol/ids.ts";
import { DELIVERY } from "../../scripts/demo/acts.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { until } from "../../scripts/network/network.ts";
import { temporaryFolder } from "../support/folder.ts";

const folders: (() => void)[] = [];
const folder = () => temporaryFolder({ after: (clean) => folders.push(clean as () => void) });
const poorFolder = folder();
const draft: ListingDraftInput = {
  title: "Plain cup",
  category: "home/kitchen",
  currency: "tUSD",
  shipsFrom: "PT",
  shipping: [{ title: "Post", to: ["PT"] }],
  variants: [{ price: "9.00", stock: 1 }],
};

let chain: DevChain;
let seller: NodeProcess;
let poor: NodeProcess;

before(async () => {
  chain = await startDevChain();
  seller = await startNode({ name: "seller", directory: folder(), rpc: chain.url });
  poor = await startNode({ name: "poor", directory: poorFolder, rpc: chain.url, join: seller.multiaddrs });
  await finished(
    seller.client,
    seller.client.publishListing({ body: { ...draft, id: "plain-cup" as never }, wait: 10 }),
  );
  await until(async () => (await poor.client.node()).counts.listings === 1, "the listing");
  await until(async () => (await poor.client.node()).chain.block !== null, "the chain");
});

after(async () => {
  await Promise.all([seller?.stop(), poor?.stop()]);
  await chain?.stop();
  for (const clean of folders) clean();
});

/** What the node holds that a refused command must not touch. */
async function stateOf(client: Client): Promise<string> {
  const { counts } = await client.node();
  const { items } = await client.operations({ query: { limit: 100 } });
  const { journals } = await client.network();
  return JSON.stringify([
    counts,
    items.map(({ id, status }) => [id, status]),
    journals.map(({ sequence }) => sequence),
    await client.balances(),
  ]);
}

/** The command is refused with this code and words, and nothing has changed. */
async function refused(client: Client, command: () => Promise<unknown>, code: string, words: RegExp, field?: string) {
  const earlier = await stateOf(client);
  await assert.rejects(command, (error: { code: string; message: string; problem: { field?: string } }) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    if (field) assert.equal(error.problem.field, field);
    return true;
  });
  assert.equal(await stateOf(client), earlier);
}

const purchase = async (changes: object = {}) => {
  const listing = await poor.client.listing({ params: { seller: seller.address, listing: "plain-cup" } });
  const delivery = { ...DELIVERY, country: "PT" };
  return {
    seller: listing.seller,
    listing: listing.id,
    variant: "v1",
    cid: listing.cid,
    delivery,
    ...changes,
  } as never;
};

test("JSON that is none", async () => {
  const response = await fetch(`${seller.url}/api/v1/listings`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${seller.token}` },
    body: '{"title": "Cup", ',
  });
  assert.equal(response.status, 400);
  assert.match(response.headers.get("content-type")!, /problem\+json/);
  const problem = (await response.json()) as { code: string; detail: string };
  assert.equal(problem.code, "body.malformed");
  assert.doesNotMatch(JSON.stringify(problem), /node_modules|at .*\.ts/);
});

test("a listing that does not exist", () =>
  refused(
    poor.client,
    async () => poor.client.buy({ body: await purchase({ listing: "no-such-cup" }) }),
    "listing.unknown",
    /no-such-cup/,
  ));

test("a price with more decimals than the currency has", () => {
  const body = { ...draft, variants: [{ price: "1.0000001" }] };
  return refused(
    seller.client,
    () => seller.client.publishListing({ body }),
    "money.decimals",
    /7 decimals.*6/,
    "variants.0.price",
  );
});

test("a price that is no number, a currency that is none, a window the escrow refuses", async () => {
  const { client } = seller;
  const publish = (body: ListingDraftInput) => () => client.publishListing({ body });
  await refused(client, publish({ ...draft, variants: [{ price: "cheap" }] }), "money.malformed", /12\.50/);
  await refused(client, publish({ ...draft, currency: "DOGE" }), "currency.unknown", /tUSD/, "currency");
  await refused(client, publish({ ...draft, shipWindow: 60 }), "input.invalid", /./, "shipWindow");
});

test("a batch with one fault publishes nothing, and names the listing and its field", async () => {
  const batch = (last: Partial<ListingDraftInput>) => () =>
    seller.client.publishListings({ body: { listings: [draft, { ...draft, title: "Fine" }, { ...draft, ...last }] } });
  const wrong: [Partial<ListingDraftInput>, string, RegExp, string][] = [
    [{ variants: [{ price: "9.0000001" }] }, "money.decimals", /^Listing 3: /, "listings.2.variants.0.price"],
    [
      { shipping: [{ title: "Post", to: ["Portugal"] }] },
      "input.invalid",
      /country code/,
      "listings.2.shipping.0.to.0",
    ],
    [
      { shipping: [{ title: "Post", first: "1", further: "2" }] },
      "input.invalid",
      /more than/,
      "listings.2.shipping.0.further",
    ],
    [{ service: true, shipping: [{ title: "Post" }] }, "input.invalid", /service has none/, "listings.2.shipping"],
    [{ currency: "DOGE" }, "currency.unknown", /DOGE/, "listings.2.currency"],
  ];
  for (const [last, code, words, field] of wrong) await refused(seller.client, batch(last), code, words, field);
});

test("an arbitrator who has not said that they arbitrate", () => {
  const body = { ...draft, arbitration: { arbitrator: poor.address } };
  return refused(
    seller.client,
    () => seller.client.publishListing({ body }),
    "listing.arbitrator",
    /arbitrat/,
    "arbitration.arbitrator",
  );
});

test("no funds", () =>
  refused(poor.client, async () => poor.client.buy({ body: await purchase() }), "funds.insufficient", /tUSD|ETH/));

test("a country it is not shipped to, more units than there are, an edition that was replaced", async () => {
  const buy = (changes: object) => async () => poor.client.buy({ body: await purchase(changes) });
  await refused(
    poor.client,
    buy({ delivery: { ...DELIVERY, country: "NZ" } }),
    "input.invalid",
    /NZ/,
    "delivery.country",
  );
  await refused(poor.client, buy({ units: 2 }), "listing.sold-out", /Only 1/, "units");
  await refused(poor.client, buy({ cid: "bafyreib" }), "listing.changed", /read it again/, "cid");
});

test("a sold-out listing", async () => {
  await chain.fund(poor.address as Address, { coin: 10n ** 18n, tUSD: 50_000_000n });
  await finished(poor.client, poor.client.buy({ body: await purchase(), wait: 20 }));
  // The seller's node hears of it a moment later, which must not look like a change by the next test.
  await until(async () => (await seller.client.node()).counts.orders === 1, "the order at the seller");
  await refused(poor.client, async () => poor.client.buy({ body: await purchase() }), "listing.sold-out", /sold out/);
});

test("a picture that is not a picture, and one that is an SVG", async () => {
  const add = (text: string) => () => seller.client.addPicture({ body: new TextEncoder().encode(text) });
  await refused(seller.client, add("this is not a picture"), "picture.unsupported", /JPEG|jpeg|png|PNG/);
  await refused(seller.client, add('<svg xmlns="http://www.w3.org/2000/svg"/>'), "picture.unsupported", /./);
});

test("the wrong passphrase", async () => {
  await poor.stop();
  const wrong = path.join(folder(), "passphrase");
  writeFileSync(wrong, "not the passphrase\n");
  const data = poorFolder;
  const earlier = readFileSync(path.join(data, "keystore/account.json"));
  await assert.rejects(
    startNode({ name: "poor", directory: data, rpc: chain.url, more: ["--passphrase-file", wrong] }),
    (error: { code: string; message: string }) =>
      error.code === "keystore.passphrase" && /passphrase/.test(error.message),
  );
  assert.deepEqual(readFileSync(path.join(data, "keystore/account.json")), earlier);
  poor = await startNode({ name: "poor", directory: data, rpc: chain.url });
  assert.equal((await poor.client.node()).counts.listings, 1);
});

test("a chain with another id, and one that does not answer", async () => {
  const other = await startDevChain({ chainId: 4_242, bare: true });
  const lost = await startNode({ name: "lost", directory: folder(), rpc: other.url });
  const { client } = lost;
  try {
    await until(async () => (await client.node()).chain.problem !== null, "the node to notice");
    assert.match((await client.node()).chain.problem!, /4242/);
    await refusedOffline(client, "chain.wrong");
    await other.stop();
    await until(async () => !(await client.node()).chain.reachable, "the node to notice");
    await finished(client, client.publishProfile({ body: { name: "Still here" }, wait: 10 }));
  } finally {
    await lost.stop();
    await other.stop();
  }
});

/** Money needs the chain and says so. */
const refusedOffline = (client: Client, code: string) =>
  assert.rejects(client.balances(), (error: { code: string }) => error.code === code);
