// Every example of the API is true: each is sent to real nodes, in the order in which a market would come to it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { finished } from "../../client/operations.ts";
import { examples } from "../../protocol/api/examples.ts";
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import type { Operation } from "../../protocol/api/schemas.ts";
import { type AnyExample, STAND_INS } from "../../protocol/api/example.ts";
import type { Route } from "../../protocol/api/route.ts";
import { type RouteName, routes } from "../../protocol/api/routes.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import type { Picture } from "../../protocol/picture.ts";
import { type DevNetwork, FREE_PORTS, ROLES, startNetwork, until } from "../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { createSender } from "../support/example-sender.ts";
import { temporaryFolder } from "../support/folder.ts";

const directory = temporaryFolder();
const names: Record<string, unknown> & { picture?: Picture; order?: Hex32 } = {};
const sender = createSender(names);
let network: DevNetwork;
let fallback: NodeProcess;
let seller: NodeProcess;
let buyer: NodeProcess;
let arbitrator: NodeProcess;

before(async () => {
  network = await startNetwork({ directory, ports: FREE_PORTS, seed: "profiles" });
  ({ seller, buyer, arbitrator } = network);
  const join = seller.multiaddrs;
  fallback = await startNode({
    name: "fallback",
    directory: path.join(directory, "fallback"),
    rpc: network.chain.url,
    join,
  });
  const currencies = await buyer.client.currencies();
  Object.assign(names, {
    seller: seller.address,
    arbitrator: arbitrator.address,
    fallback: fallback.address,
    currency: currencies.find(({ symbol }) => symbol === "tUSD")!.address,
  });
  const court = { name: "Second Court", arbitrator: { feeBps: 300, languages: ["en"] } };
  await finished(fallback.client, fallback.client.publishProfile({ body: court, wait: 20 }));
  const heard = async () => (await seller.client.profiles()).some(({ owner }) => owner === fallback.address);
  await until(heard, "the second court at the seller");
});

