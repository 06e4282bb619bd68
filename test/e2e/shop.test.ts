// A shop over the API of real nodes: drafts, many listings at once, bulk edits, and the heartbeat that renews what is on sale.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { finished } from "../../client/operations.ts";
import type { ShopDraft } from "../../protocol/api/shop-inputs.ts";
import type { ShopListing } from "../../protocol/api/shop-schemas.ts";
import type { Address, ListingId } from "../../protocol/ids.ts";
import { DELIVERY } from "../../scripts/demo/acts.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { until } from "../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { temporaryFolder } from "../support/folder.ts";

const DAY = 86_400;
const folders: (() => void)[] = [];
const folder = () => temporaryFolder({ after: (clean) => folders.push(clean as () => void) });
const ids = (...names: string[]) => names as ListingId[];
const sellerFolder = folder();

let chain: DevChain;
let seller: NodeProcess;
let buyer: NodeProcess;

before(async () => {
  chain = await startDevChain();
  seller = await startNode({ name: "seller", directory: sellerFolder, rpc: chain.url });
  buyer = await startNode({ name: "buyer", directory: folder(), rpc: chain.url, join: seller.multiaddrs });
  await chain.fund(buyer.address as Address, { coin: 10n ** 19n, tUSD: 1_000_000_000n });
});

after(async () => {
  await Promise.all([seller?.stop(), buyer?.stop()]);
  await chain?.stop();
  for (const clean of folders) clean();
});

const lamp = (title: string, more: object = {}): ShopDraft =>
  ({
    title,
    category: "home/lighting",
    currency: "tUSD",
    shipsFrom: "PT",
    tags: ["brass"],
    variants: [{ title: "", price: "40.00", stock: 5 }],
    ...more,
  }) as ShopDraft;

const save = (id: string, draft: ShopDraft) => seller.client.saveDraft({ params: { draft: id }, body: draft as never });
const listed = async (query: object = {}): Promise<ShopListing[]> =>
  (await seller.client.shopListings({ query })).items;
const stateOf = async (id: string) => (await listed()).find((one) => one.id === id)?.state;
const done = (operation: Parameters<typeof finished>[1]) => finished(seller.client, operation);

test("drafts are kept, listed, and given up", async () => {
  await save("desk-lamp", lamp("Desk lamp"));
  await save("floor-lamp", lamp("Floor lamp"));
  await save("idea", { title: "Not thought out yet" });
  const { draft, state } = await seller.client.draft({ params: { draft: "idea" } });
  assert.deepEqual([draft.title, state], ["Not thought out yet", "draft"]);
  assert.deepEqual(
    (await listed()).map(({ id, state: its }) => [id, its]),
    [
      ["desk-lamp", "draft"],
      ["floor-lamp", "draft"],
      ["idea", "draft"],
    ],
  );
  assert.deepEqual(
    (await listed({ q: "FLOOR lam" })).map(({ id }) => id),
    ["floor-lamp"],
  );
  const first = await seller.client.shopListings({ query: { limit: 2 } });
  assert.equal(first.items.length, 2);
  const second = await seller.client.shopListings({ query: { limit: 2, cursor: first.next! } });
  assert.deepEqual([second.items.map(({ id }) => id), second.next], [["idea"], null]);
  await assert.rejects(seller.client.publishDrafts({ body: { ids: ids("desk-lamp", "idea") } }), {
    code: "listing.incomplete",
    message: /idea: category, currency, shipsFrom and variants are missing/,
  });
  assert.equal(await stateOf("desk-lamp"), "draft", "nothing is half done");
  await seller.client.dropDraft({ params: { draft: "idea" } });
  await assert.rejects(seller.client.draft({ params: { draft: "idea" } }), { code: "listing.unknown" });
});

test("many are published as one operation", async () => {
  const operation = await done(
    seller.client.publishDrafts({ body: { ids: ids("desk-lamp", "floor-lamp") }, wait: 20 }),
  );
  assert.equal(operation.subject, `${seller.address}/desk-lamp,${seller.address}/floor-lamp`);
  assert.deepEqual(
    (await listed({ state: "published" })).map(({ id, left }) => [id, left]),
    [
      ["desk-lamp", 5],
      ["floor-lamp", 5],
    ],
  );
  await until(async () => (await buyer.client.node()).counts.listings === 2, "the listings");
});

