// A seller's day on real nodes and a real chain: what to ship and how to pack it, many shipped at once, refunds, and collecting what is due.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { AbiCoder, keccak256 } from "ethers";
import sharp from "sharp";
import type { ApiProblem } from "../../../client/call.ts";
import { finished } from "../../../client/operations.ts";
import type { ListingDraftInput } from "../../../protocol/api/inputs.ts";
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import type { ListingDetail, Operation } from "../../../protocol/api/schemas.ts";
import type { Hex32, ListingId } from "../../../protocol/ids.ts";
import { DELIVERY, nonceOf, orderAt } from "../../../scripts/demo/acts.ts";
import type { Actor } from "../../../scripts/demo/stage.ts";
import { until } from "../../../scripts/network/network.ts";
import { stage } from "../../support/one-market.ts";

const HOUR = 3_600;
const PARCEL = (first: string) => [{ title: "Parcel", first, further: "0" }];
let lamp: ListingDetail;
let slow: ListingDetail;
let coin: ListingDetail;

before(async () => {
  lamp = await publish({ title: "Lamp", variants: [{ title: "Brass", price: "20.00" }], shipping: PARCEL("5") });
  slow = await publish({
    title: "Chest",
    shipping: PARCEL("0"),
    variants: [{ price: "3.33" }],
    shipWindow: 20 * 24 * HOUR,
  });
  coin = await publish({ title: "Medal", shipping: PARCEL("0"), variants: [{ price: "0.5" }], currency: "ETH" });
});

async function publish(changes: Partial<ListingDraftInput>): Promise<ListingDetail> {
  const { seller, buyer, arbitrator } = stage;
  const body = {
    title: "Thing",
    category: "home/odd",
    currency: "tUSD",
    shipsFrom: "PT",
    variants: [{ price: "1" }],
    inspectionWindow: 2 * HOUR,
    arbitration: { arbitrator: arbitrator.address },
    ...changes,
  };
  const { subject } = await done(seller, seller.client.publishListing({ body, wait: 20 }));
  const params = { seller: seller.address, listing: subject.split("/")[1] as ListingId };
  await until(async () => (await buyer.client.listing({ params }).catch(() => undefined)) !== undefined, "the listing");
  return buyer.client.listing({ params });
}

const done = ({ client }: Pick<Actor, "client">, operation: Operation | Promise<Operation>) =>
  finished(client, operation);
async function allDone(actor: Actor, operations: readonly Operation[]): Promise<void> {
  for (const operation of operations) await done(actor, operation);
}

/** @returns its order, once the seller has the address */
async function bought(listing: ListingDetail, delivery: object = DELIVERY): Promise<Hex32> {
  const { buyer, seller } = stage;
  const { seller: owner, id, cid, variants } = listing;
  const body = { seller: owner, listing: id, cid, variant: variants[0]!.id, delivery: { ...DELIVERY, ...delivery } };
  const order = (await done(buyer, buyer.client.buy({ body, wait: 20 }))).subject as Hex32;
  await orderAt(seller, order, "the address", ({ delivery: { state } }) => state === "received");
  return order;
}
const at = (actor: Actor, id: Hex32, status: OrderDetail["status"]) =>
  orderAt(actor, id, status, (order) => order.status === status);

async function shipped(...orders: Hex32[]): Promise<void> {
  const { seller, buyer } = stage;
  const shipments = orders.map((order, index) => ({ order, tracking: `CP ${index}` }));
  const answer = await seller.client.shipMany({ body: { shipments }, wait: 20 });
  assert.deepEqual(answer.refused, []);
  await allDone(seller, answer.operations);
  for (const order of orders) await at(buyer, order, "shipped");
}

test("orders to ship stand by deadline, with their addresses, and one buyer's go into one parcel", async () => {
  const { seller } = stage;
  const chest = await bought(slow);
  const first = await bought(lamp);
  const second = await bought(lamp);
  const elsewhere = await bought(lamp, { street: "2 Other Street" });
  const { items, next } = await seller.client.toShip();
  assert.deepEqual([items.map(({ id }) => id), next], [[first, second, elsewhere, chest], null]);
  assert.deepEqual([items[0]!.address?.street, items[0]!.overdue], [DELIVERY.street, false]);
  const page = await seller.client.toShip({ query: { limit: 3 } });
  const rest = await seller.client.toShip({ query: { limit: 3, cursor: page.next } as never });
  assert.deepEqual([page.items.length, rest.items.map(({ id }) => id)], [3, [chest]]);
  await assert.rejects(seller.client.toShip({ query: { cursor: "nonsense" } }), { code: "input.invalid" });

  const { parcels } = await seller.client.packingList();
  assert.deepEqual(
    parcels.map(({ address, lines }) => [
      address!.street,
      lines.map(({ title, variant }) => `${title} ${variant}`.trim()),
    ]),
    [
      [DELIVERY.street, ["Lamp Brass", "Lamp Brass", "Chest"]],
      ["2 Other Street", ["Lamp Brass"]],
    ],
  );
  const one = await seller.client.packingList({ query: { orders: chest } as never });
  assert.deepEqual(
    one.parcels.map(({ lines }) => lines.map(({ order }) => order)),
    [[chest]],
  );
  await assert.rejects(stage.buyer.client.packingList({ query: { orders: chest } as never }), {
    code: "order.wrong-party",
  });
});