after(async () => {
  await fallback?.stop();
  await network?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** A command whose operation is done. */
async function done(name: Parameters<typeof sender.send>[0], node: NodeProcess): Promise<Operation> {
  return finished(node.client, await sender.send<Operation>(name, node));
}

/** Of a command that begins several operations. */
async function allDone(name: RouteName, node: NodeProcess): Promise<void> {
  const { operations } = await sender.send<{ operations: Operation[] }>(name, node);
  for (const operation of operations) await finished(node.client, operation);
}

const seen = (node: NodeProcess, what: string, holds: (order: OrderDetail) => boolean) =>
  until(async () => {
    const order = await node.client.order({ params: { order: names.order! } }).catch(() => undefined);
    return order !== undefined && holds(order);
  }, `${what} at the ${node.name}`);

async function bought(): Promise<void> {
  names.order = (await done("buy", buyer)).subject as Hex32;
  await seen(seller, "the address", ({ delivery }) => delivery?.state === "received");
}

async function shipped(): Promise<void> {
  await bought();
  await done("ship", seller);
  await seen(buyer, "shipped", ({ status }) => status === "shipped");
}

async function disputed(): Promise<void> {
  await shipped();
  await done("dispute", buyer);
  await seen(arbitrator, "the dispute", ({ status }) => status === "disputed");
}

/** Each answer that a reading token gets, on each node: none has a word that the examples say in private, and the private routes give none. */
async function nothingPrivateIsRead(): Promise<void> {
  const { buy, ship, dispute, putAddress }: Record<string, AnyExample> = examples;
  const words = [buy, ship, dispute, putAddress].flatMap((example) => textsOf(example!.body)).filter(isSpoken);
  await sender.send("putAddress", buyer);
  const told = new Set<string>();
  for (const { client, url, token: full } of [seller, buyer, arbitrator]) {
    const { token, id } = await client.makeToken({ body: { name: "reader", scope: "read" } });
    for (const [route, { method, access, rawAnswer }] of Object.entries<Route>(routes)) {
      if (method !== "get" || rawAnswer === routes.events.rawAnswer) continue;
      const isKnown = Object.values(examples[route as RouteName].params ?? {}).every((one) => isNamed(one));
      if (!isKnown) continue;
      const answer = await sender.ask(route as RouteName, { url, token });
      const text = await answer.text();
      if (access) assert.equal(answer.status, 403, `${route}: ${text}`);
      for (const word of words) assert.ok(!text.includes(word), `${route} tells "${word}"`);
      const mine = await (await sender.ask(route as RouteName, { url, token: full })).text();
      for (const word of words) if (mine.includes(word)) told.add(word);
    }
    await client.revokeToken({ params: { token: id } });
  }
  assert.deepEqual([...told].toSorted(), [...new Set(words)].toSorted(), "the owner reads them all");
}

const textsOf = (value: unknown): string[] =>
  typeof value === "object" && value ? Object.values(value).flatMap(textsOf) : typeof value === "string" ? [value] : [];
/** Not an address, a name of the market or a country. */
const isSpoken = (text: string): boolean => /\s/.test(text);

const isNamed = (value: unknown): boolean => {
  const standIn = Object.entries(STAND_INS).find(([, one]) => JSON.stringify(one) === JSON.stringify(value));
  return !standIn || standIn[0] in names;
};

async function editionAt(listing: string): Promise<string> {
  const params = { seller: seller.address, listing };
  await until(async () => (await buyer.client.listing({ params }).catch(() => undefined)) !== undefined, listing);
  return (await buyer.client.listing({ params })).cid;
}

test("a shop", async () => {
  await done("publishProfile", seller);
  await done("publishArbitrator", arbitrator);
  const image = sharp({ create: { width: 64, height: 48, channels: 3, background: "#c90" } });
  const bytes = new Uint8Array(await image.png().toBuffer());
  names.picture = await sender.send<Picture>("addPicture", seller, bytes);
  names.digest = `0x${createHash("sha256").update(bytes).digest("hex")}`;
  await sender.send("uploadedPicture", seller);
  await done("publishListing", seller);
  names.cid = await editionAt("brass-desk-lamp");
  await sender.send("listing", buyer);
  names.pictureCid = names.picture.cid;
  await sender.send("picture", buyer);
  const found = await sender.send<{ items: { id: string }[] }>("listings", buyer);
  assert.deepEqual(
    found.items.map(({ id }) => id),
    ["brass-desk-lamp"],
  );
  await sender.send("putAddress", buyer);
  await sender.send("removeAddress", buyer);
  await sender.send("previewPurchase", buyer);
  await sender.send("trustArbitrator", buyer);
  await sender.send("distrustArbitrator", buyer);
  await sender.send("follow", buyer);
  await sender.send("unfollow", buyer);
});

test("a file", async () => {
  const bytes = new TextEncoder().encode("%PDF-1.7 patterns");
  const file = await sender.send<object>("addFile", seller, bytes);
  const draft = { title: "Patterns", category: "paper", currency: "tUSD", shipsFrom: "PT", variants: [{ price: "3" }] };
  const body = { id: "patterns", ...draft, file: file as never };
  await finished(seller.client, seller.client.publishListing({ body, wait: 20 }));
  const article = { seller: seller.address, listing: "patterns", variant: "v1", cid: await editionAt("patterns") };
  names.order = (await finished(buyer.client, buyer.client.buy({ body: article, wait: 20 }))).subject as Hex32;
  await seen(buyer, "the file", (order) => order.file?.state === "ready");
  assert.deepEqual(await sender.send("orderFile", buyer), bytes);
});

test("many listings at once, and earlier prices", async () => {
  await done("publishListings", seller);
  const body = { ...(examples.publishListings.body as { listings: ListingDraftInput[] }).listings[1]! };
  body.variants = [{ price: "30.00" }];
  await finished(seller.client, seller.client.publishListing({ body, wait: 20 }));
  const old = await sender.send<{ listing: string }[]>("oldOffers", seller);
  assert.deepEqual(
    old.map(({ listing }) => listing),
    ["rewiring"],
  );
  await done("voidOldOffers", seller);
  assert.deepEqual(await sender.send("oldOffers", seller), []);
});

test("a shop in drafts, with a shipping profile, exported and imported", async () => {
  await sender.send("saveShippingProfile", seller);
  await sender.send("saveDraft", seller);
  await sender.send("draft", seller);
  await done("publishDrafts", seller);
  const { usedBy } = await sender.send<{ usedBy: string[] }>("shippingProfile", seller);
  assert.deepEqual(usedBy, ["floor-lamp"]);
  await done("republishByProfile", seller);
  const listed = await sender.send<{ items: { id: string }[] }>("shopListings", seller);
  assert.ok(listed.items.some(({ id }) => id === "floor-lamp"));
  await sender.send("previewEdit", seller);
  await done("editListings", seller);
  await done("pauseListings", seller);
  await done("resumeListings", seller);
  const exported = await sender.send<Uint8Array<ArrayBuffer>>("exportListings", seller);
  const { id } = await finished(seller.client, await sender.send<Operation>("importListings", seller, exported));
  names.operation = id;
  await sender.send("importReport", seller);
  await done("deleteListings", seller);
  await sender.send("removeShippingProfile", seller);
  const draft = { draft: "wall-lamp" };
  await seller.client.saveDraft({ params: draft, body: { title: "Wall lamp" } });
  await sender.send("dropDraft", seller);
});

test("orders that their parties end", async () => {
  await shipped();
  await sender.send("order", buyer);
  await sender.send("receipt", buyer);
  names.operation = (await done("confirm", buyer)).id;
  await seen(seller, "the review", ({ review }) => review !== null);
  await done("reply", seller);

  await bought();
  await sender.send("toShip", seller);
  await sender.send("packingList", seller);
  await allDone("shipMany", seller);
  await allDone("refund", seller);

  await shipped();
  await done("submitEvidence", seller);
  await done("proposeSettlement", seller);
  await seen(buyer, "the proposal", ({ settlements }) => settlements?.length > 0);
  await done("settle", buyer);

  await bought();
  await done("extend", buyer);
  await done("cancel", seller);

  await shipped();
  await done("release", buyer);
  await seen(seller, "the release", ({ signed }) => signed);
  await done("collectReleases", seller);

  await shipped();
  await done("release", buyer);
  await seen(seller, "the release", ({ signed }) => signed);
  await allDone("collectPayments", seller);
});

test("orders that others or nobody ends", async () => {
  await disputed();
  await seen(seller, "the statement", ({ statements }) => statements.length > 0);
  await nothingPrivateIsRead();
  await done("rule", arbitrator);
  await disputed();
  await done("pass", arbitrator);
  const passed = names.order;

  const { subject } = await done("buyCart", buyer);
  names.order = subject.split(",")[0] as Hex32;
  await seen(seller, "the address", ({ delivery }) => delivery?.state === "received");
  await done("ship", seller);
  await done("lockBond", seller);
  await done("requestBond", seller);
  await network.chain.request("evm_increaseTime", [200 * 86_400]);
  await network.chain.request("evm_mine");
  const later = async ({ client }: NodeProcess) =>
    Date.parse((await client.node()).chain.time!) > Date.now() + 100 * 86_400_000;
  for (const role of ROLES) await until(() => later(network[role]), "the time to pass");
  await done("claim", seller);
  await done("withdrawBond", seller);
  names.order = passed;
  await done("expire", seller);
});

test("a token, and the end of the listing", async () => {
  const made = await sender.send<{ id: string; token: string }>("makeToken", seller);
  names.token = made.id;
  await sender.send("tokens", seller);
  await sender.send("balances", { url: seller.url, token: made.token });
  await sender.send("revokeToken", seller);
  await done("removeListing", seller);
});

test("whatever needs nothing to have happened", async () => {
  for (const name of sender.left()) await sender.send(name, name === "events" ? seller : buyer);
  assert.deepEqual(sender.left(), []);
});