/** The buyer's node has heard of what the seller's node has, and buys it. */
async function buy(id: string, units: number): Promise<void> {
  const params = { seller: seller.address, listing: id };
  const { cid } = await seller.client.listing({ params });
  await until(
    async () => (await buyer.client.listing({ params }).catch(() => undefined))?.cid === cid,
    `this edition of ${id}`,
  );
  const body = { ...params, variant: "v1", cid, units, delivery: DELIVERY };
  await finished(buyer.client, buyer.client.buy({ body, wait: 20 }));
}

const leftOf = async (id: string) => (await listed()).find((one) => one.id === id)?.left;

test("what is sold is gone from the draft too, whatever else is published, paused or resumed", async () => {
  await buy("desk-lamp", 2);
  await until(async () => (await leftOf("desk-lamp")) === 3, "the sale at the seller");
  const { draft } = await seller.client.draft({ params: { draft: "desk-lamp" } });
  assert.deepEqual(
    draft.variants,
    [{ id: "v1", title: "", sku: "", price: "40.00", stock: 3, picture: null, weight: 0 }],
    "price as typed, stock as left",
  );
  const edit = { ids: ids("desk-lamp"), patch: { price: { add: "2" } } };
  await done(seller.client.editListings({ body: edit, wait: 20 }));
  assert.equal(await leftOf("desk-lamp"), 3);

  await done(seller.client.pauseListings({ body: { ids: ids("desk-lamp") }, wait: 20 }));
  assert.deepEqual([await stateOf("desk-lamp"), await leftOf("desk-lamp")], ["paused", 3]);
  await until(async () => (await buyer.client.node()).counts.listings === 1, "the pause at the buyer");
  await assert.rejects(seller.client.pauseListings({ body: { ids: ids("floor-lamp", "desk-lamp") } }), {
    code: "listing.state",
    message: /desk-lamp is paused/,
  });
  assert.equal(await stateOf("floor-lamp"), "published", "all or none");
  await done(seller.client.resumeListings({ body: { ids: ids("desk-lamp") }, wait: 20 }));
  assert.deepEqual([await stateOf("desk-lamp"), await leftOf("desk-lamp")], ["published", 3]);
  const { variants } = await seller.client.listing({ params: { seller: seller.address, listing: "desk-lamp" } });
  assert.deepEqual([variants[0]!.left, variants[0]!.maxUnits, variants[0]!.price], [3, 5, "42000000"]);
});

test("an edit of many: a preview changes nothing, a fault in one changes none, and drafts are edited as drafts", async () => {
  await save("old-lamp", lamp("Old lamp", { condition: "used" }));
  const body = {
    filter: { category: "home" },
    patch: {
      price: { percent: -12.5, roundTo: "0.05" },
      tags: { add: ["sale"], remove: ["brass"] },
      stock: { add: 1 },
    },
  };
  const { items } = await seller.client.previewEdit({ body });
  assert.deepEqual(
    items.map(({ id, state }) => [id, state]),
    [
      ["desk-lamp", "published"],
      ["floor-lamp", "published"],
      ["old-lamp", "draft"],
    ],
  );
  assert.deepEqual(items[0]!.changes, [
    { field: "tags", variant: null, before: '["brass"]', after: '["sale"]' },
    { field: "variants.v1.price", variant: null, before: "42.00", after: "36.75" },
    { field: "variants.v1.stock", variant: null, before: "3", after: "4" },
  ]);
  assert.equal(await leftOf("desk-lamp"), 3);
  const cheap = { ...body, patch: { price: { add: "-41.00" } } };
  const shown = await seller.client.previewEdit({ body: cheap });
  assert.deepEqual(
    shown.items.map(({ problem }) => problem?.code ?? null),
    [null, "money.range", "money.range"],
  );
  await assert.rejects(seller.client.editListings({ body: cheap }), { code: "money.range", message: /floor-lamp/ });
  const { items: earlier } = await seller.client.operations({ query: { limit: 1 } });
  await done(seller.client.editListings({ body, wait: 20 }));
  const { items: latest } = await seller.client.operations({ query: { limit: 2 } });
  assert.deepEqual([latest[0]!.kind, latest[1]!.id], ["editListings", earlier[0]!.id], "one operation");
  assert.deepEqual(
    (await listed()).map(({ id, state, left, priceFrom }) => [id, state, left, priceFrom]),
    [
      ["desk-lamp", "published", 4, "36750000"],
      ["floor-lamp", "published", 6, "35000000"],
      ["old-lamp", "draft", 6, "35000000"],
    ],
  );
});