test("many are marked shipped at once, or none if one of them cannot be", async () => {
  const { seller, buyer } = stage;
  const orders = (await seller.client.toShip()).items.map(({ id }) => id);
  const bad = async (shipments: { order: Hex32 }[], code: string, field: string) => {
    const nonce = await nonceOf(stage.chain, seller.address);
    await assert.rejects(seller.client.shipMany({ body: { shipments } }), (error: ApiProblem) => {
      assert.deepEqual([error.code, error.problem.field], [code, field]);
      return true;
    });
    assert.equal(await nonceOf(stage.chain, seller.address), nonce);
  };
  const all = orders.map((order) => ({ order }));
  const stranger = `0x${"12".repeat(32)}` as Hex32;
  await bad([...all, all[0]!], "input.invalid", "shipments.4.order");
  await bad([...all, { order: stranger }], "order.unknown", "shipments.4.order");
  await shipped(...orders);
  for (const [index, order] of orders.entries()) {
    const seen = await orderAt(buyer, order, "its tracking", ({ tracking }) => tracking !== null);
    assert.equal(seen.tracking, `CP ${index}`);
  }
  assert.deepEqual((await seller.client.toShip()).items, []);
});

test("all is given back in every open state, at once", async () => {
  const { seller, buyer } = stage;
  const [funded, sent, disputed] = [await bought(lamp), await bought(lamp), await bought(lamp)];
  await shipped(sent, disputed);
  const params = { order: disputed };
  await done(buyer, buyer.client.dispute({ params, body: { text: "It is broken." }, wait: 20 }));
  await at(seller, disputed, "disputed");
  const held = await stage.chain.balance(lamp.currency, buyer.address);
  for (const order of [funded, sent, disputed]) {
    const refund = await seller.client.refund({ params: { order }, body: {}, wait: 20 });
    await allDone(seller, refund.operations);
    assert.deepEqual([refund.call, refund.buyer, refund.seller], ["cancel", "25000000", "0"]);
    await at(buyer, order, "refunded");
  }
  assert.equal((await stage.chain.balance(lamp.currency, buyer.address)) - held, 75_000_000n);
  await assert.rejects(seller.client.refund({ params, body: {} }), { code: "order.not-allowed" });
  await assert.rejects(buyer.client.refund({ params: { order: await bought(lamp) }, body: {} }), {
    code: "chain.reverted",
  });
});

test("a part is given back by a split in exactly the amounts that were shown, rounding included", async () => {
  const { seller, buyer } = stage;
  const order = await bought(slow); // 3.33 tUSD
  const params = { order };
  for (const amount of ["0", "3.34"]) {
    await assert.rejects(seller.client.refund({ params, body: { amount } }), { code: "input.invalid" });
  }
  await assert.rejects(buyer.client.refund({ params, body: { amount: "1" } }), { code: "order.wrong-party" });
  const refund = await seller.client.refund({ params, body: { amount: "1.00" }, wait: 20 });
  assert.equal(refund.call, "proposeSettlement");
  assert.deepEqual(
    [refund.buyer, refund.rounding, refund.seller, refund.buyerBps],
    ["1000332", "332", "2329668", 3_004],
  );
  assert.match(refund.text, /1\.000332 tUSD.*0\.000332 tUSD more.*2\.329668 tUSD/);
  await orderAt(buyer, order, "the proposal", ({ settlements }) => settlements.length === 1);
  await done(buyer, buyer.client.settle({ params, wait: 20 }));
  const { payout } = await at(seller, order, "split");
  assert.deepEqual([payout!.buyer, payout!.seller], [refund.buyer, refund.seller]);
});

