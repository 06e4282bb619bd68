// A file for sale, from upload to download: delivered without a click, once, whatever the seller's node goes through, and readable by its buyer alone.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { orderFileUrl } from "../../../client/client.ts";
import { finished } from "../../../client/operations.ts";
import { decodeRecord } from "../../../node/store/own/record.ts";
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import type { ListingDetail } from "../../../protocol/api/schemas.ts";
import type { DigitalFile } from "../../../protocol/goods.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import { buy, orderAt, publish } from "../../../scripts/demo/acts.ts";
import { createNarrator } from "../../../scripts/demo/narrator.ts";
import type { Stage } from "../../../scripts/demo/stage.ts";
import { directory, network, stage } from "../../support/one-market.ts";

const silent = createNarrator({ write: () => true } as unknown as NodeJS.WritableStream);
const content = randomBytes(3_000_001);
const SOURCE = "the seller's own copy";
let file: DigitalFile;
let listing: ListingDetail;
const orders: Hex32[] = [];

async function bought(): Promise<Hex32> {
  const { id } = await buy(stage, silent, listing);
  orders.push(id);
  return id;
}

const isReady = ({ file: seen }: OrderDetail) => seen?.state === "ready";
const shippedEvents = ({ timeline }: OrderDetail) => timeline.filter(({ event }) => event === "Shipped").length;

async function assertDelivered(order: Hex32): Promise<void> {
  const { buyer, seller } = stage;
  const arrived = await orderAt(buyer, order, "the file", isReady);
  assert.deepEqual([arrived.status, shippedEvents(arrived)], ["shipped", 1]);
  assert.deepEqual(Buffer.compare(await fileOf(buyer, order), content), 0);
  const sent = await orderAt(seller, order, "the acknowledgement", ({ file: seen }) => seen?.state === "sent");
  assert.equal(sent.status, "shipped");
  assert.deepEqual(sent.delivery, { state: "none", address: null }, "a file needs no address, so none was told");
  assert.equal(goodsMessages("seller", order), 1);
  assert.equal(goodsMessages("buyer", order), 1);
}

const fileOf = async ({ client }: Stage["buyer"], order: Hex32) =>
  buffer(await client.orderFile({ params: { order } }));

function goodsMessages(role: "seller" | "buyer", order: Hex32): number {
  const db = new DatabaseSync(path.join(stage[role].directory, "own.db"), { readOnly: true });
  try {
    const rows = db.prepare("SELECT record FROM messages WHERE order_id = ?").all(order) as { record: Uint8Array }[];
    return rows.filter((row) => decodeRecord<{ kind: string }>(row).kind === "goods").length;
  } finally {
    db.close();
  }
}

test("a file is stored, and a listing that names it is published", async () => {
  const { seller, arbitrator } = stage;
  const query = { name: "Patterns, vol. 1.pdf", mediaType: "application/pdf" };
  file = await seller.client.addFile({ query, body: new Blob([content]) });
  assert.deepEqual([file.name, file.bytes], [query.name, content.length]);
  const draft = {
    title: "Sewing patterns",
    category: "paper/patterns",
    currency: "tUSD",
    shipsFrom: "PT",
    variants: [{ price: "12.00" }],
    arbitration: { arbitrator: arbitrator.address },
    file,
  };
  listing = await publish(stage, silent, draft);
  assert.deepEqual(listing.file, file);
  const elsewhere = { ...draft, file: { ...file, digest: `0x${"ab".repeat(32)}` } };
  await assert.rejects(seller.client.publishListing({ body: elsewhere }), { code: "file.unknown" });
  await assert.rejects(
    seller.client.publishListing({ body: { ...draft, shipping: [{ title: "Post", first: "1" }] } }),
    { code: "input.invalid" },
  );
});

test("it arrives without a click, and is shipped on chain", async () => {
  const order = await bought();
  await assertDelivered(order);
  await assert.rejects(stage.seller.client.ship({ params: { order }, body: {} }), { code: "order.not-allowed" });
  await assert.rejects(stage.seller.client.orderFile({ params: { order } }), { code: "file.not-ready" });

  const { url, directory: folder } = stage.buyer;
  const authorization = `Bearer ${readFileSync(path.join(folder, "token"), "utf8").trim()}`;
  const answer = await fetch(url + orderFileUrl(order), { headers: { authorization } });
  await answer.body?.cancel();
  assert.deepEqual(
    ["content-type", "content-length", "content-disposition", "x-content-type-options"].map((name) =>
      answer.headers.get(name),
    ),
    ["application/octet-stream", String(content.length), 'attachment; filename="Patterns, vol. 1.pdf"', "nosniff"],
  );
});

test("a seller who is away when it is paid delivers on coming back; until then the order says so", async () => {
  await network.halt("seller");
  const order = await bought();
  const waiting = await orderAt(stage.buyer, order, "that the seller is away", (one) => one.file?.problem != null);
  assert.deepEqual([waiting.file!.state, waiting.file!.problem!.code], ["waiting", "peer.unreachable"]);
  assert.match(waiting.ifNobodyActs!.text, /return the money to the buyer/);
  await network.resume("seller");
  await assertDelivered(order);
});

test("a seller's node that is killed again and again on the way writes once and ships once", async () => {
  const order = await bought();
  for (const ms of [0, 300, 700]) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    await network.seller.kill();
    await network.resume("seller");
  }
  await assertDelivered(order);
});

test("both download states outlive a restart of the buyer's node", async () => {
  assert.equal(orders.length, 3);
  await network.halt("buyer");
  await network.resume("buyer");
  for (const order of orders) {
    const { file: seen } = await stage.buyer.client.order({ params: { order } });
    assert.equal(seen?.state, "ready");
    assert.equal(Buffer.compare(await fileOf(stage.buyer, order), content), 0);
  }
});

test("a buyer who was away until the seller was paid still gets the file", async () => {
  const { buyer, seller, chain } = stage;
  await network.halt("seller");
  const order = await bought();
  await network.halt("buyer");
  await network.resume("seller");
  await orderAt(seller, order, "the shipment", ({ status }) => status === "shipped");
  await chain.travel(15 * 86_400);
  await orderAt(seller, order, "the end of the window", ({ allowed }) => allowed.includes("claim"));
  await finished(seller.client, seller.client.claim({ params: { order }, wait: 20 }));
  await network.resume("buyer");
  const arrived = await orderAt(buyer, order, "the file", isReady);
  assert.equal(arrived.status, "released");
  assert.equal(Buffer.compare(await fileOf(buyer, order), content), 0);
});

test("nothing of the file is in any folder of the market, but in the seller's own source", async () => {
  const source = path.join(stage.seller.directory, SOURCE);
  writeFileSync(source, content);
  const windows = Array.from({ length: 40 }, (_, index) => content.subarray(index * 70_000, index * 70_000 + 24));
  const found = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .filter((one) => {
      const bytes = readFileSync(one);
      return windows.some((window) => bytes.includes(window));
    });
  assert.deepEqual(found, [source]);
});