test("changes beside what is on sale wait until they are published", async () => {
  const { draft } = await seller.client.draft({ params: { draft: "floor-lamp" } });
  await save("floor-lamp", { ...draft, title: "Floor lamp, dimmable" });
  const [one] = await listed({ q: "dimmable" });
  assert.deepEqual([one?.id, one?.state, one?.changed], ["floor-lamp", "published", true]);
  const params = { seller: seller.address, listing: "floor-lamp" };
  assert.equal((await seller.client.listing({ params })).title, "Floor lamp");
  await done(seller.client.publishDrafts({ body: { ids: ids("floor-lamp") }, wait: 20 }));
  assert.equal((await seller.client.listing({ params })).title, "Floor lamp, dimmable");
  assert.equal((await listed({ q: "dimmable" }))[0]!.changed, false);
});

test("a shipping profile becomes options by weight, and what is on sale follows a change when asked", async () => {
  const params = { profile: "parcels" };
  const steps = [
    { upTo: 1_000, first: "4.00", further: "1.00" },
    { upTo: 5_000, first: "9.00" },
  ];
  const body = {
    title: "Parcels",
    currency: "tUSD",
    zones: [
      { to: ["PT", "ES"], options: [{ title: "Parcel", days: { min: 1, max: 3 }, steps }] },
      { to: ["*"], options: [{ title: "Parcel", steps: [{ first: "20.00" }] }] },
    ],
  };
  await seller.client.saveShippingProfile({ params, body });
  const variants = [
    { title: "", price: "40.00", stock: 5, weight: 900 },
    { title: "Large", price: "60.00", stock: 5, weight: 3_000 },
  ];
  await save("heavy-lamp", lamp("Heavy lamp", { shippingProfile: "parcels", variants }));
  await done(seller.client.publishDrafts({ body: { ids: ids("heavy-lamp") }, wait: 20 }));
  const shippingOf = async (): Promise<unknown[]> => {
    const listing = await seller.client.listing({ params: { seller: seller.address, listing: "heavy-lamp" } });
    return listing.shipping.map(({ to, first, further }) => [to.join(), first, further]);
  };
  assert.deepEqual(await shippingOf(), [
    ["PT,ES", "9000000", "9000000"],
    ["*", "20000000", "20000000"],
  ]);
  const dearer = {
    ...body,
    zones: [{ ...body.zones[0]!, options: [{ title: "Parcel", steps: [{ first: "11.00" }] }] }],
  };
  const { usedBy } = await seller.client.saveShippingProfile({ params, body: dearer });
  assert.deepEqual([usedBy, (await shippingOf()).length], [["heavy-lamp"], 2], "told, and not done yet");
  await done(seller.client.republishByProfile({ params, wait: 20 }));
  assert.deepEqual(await shippingOf(), [["PT,ES", "11000000", "11000000"]]);

  const light = {
    ...body,
    zones: [{ to: ["*"], options: [{ title: "Letter", steps: [{ upTo: 500, first: "2.00" }] }] }],
  };
  await seller.client.saveShippingProfile({ params, body: light });
  await assert.rejects(seller.client.republishByProfile({ params }), {
    code: "shipping.does-not-fit",
    message: /heavy-lamp: No way .* 3000 g/,
  });
  assert.equal((await shippingOf()).length, 1, "nothing was done");
  await assert.rejects(seller.client.removeShippingProfile({ params }), { code: "shipping.in-use" });
  const back = { zones: [{ to: ["*"], options: [{ title: "x", steps: [{ first: "1", further: "2" }] }] }] };
  await assert.rejects(seller.client.saveShippingProfile({ params, body: { ...body, ...back } }), {
    code: "input.invalid",
    message: /further unit costs more/,
  });
  await done(seller.client.deleteListings({ body: { ids: ids("heavy-lamp") }, wait: 20 }));
  await seller.client.removeShippingProfile({ params });
  assert.deepEqual(await seller.client.shippingProfiles(), []);
});