test("what is due is collected in one transaction, and asking twice sends nothing twice", async () => {
  const { seller, buyer } = stage;
  const [signed, silent, quiet] = [await bought(lamp), await bought(lamp), await bought(lamp)];
  await shipped(signed, silent, quiet);
  await stage.chain.travel(3 * HOUR);
  await done(buyer, buyer.client.release({ params: { order: signed }, body: { review: { rating: 5 } }, wait: 20 }));
  await orderAt(seller, signed, "the release", ({ release }) => release !== null);
  await orderAt(seller, quiet, "the end of inspection", ({ allowed }) => allowed.includes("claim"));
  const nonce = await nonceOf(stage.chain, seller.address);
  const held = await stage.chain.balance(lamp.currency, seller.address);
  const claimable = (await seller.client.orders({ query: { role: "seller", open: true, limit: 100 } })).items.filter(
    ({ allowed }) => allowed.includes("claim"),
  );
  const collected = await seller.client.collectPayments();
  await assert.rejects(seller.client.collectPayments(), { code: "payment.none" });
  await assert.rejects(seller.client.collectReleases(), { code: "release.none" });
  await allDone(seller, collected.operations);
  assert.deepEqual([collected.releases, collected.withdrawals, collected.more], [[signed], [], false]);
  assert.ok(collected.claims.length >= 2 && collected.claims.includes(silent) && collected.claims.includes(quiet));
  assert.equal(collected.claims.length + 1, claimable.length);
  assert.deepEqual([collected.operations.length, (await nonceOf(stage.chain, seller.address)) - nonce], [1, 1]);
  const sum = claimable.reduce((total, order) => total + BigInt(order.total), 0n);
  assert.equal((await stage.chain.balance(lamp.currency, seller.address)) - held, sum);
  for (const order of [signed, silent, quiet]) await at(seller, order, "released");
  await assert.rejects(seller.client.collectPayments(), { code: "payment.none" });
});

test("an order that was paid meanwhile is left out, and the others are paid", async () => {
  const { seller, buyer } = stage;
  const [one, other, third] = [await bought(lamp), await bought(lamp), await bought(lamp)];
  await shipped(one, other, third);
  await stage.chain.travel(3 * HOUR);
  await orderAt(seller, third, "the end of inspection", ({ allowed }) => allowed.includes("claim"));
  await orderAt(buyer, third, "the end of inspection", ({ allowed }) => allowed.includes("claim"));
  // Both are in the pool before either is mined.
  await stage.chain.request("evm_setAutomine", [false]);
  try {
    await buyer.client.claim({ params: { order: one } });
    const pending = async () => (await stage.chain.request<unknown[]>("eth_pendingTransactions")).length;
    await until(async () => (await pending()) === 1, "the claim");
    const { operations } = await seller.client.collectPayments();
    await until(async () => (await pending()) === 2, "the collection");
    await stage.chain.request("evm_setAutomine", [true]);
    await stage.chain.request("evm_mine");
    await allDone(seller, operations);
  } finally {
    await stage.chain.request("evm_setAutomine", [true]);
    await stage.chain.request("evm_mine");
  }
  for (const order of [one, other, third]) await at(seller, order, "released");
});

test("a review with dimensions and a picture is replied to by its seller alone, and both reach the buyer", async () => {
  const { seller, buyer, arbitrator } = stage;
  const order = await bought(lamp);
  const params = { order };
  await assert.rejects(seller.client.reply({ params, body: { text: "Thank you." } }), { code: "review.none" });
  const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: "#963" } })
    .png()
    .toBuffer();
  const picture = await buyer.client.addPicture({
    query: { alt: "As it came" },
    body: new Blob([new Uint8Array(png)]),
  });
  const review = { rating: 4, asDescribed: 5, shipping: 2, title: "Late", text: "But lovely.", pictures: [picture] };
  await done(buyer, buyer.client.confirm({ params, body: { review }, wait: 20 }));
  const seen = await orderAt(seller, order, "the review", (one) => (one.review?.text ?? null) !== null);
  assert.deepEqual(seen.review!.text!.dimensions, { asDescribed: 5, shipping: 2, communication: null });
  assert.deepEqual(seen.review!.text!.pictures, [picture]);
  const heard = async () => (await arbitrator.client.reviews({ query: { order } })).items[0]?.text;
  await until(async () => !!(await heard()), "the review at the arbitrator");
  assert.ok((await arbitrator.client.picture({ params: { cid: picture.cid } })).length > 0, "from the buyer's node");
  await assert.rejects(buyer.client.reply({ params, body: { text: "I praise myself." } }), {
    code: "order.wrong-party",
  });
  await done(seller, seller.client.reply({ params, body: { text: "The post was on strike." }, wait: 20 }));
  await done(seller, seller.client.reply({ params, body: { text: "The post was on strike: sorry." }, wait: 20 }));
  for (const { client, role } of [buyer, arbitrator]) {
    const replied = async () => (await client.reviews({ query: { order } })).items[0]?.reply;
    await until(async () => (await replied()) === "The post was on strike: sorry.", `the reply at the ${role}`);
  }
});

