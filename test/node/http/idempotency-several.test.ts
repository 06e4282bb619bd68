// A node that dies amid a keyed write of several operations: sent again, each is there once, and the answer is whole.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { finished } from "../../../client/operations.ts";
import type { Address, Hex32, ListingId } from "../../../protocol/ids.ts";
import { DELIVERY } from "../../../scripts/demo/acts.ts";
import { type DevChain, startDevChain } from "../../../scripts/devchain.ts";
import { until } from "../../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../../scripts/network/node-process.ts";
import { type RpcProxy, startRpcProxy } from "../../support/chain-proxy.ts";
import { temporaryFolder } from "../../support/folder.ts";

describe("a node that dies amid several operations of one keyed write", () => {
  let chain: DevChain;
  let proxy: RpcProxy;
  let seller: NodeProcess;
  let buyer: NodeProcess;
  let orders: Hex32[];
  let clean = () => {};
  const directory = temporaryFolder({ after: (work) => void (clean = work as () => void) });

  async function startSeller(): Promise<void> {
    const join = buyer.multiaddrs;
    seller = await startNode({ name: "seller", directory: path.join(directory, "seller"), rpc: proxy.url, join });
  }

  before(async () => {
    chain = await startDevChain();
    proxy = await startRpcProxy(chain.url);
    buyer = await startNode({ name: "buyer", directory: path.join(directory, "buyer"), rpc: chain.url });
    await startSeller();
    const money = { coin: 10n ** 19n, tUSD: 1_000_000_000n };
    for (const { address } of [seller, buyer]) await chain.fund(address as Address, money);
    await until(async () => (await seller.client.node()).chain.head !== null, "the chain");
    const body = {
      title: "Walnut bowl",
      category: "home/kitchen",
      currency: "tUSD",
      shipsFrom: "PT",
      variants: [{ price: "20.00" }],
    };
    const { subject } = await finished(seller.client, seller.client.publishListing({ body, wait: 20 }));
    const params = { seller: seller.address as Address, listing: subject.split("/")[1] as ListingId };
    await until(
      async () => (await buyer.client.listing({ params }).catch(() => undefined)) !== undefined,
      "the listing",
    );
    const { cid, variants } = await buyer.client.listing({ params });
    const article = { ...params, variant: variants[0]!.id, cid };
    const cart = { items: Array.from({ length: 4 }, () => article), delivery: DELIVERY };
    const bought = await finished(buyer.client, buyer.client.buyCart({ body: cart, wait: 20 }));
    orders = bought.subject.split(",") as Hex32[];
    const heard = async () => (await seller.client.orders({ query: { role: "seller" } })).items.length;
    await until(async () => (await heard()) === orders.length, "the orders");
  });
  after(async () => {
    await seller?.stop();
    await buyer?.stop();
    await proxy?.stop();
    await chain?.stop();
    clean();
  });

  /** Asks once, ends the node when the chain has heard so many different calls of `method`, and starts it again. */
  async function dieAt(method: string, times: number, { to, body, key }: { to: string; body: object; key: string }) {
    const heard = Promise.withResolvers<void>();
    const calls = new Set<string>();
    proxy.tamper = ({ method: called, params }, result: unknown) => {
      if (called !== method) return result;
      calls.add(JSON.stringify(params));
      if (calls.size < times) return result;
      heard.resolve();
      return "hang";
    };
    const headers = {
      authorization: `Bearer ${seller.token}`,
      "content-type": "application/json",
      "idempotency-key": `"${key}"`,
    };
    const lost = fetch(`${seller.url}/api/v1${to}`, { method: "POST", headers, body: JSON.stringify(body) }).catch(
      () => undefined,
    );
    await heard.promise;
    await seller.kill();
    await lost;
    proxy.tamper = undefined;
    await startSeller();
  }

  const ofKind = async (kind: string) =>
    (await seller.client.operations({ query: { limit: 100 } })).items.filter((operation) => operation.kind === kind);
  const statusOf = async (order: Hex32) => (await buyer.client.order({ params: { order } })).status;

  it("ships what was not shipped, and finds the rest", async () => {
    const shipments = orders.slice(0, 3).map((order, index) => ({ order, tracking: `Parcel ${index}` }));
    const input = { body: { shipments }, key: randomUUID() };
    await dieAt("eth_estimateGas", 2, { to: "/orders/ship", ...input });
    const left = await ofKind("ship");
    assert.equal(left.length, 2, "the first was begun, the second only tried");
    const { operations, refused } = await seller.client.shipMany({ ...input, wait: 20 });
    assert.deepEqual(refused, []);
    assert.deepEqual(
      operations.map(({ subject }) => subject),
      orders.slice(0, 3),
    );
    assert.ok(operations.some(({ id }) => left.some((one) => one.id === id)));
    for (const [index, { order }] of shipments.entries()) {
      await until(async () => (await statusOf(order)) === "shipped", `order ${index}`);
      const told = async () => (await buyer.client.order({ params: { order } })).tracking;
      await until(async () => (await told()) === `Parcel ${index}`, `the tracking of order ${index}`);
    }
    const done = (await ofKind("ship")).filter(({ status }) => status !== "failed");
    assert.equal(done.length, 3);
    const again = await seller.client.shipMany(input);
    assert.deepEqual(
      again.operations.map(({ id }) => id),
      operations.map(({ id }) => id),
    );
  });

  it("gives money back once, and says how much after the order was closed", async () => {
    const [order] = orders.slice(3) as [Hex32];
    const input = { body: {}, key: randomUUID() };
    await dieAt("eth_sendRawTransaction", 1, { to: `/orders/${order}/refund`, ...input });
    await until(async () => (await statusOf(order)) === "refunded", "the refund");
    const sent = await seller.client.refund({ params: { order }, ...input, wait: 20 });
    assert.deepEqual([sent.call, sent.buyer, sent.operations.length], ["cancel", "20000000", 1]);
    assert.equal((await ofKind("cancel")).length, 1);
  });
});