/** Chain time at both nodes. */
async function travel(seconds: number): Promise<number> {
  const timeOf = async ({ client }: NodeProcess) => Date.parse((await client.node()).chain.time!);
  const start = await timeOf(seller);
  await chain.request("evm_increaseTime", [seconds]);
  await chain.request("evm_mine");
  for (const node of [seller, buyer]) {
    await until(async () => (await timeOf(node)) >= start + seconds * 1_000 - 60_000, `the time at the ${node.name}`);
  }
  return start / 1_000 + seconds;
}

const validUntil = async (id: string) => Date.parse((await listed()).find((one) => one.id === id)!.validUntil!) / 1_000;

test("the node renews what is on sale once a third of its time is left, word for word and as one operation", async () => {
  const cidOf = async (id: string) => (await listed()).find((one) => one.id === id)!.cid;
  const [cid, offeredUntil] = [await cidOf("desk-lamp"), await validUntil("desk-lamp")];
  await buy("desk-lamp", 1);
  await travel(9 * DAY);
  const { items } = await seller.client.operations({ query: { limit: 1 } });
  assert.notEqual(items[0]!.kind, "renewListings", "more than a third is left");
  const now = await travel(DAY);
  await until(async () => (await validUntil("desk-lamp")) > offeredUntil + 9 * DAY, "the renewal");
  assert.ok((await validUntil("desk-lamp")) <= now + 14 * DAY + 60);
  const renewals = (await seller.client.operations({ query: { limit: 50 } })).items.filter(
    ({ kind }) => kind === "renewListings",
  );
  assert.deepEqual(
    renewals.map(({ subject }) => subject),
    [`${seller.address}/desk-lamp,${seller.address}/floor-lamp`],
  );
  assert.deepEqual(
    [await cidOf("desk-lamp"), await leftOf("desk-lamp")],
    [cid, 3],
    "no edition of its own, and no new stock",
  );
});

test("a shop whose node is away drops out of the search, and its owner sees it as expired", async () => {
  const available = async (client: NodeProcess["client"]) =>
    (await client.listings({ query: { available: true } })).items.map(({ id }) => id);
  await until(async () => (await available(buyer.client)).length === 2, "the renewed offers");
  await seller.stop();
  await chain.request("evm_increaseTime", [15 * DAY]);
  await chain.request("evm_mine");
  await until(async () => (await available(buyer.client)).length === 0, "the end of the offers");
  assert.deepEqual(await buyer.client.categories(), []);

  seller = await startNode({ name: "seller", directory: sellerFolder, rpc: chain.url });
  await until(async () => (await stateOf("desk-lamp")) === "expired", "the time at the seller");
  assert.deepEqual(
    (await listed({ state: "expired" })).map(({ id }) => id),
    ["desk-lamp", "floor-lamp"],
  );
  assert.deepEqual(await available(seller.client), []);
  await done(seller.client.resumeListings({ body: { ids: ids("desk-lamp") }, wait: 20 }));
  assert.deepEqual([await stateOf("desk-lamp"), await leftOf("desk-lamp")], ["published", 3]);
  assert.deepEqual(await available(seller.client), ["desk-lamp"]);
});

test("what is deleted is gone, drafts and all", async () => {
  await assert.rejects(seller.client.deleteListings({ body: { ids: ids("old-lamp", "no-lamp") } }), {
    code: "listing.unknown",
    message: /no-lamp/,
  });
  await done(seller.client.deleteListings({ body: { ids: ids("old-lamp", "desk-lamp", "floor-lamp") }, wait: 20 }));
  assert.deepEqual(await listed(), []);
  assert.equal((await seller.client.node()).counts.listings, 0);
});