test("the seller's reputation is the same numbers at every node, and no ring", async () => {
  const { seller, buyer, arbitrator } = stage;
  const params = { owner: seller.address };
  const height = (await seller.client.node()).chain.block!;
  const [own, shown] = await Promise.all(
    [seller, arbitrator].map(async ({ client, role }) => {
      await until(async () => (await client.node()).chain.block! >= height, `block ${height} at the ${role}`);
      return client.reputation({ params });
    }),
  );
  assert.deepEqual(shown, own);
  const { sales, reviews, flags, purchases } = own!;
  const { items } = await seller.client.orders({ query: { role: "seller", limit: 100 } });
  const count = (status: string) => items.filter((order) => order.status === status).length;
  assert.deepEqual(
    [sales.orders, sales.completed, sales.refunded, sales.split],
    [items.length, count("released"), count("refunded"), count("split")],
  );
  assert.deepEqual([sales.disputes, sales.buyers, purchases.orders], [{ opened: 1, won: 0, lost: 1, even: 0 }, 1, 0]);
  assert.deepEqual(reviews.dimensions.shipping, { count: 1, average: 2 });
  assert.deepEqual([reviews.voices, reviews.weighed], [1, 3.75]);
  assert.deepEqual([flags.ring, flags.captiveBuyers, flags.selfPurchases], [null, 1, 0]);
  assert.equal((await buyer.client.reputation({ params: { owner: buyer.address } })).purchases.sellers, 1);
});

test("a receipt says what was paid to whom, and its terms give the order's id again", async () => {
  const { seller, buyer } = stage;
  const { items } = await buyer.client.orders({ query: { role: "buyer", status: "split", q: "chest" } as never });
  assert.equal(items.length, 1);
  const params = { order: items[0]!.id };
  const [receipt, sellers] = await Promise.all([buyer, seller].map(({ client }) => client.receipt({ params })));
  assert.deepEqual({ ...sellers!, asOf: null }, { ...receipt!, asOf: null });
  const { total, payout, proof, offerDigest, salt, units, referrer } = receipt!;
  assert.equal(
    BigInt(total),
    Object.values(payout!).reduce((sum, amount) => sum + BigInt(amount), 0n),
  );
  const words = [offerDigest, receipt!.buyer.address, units, salt, referrer];
  const encoded = AbiCoder.defaultAbiCoder().encode(["bytes32", "address", "uint32", "uint64", "address"], words);
  assert.equal(keccak256(encoded), receipt!.order);
  assert.deepEqual([proof[0]!.event, proof.at(-1)!.event], ["Opened", "Closed"]);
  for (const { transaction, blockHash } of proof) {
    const mined = await stage.chain.request<{ blockHash: string }>("eth_getTransactionReceipt", [transaction]);
    assert.equal(mined.blockHash, blockHash);
  }
});

test("figures add up to what the orders say, by currency", async () => {
  const { seller } = stage;
  await bought(coin);
  const { items } = await seller.client.orders({ query: { role: "seller", limit: 100 } });
  const { totals, periods } = await seller.client.salesFigures({ query: { by: "day" } });
  for (const { currency, orders, gross, pending, refunded, fees, net } of totals) {
    const mine = items.filter((order) => order.currency === currency);
    assert.equal(orders, mine.length);
    assert.equal(
      BigInt(gross),
      mine.reduce((sum, { total }) => sum + BigInt(total), 0n),
    );
    assert.equal(
      BigInt(gross),
      [pending, refunded, fees, net].reduce((sum, part) => sum + BigInt(part), 0n),
    );
  }
  assert.deepEqual(new Set(totals.map(({ currency }) => currency)), new Set([lamp.currency, coin.currency]));
  assert.ok(periods.length > 0);
  const [first] = periods;
  const only = await seller.client.salesFigures({ query: { from: first!.from, to: first!.from, by: "day" } });
  assert.deepEqual(only.periods, [first]);
  await assert.rejects(seller.client.salesFigures({ query: { from: "2026-02-02", to: "2026-02-01" } }), {
    code: "input.invalid",
  });
});
