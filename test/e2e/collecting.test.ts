// Collecting on a chain that makes it hard: without a contract for several calls, and after a payment that the seller's account refused.
// At the end nothing is left of the addresses.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { finished } from "../../client/operations.ts";
import { decodeRecord } from "../../node/store/own/record.ts";
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import { MULTICALL3 } from "../../protocol/deployments.ts";
import { type Address, type Hex32, type ListingId, ZERO_ADDRESS } from "../../protocol/ids.ts";
import { DELIVERY } from "../../scripts/demo/acts.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { until } from "../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { temporaryFolder } from "../support/folder.ts";

const HOUR = 3_600;
const COIN = 10n ** 18n;
const folders: (() => void)[] = [];
const folder = () => temporaryFolder({ after: (clean) => folders.push(clean as () => void) });
const nodes = {
  seller: { name: "seller", directory: folder(), more: ["--keep-addresses", "0"] },
  buyer: { name: "buyer", directory: folder(), more: ["--keep-addresses", "0"] },
};
let chain: DevChain;
let seller: NodeProcess;
let buyer: NodeProcess;
let params: { seller: Address; listing: ListingId };

before(async () => {
  chain = await startDevChain();
  seller = await startNode({ ...nodes.seller, rpc: chain.url });
  buyer = await startNode({ ...nodes.buyer, rpc: chain.url, join: seller.multiaddrs });
  for (const { address, client } of [seller, buyer]) {
    await until(async () => (await client.node()).chain.block !== null, "the chain");
    await chain.fund(address as Address, { coin: 10n * COIN });
  }
  const body = {
    title: "Medal",
    category: "home/odd",
    currency: "ETH",
    shipsFrom: "PT",
    shipping: [{ title: "Parcel" }],
    variants: [{ price: "0.5" }],
    inspectionWindow: 2 * HOUR,
  };
  await finished(seller.client, seller.client.publishListing({ body, wait: 20 }));
  params = { seller: seller.address as Address, listing: "medal" as ListingId };
  await until(async () => (await buyer.client.listing({ params }).catch(() => undefined)) !== undefined, "the listing");
});

after(async () => {
  await Promise.all([seller?.stop(), buyer?.stop()]);
  await chain?.stop();
  for (const clean of folders) clean();
});

async function at(node: NodeProcess, order: Hex32, what: string, holds: (order: OrderDetail) => boolean) {
  await until(async () => {
    const seen = await node.client.order({ params: { order } }).catch(() => undefined);
    return seen !== undefined && holds(seen);
  }, what);
}

async function bought(): Promise<Hex32> {
  const { cid, variants } = await buyer.client.listing({ params });
  const body = { ...params, cid, variant: variants[0]!.id, delivery: DELIVERY };
  const order = (await finished(buyer.client, buyer.client.buy({ body, wait: 20 }))).subject as Hex32;
  await at(seller, order, "the address", ({ delivery }) => delivery.state === "received");
  return order;
}

/** Whatever the operations cost, the rest is what came in. */
const balance = async (): Promise<bigint> =>
  BigInt((await seller.client.balances()).find(({ currency }) => currency === ZERO_ADDRESS)!.amount);

test("where no contract makes several calls at once, each order past inspection takes one transaction", async () => {
  const orders = [await bought(), await bought()];
  const shipments = orders.map((order) => ({ order }));
  for (const operation of (await seller.client.shipMany({ body: { shipments }, wait: 20 })).operations)
    await finished(seller.client, operation);
  await chain.request("evm_increaseTime", [3 * HOUR]);
  await chain.request("evm_mine");
  for (const order of orders) await at(seller, order, "the end", ({ allowed }) => allowed.includes("claim"));
  const code = await chain.request("eth_getCode", [MULTICALL3, "latest"]);
  await chain.request("hardhat_setCode", [MULTICALL3, "0x"]);
  const { operations, claims } = await seller.client.collectPayments({ wait: 20 });
  for (const operation of operations) await finished(seller.client, operation);
  await chain.request("hardhat_setCode", [MULTICALL3, code]);
  assert.deepEqual([operations.map(({ kind }) => kind), claims.toSorted()], [["claim", "claim"], orders.toSorted()]);
  for (const order of orders) await at(seller, order, "the payment", ({ status }) => status === "released");
});

test("a payment that could not be pushed is collected too, once", async () => {
  const order = await bought();
  // An account with code that refuses whatever it is sent.
  await chain.request("hardhat_setCode", [seller.address, "0x5f5ffd"]);
  await finished(buyer.client, buyer.client.confirm({ params: { order }, body: {}, wait: 20 }));
  await chain.request("hardhat_setCode", [seller.address, "0x"]);
  await at(seller, order, "the close", ({ status }) => status === "released");
  const held = await balance();
  const { withdrawals, operations } = await seller.client.collectPayments();
  await assert.rejects(seller.client.collectPayments(), { code: "payment.none" });
  for (const operation of operations) await finished(seller.client, operation);
  assert.deepEqual([withdrawals, operations.map(({ kind }) => kind)], [[ZERO_ADDRESS], ["withdraw"]]);
  const came = (await balance()) - held;
  assert.ok(came > (49n * COIN) / 100n && came < COIN / 2n, `${came}`);
  await assert.rejects(seller.client.collectPayments(), { code: "payment.none" });
});

/** Envelopes with addresses that a node's own.db holds. */
function addressesOf({ directory }: { directory: string }): Uint8Array[] {
  const db = new DatabaseSync(path.join(directory, "own.db"), { readOnly: true });
  try {
    const rows = db.prepare("SELECT record FROM messages").all() as { record: Uint8Array }[];
    const messages = rows.map((row) => decodeRecord<{ kind: string; envelope: Uint8Array }>(row));
    return messages.filter(({ kind }) => kind === "delivery").map(({ envelope }) => envelope);
  } finally {
    db.close();
  }
}

test("once orders are closed for good, both copies of their addresses are gone; of an open one they stay", async () => {
  const open = await bought();
  await at(buyer, open, "its delivery", ({ delivery }) => delivery.state === "delivered");
  const held = { seller: addressesOf(nodes.seller), buyer: addressesOf(nodes.buyer) };
  assert.deepEqual([held.seller.length, held.buyer.length], [4, 4]);
  for (let block = 0; block < 14; block++) await chain.request("evm_mine");
  const height = Number(await chain.request("eth_blockNumber"));
  for (const { client } of [seller, buyer])
    await until(async () => (await client.node()).chain.block === height, "the newest block");
  await Promise.all([seller.stop(), buyer.stop()]);
  // What was set is kept: no flag this time.
  seller = await startNode({ name: "seller", directory: nodes.seller.directory, rpc: chain.url });
  buyer = await startNode({ name: "buyer", directory: nodes.buyer.directory, rpc: chain.url });
  for (const role of ["seller", "buyer"] as const) {
    await until(async () => addressesOf(nodes[role]).length === 1, `the erasure at the ${role}`);
    const { client } = role === "seller" ? seller : buyer;
    assert.equal((await client.order({ params: { order: open } })).delivery.address?.street, DELIVERY.street);
    const [kept] = addressesOf(nodes[role]);
    const files = ["own.db", "own.db-wal"].map((name) => readFileSync(path.join(nodes[role].directory, name)));
    const bytes = Buffer.concat(files);
    for (const envelope of held[role]) {
      const piece = Buffer.from(envelope.subarray(200, 260));
      assert.equal(bytes.includes(piece), Buffer.compare(envelope, kept!) === 0, role);
    }
  }
});
