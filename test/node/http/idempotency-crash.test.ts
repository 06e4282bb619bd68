// A node that dies between a keyed write and its answer: what was begun is found again under the key, what was not is run, and money moves once.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";
import { finished } from "../../../client/operations.ts";
import type { Address, Hex32, ListingId } from "../../../protocol/ids.ts";
import { DELIVERY } from "../../../scripts/demo/acts.ts";
import { type DevChain, startDevChain } from "../../../scripts/devchain.ts";
import { until } from "../../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../../scripts/network/node-process.ts";
import { createTokenCommands } from "../../../node/commands/tokens.ts";
import { openOwnStore } from "../../../node/store/own/own-store.ts";
import type { NewToken } from "../../../protocol/api/token-routes.ts";
import { makeToken } from "../../support/keyed-writer.ts";
import { type RpcProxy, startRpcProxy } from "../../support/chain-proxy.ts";
import { temporaryFolder } from "../../support/folder.ts";

const WRITER = fileURLToPath(import.meta.resolve("../../support/keyed-writer.ts"));

describe("a node that dies under a keyed write", () => {
  let chain: DevChain;
  let proxy: RpcProxy;
  let node: NodeProcess;
  let buyer: NodeProcess;
  let orders: Hex32[];
  let clean = () => {};
  const directory = temporaryFolder({ after: (work) => void (clean = work as () => void) });
  const start = async () => {
    node = await startNode({
      name: "seller",
      directory: path.join(directory, "seller"),
      rpc: proxy.url,
      join: buyer.multiaddrs,
    });
    await until(async () => (await node.client.node()).chain.head !== null, "the chain");
  };

  before(async () => {
    chain = await startDevChain();
    proxy = await startRpcProxy(chain.url);
    buyer = await startNode({ name: "buyer", directory: path.join(directory, "buyer"), rpc: chain.url });
    await start();
    const money = { coin: 10n ** 19n, tUSD: 1_000_000_000n };
    for (const { address } of [node, buyer]) await chain.fund(address as Address, money);
    await finished(node.client, node.client.publishProfile({ body: { name: "Lender" }, wait: 10 }));
    orders = await buyFour();
  });
  after(async () => {
    await node?.stop();
    await buyer?.stop();
    await proxy?.stop();
    await chain?.stop();
    clean();
  });

  /** Four orders of one buyer, here too when it resolves. */
  async function buyFour(): Promise<Hex32[]> {
    const body = {
      title: "Walnut bowl",
      category: "home/kitchen",
      currency: "tUSD",
      shipsFrom: "PT",
      variants: [{ price: "20.00" }],
    };
    const { subject } = await finished(node.client, node.client.publishListing({ body, wait: 20 }));
    const params = { seller: node.address as Address, listing: subject.split("/")[1] as ListingId };
    await until(
      async () => (await buyer.client.listing({ params }).catch(() => undefined)) !== undefined,
      "the listing",
    );
    const { cid, variants } = await buyer.client.listing({ params });
    const article = { ...params, variant: variants[0]!.id, cid };
    const cart = { items: Array.from({ length: 4 }, () => article), delivery: DELIVERY };
    const bought = await finished(buyer.client, buyer.client.buyCart({ body: cart, wait: 20 }));
    const ids = bought.subject.split(",") as Hex32[];
    const heard = async () => (await node.client.orders({ query: { role: "seller" } })).items.length;
    await until(async () => (await heard()) === ids.length, "the orders");
    return ids;
  }

  it("while it changes own.db alone: change and answer are there together, or neither is", async (t) => {
    for (const where of ["inside", "after"] as const) {
      const folder = temporaryFolder(t);
      openOwnStore({ directory: folder }).close();
      const key = randomUUID();
      const child = spawnSync(process.execPath, [WRITER, folder, key, where]);
      assert.equal(child.signal, "SIGKILL", child.stderr.toString());
      const own = openOwnStore({ directory: folder });
      const left = own.tokens.list().map(({ id }) => id);
      assert.equal(left.length, where === "inside" ? 0 : 1);
      const { value, replayed } = await makeToken(own, key);
      const { id, token } = value as NewToken;
      assert.equal(replayed, where === "after");
      assert.deepEqual(
        own.tokens.list().map((one) => one.id),
        [id],
      );
      assert.equal(createTokenCommands({ tokens: own.tokens }).recognise(token)?.id, id, "the secret was not lost");
      own.close();
    }
  });

  const ofKind = async (kind: string) =>
    (await node.client.operations({ query: { limit: 100 } })).items.filter((operation) => operation.kind === kind);
  const locks = () => ofKind("lockBond");
  const locked = async () => (await node.client.profile({ params: { owner: node.address } })).bond?.locked;

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
      authorization: `Bearer ${node.token}`,
      "content-type": "application/json",
      "idempotency-key": `"${key}"`,
    };
    const lost = fetch(`${node.url}/api/v1${to}`, { method: "POST", headers, body: JSON.stringify(body) }).catch(
      () => undefined,
    );
    await heard.promise;
    await node.kill();
    await lost;
    proxy.tamper = undefined;
    await start();
  }

  const statusOf = async (order: Hex32) => (await buyer.client.order({ params: { order } })).status;

  it("while the chain only tried it: it is run when it is sent again, once", async () => {
    const input = { body: { amount: "0.5" }, key: randomUUID() };
    await dieAt("eth_estimateGas", 1, { to: "/bond", ...input });
    const [interrupted] = await locks();
    assert.equal(interrupted!.status, "failed", "it was stored, and never begun");
    const again = await finished(node.client, node.client.lockBond({ ...input, wait: 20 }));
    assert.notEqual(again.id, interrupted!.id);
    assert.equal((await node.client.lockBond(input)).id, again.id);
    assert.equal(await locked(), "500000000000000000");
  });

  it("after it was sent to the chain: its operation is found, and finished", async () => {
    const earlier = (await locks()).length;
    const input = { body: { amount: "0.25" }, key: randomUUID() };
    await dieAt("eth_sendRawTransaction", 1, { to: "/bond", ...input });
    const again = await finished(node.client, node.client.lockBond({ ...input, wait: 20 }));
    const all = await locks();
    assert.equal(all.length, earlier + 1);
    assert.equal(all[0]!.id, again.id);
    assert.equal(await locked(), "750000000000000000");
    const other = node.client.lockBond({ body: { amount: "0.2" }, key: input.key });
    await assert.rejects(other, { code: "idempotency.reused" }, "the node has not forgotten what the key was for");
  });

  it("amid several shipments: it ships what was not shipped, and finds the rest", async () => {
    const shipments = orders.slice(0, 3).map((order, index) => ({ order, tracking: `Parcel ${index}` }));
    const input = { body: { shipments }, key: randomUUID() };
    await dieAt("eth_estimateGas", 2, { to: "/orders/ship", ...input });
    const left = await ofKind("ship");
    assert.equal(left.length, 2, "the first was begun, the second only tried");
    const { operations, refused } = await node.client.shipMany({ ...input, wait: 20 });
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
    const again = await node.client.shipMany(input);
    assert.deepEqual(
      again.operations.map(({ id }) => id),
      operations.map(({ id }) => id),
    );
  });

  it("in a refund: money goes back once, and is told how much after the order was closed", async () => {
    const [order] = orders.slice(3) as [Hex32];
    const input = { body: {}, key: randomUUID() };
    await dieAt("eth_sendRawTransaction", 1, { to: `/orders/${order}/refund`, ...input });
    await until(async () => (await statusOf(order)) === "refunded", "the refund");
    const sent = await node.client.refund({ params: { order }, ...input, wait: 20 });
    assert.deepEqual([sent.call, sent.buyer, sent.operations.length], ["cancel", "20000000", 1]);
    assert.equal((await ofKind("cancel")).length, 1);
  });
});
