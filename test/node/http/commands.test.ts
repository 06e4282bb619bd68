// Commands over HTTP: the intent is answered with 202, waiting ends with the result, and each route reaches its command.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ApiProblem, NodeUnreachable } from "../../../client/call.ts";
import { type Client, createClient } from "../../../client/client.ts";
import { finished } from "../../../client/operations.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { API_PREFIX } from "../../../protocol/api/routes.ts";
import { type HttpNode, TOKEN, rawRequest, startHttpNode } from "../../support/http-node.ts";
import { SELF } from "../../support/http-rooms.ts";

const order = `0x${"ab".repeat(32)}`;

describe("commands over HTTP", () => {
  let node: HttpNode;
  let client: Client;
  before(async () => {
    node = await startHttpNode();
    client = createClient({ baseUrl: node.url, token: TOKEN });
  });
  after(() => node.stop());
  /** A request has reached the node and waits there. */
  async function someoneWaits(): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (node.rooms.waiting() === 0) {
      assert.ok(performance.now() < deadline, "nobody waits");
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const lastCall = () => node.rooms.calls.at(-1)!;

  it("following takes effect at once, and is no operation", async () => {
    const owner = `0x${"0f".repeat(20)}`;
    assert.equal((await client.follow({ params: { owner } })).owner, owner);
    assert.deepEqual(lastCall(), { kind: "follow", input: [owner] });
    assert.equal(await client.unfollow({ params: { owner } }), undefined);
    assert.deepEqual(lastCall(), { kind: "unfollow", input: [owner] });
    assert.deepEqual(await client.following(), []);
    await assert.rejects(client.follow({ params: { owner: "0x1" } }), { code: "input.invalid" });
  });

  it("each order route reaches its command with what was sent", async () => {
    const params = { order };
    await client.ship({ params, body: { tracking: "T1" } });
    assert.deepEqual(lastCall(), { kind: "ship", input: [order, { tracking: "T1" }] });
    await client.confirm({ params, body: { review: { rating: 5, text: "good" } } });
    const unsaid = { asDescribed: null, shipping: null, communication: null, pictures: [] };
    assert.deepEqual(lastCall().input, [order, { review: { rating: 5, title: "", text: "good", ...unsaid } }]);
    await client.confirm({ params, body: {} });
    assert.deepEqual(lastCall().input, [order, { review: null }]);
    await client.dispute({ params, body: { text: "broken" } });
    assert.deepEqual(lastCall().input, [order, { text: "broken" }]);
    await client.release({ params, body: { review: { rating: 4 } } });
    assert.deepEqual(lastCall(), {
      kind: "release",
      input: [order, { review: { rating: 4, title: "", text: "", ...unsaid } }],
    });
    await client.reply({ params, body: { text: "Thank you." } });
    assert.deepEqual(lastCall(), { kind: "reply", input: [order, { text: "Thank you." }] });
    const { operations, call } = await client.refund({ params, body: { amount: "2.50" } });
    assert.deepEqual([lastCall().input, operations.length, call], [[order, { amount: "2.50" }], 1, "cancel"]);
    await client.shipMany({ body: { shipments: [{ order, tracking: "T2" }] } });
    assert.deepEqual(lastCall().input, [{ shipments: [{ order, tracking: "T2" }] }]);
    await client.collectPayments();
    assert.equal(lastCall().kind, "collectPayments");
    await client.extend({ params, body: { days: 2 } });
    assert.deepEqual(lastCall(), { kind: "extend", input: [order, { seconds: 172_800 }] });
    await client.extend({ params, body: { seconds: 90 } });
    assert.deepEqual(lastCall().input, [order, { seconds: 90 }]);
    await client.submitEvidence({ params, body: { text: "a photo" } });
    assert.deepEqual(lastCall(), { kind: "evidence", input: [order, { text: "a photo" }] });
    await client.proposeSettlement({ params, body: { buyerBps: 4_000 } });
    assert.deepEqual(lastCall(), { kind: "proposeSettlement", input: [order, { buyerBps: 4_000, seconds: 86_400 }] });
    await client.settle({ params, body: { buyerBps: 4_000 } });
    assert.deepEqual(lastCall(), { kind: "settle", input: [order, 4_000] });
    await client.settle({ params });
    assert.deepEqual(lastCall().input, [order, undefined]);
    await client.rule({ params, body: { buyerBps: 2_500 } });
    assert.deepEqual(lastCall().input, [order, { buyerBps: 2_500 }]);
    for (const kind of ["cancel", "claim", "pass", "expire"] as const) {
      await client[kind]({ params });
      assert.deepEqual(lastCall(), { kind, input: [order] });
    }
  });

  it("the other commands too, with defaults filled in and addresses in lower case", async () => {
    await client.withdraw({ body: { currency: SELF.toUpperCase().replace("0X", "0x") } });
    assert.deepEqual(lastCall(), { kind: "withdraw", input: [{ currency: SELF }] });
    const article = { seller: SELF, listing: "cup", variant: "v1", cid: "x" };
    const delivery = { name: "A", street: "B 1", city: "C", country: "DE" };
    await client.buyCart({ body: { items: [article, { ...article, units: 2 }], delivery } });
    const { items } = lastCall().input[0] as { items: { units: number }[] };
    assert.deepEqual([lastCall().kind, items.map(({ units }) => units)], ["buyCart", [1, 2]]);
    await client.collectReleases();
    assert.deepEqual(lastCall(), { kind: "collectReleases", input: [] });
    await client.lockBond({ body: { amount: "0.5" } });
    assert.deepEqual(lastCall(), { kind: "lockBond", input: [{ amount: "0.5" }] });
    await client.requestBond({ body: { amount: "0.5" } });
    assert.equal(lastCall().kind, "requestBond");
    await client.withdrawBond();
    assert.deepEqual(lastCall(), { kind: "withdrawBond", input: [{}] });
    await client.publishArbitrator({ body: { feeBps: 300, languages: ["en", "pt-BR"] } });
    assert.deepEqual(lastCall().input, [{ feeBps: 300, consents: true, languages: ["en", "pt-BR"] }]);
    await client.removeListing({ params: { seller: SELF, listing: "cup" } });
    assert.deepEqual(lastCall(), { kind: "removeListing", input: [SELF, ["cup"]] });
    await client.publishProfile({ body: { name: "Ann" } });
    assert.deepEqual(lastCall().input[0], {
      name: "Ann",
      about: "",
      location: "",
      picture: null,
      selling: null,
      arbitrator: null,
    });
    const draft = { title: "A cup", category: "Home", currency: "USD", shipsFrom: "DE", variants: [{ price: "1.50" }] };
    await client.publishListing({ body: draft });
    const [published] = lastCall().input[0] as [{ condition: string; variants: { price: string }[] }];
    assert.equal(published.condition, "new");
    assert.equal(published.variants[0]!.price, "1.50");
    await client.publishListings({ body: { listings: [draft, { ...draft, condition: "used" }] } });
    assert.deepEqual(
      (lastCall().input[0] as { condition: string }[]).map(({ condition }) => condition),
      ["new", "used"],
    );
  });

  it("commands on the shop reach it as they were sent, a file as its bytes", async () => {
    const ids = ["cup", "bowl"] as ListingId[];
    for (const kind of ["publishDrafts", "pauseListings", "resumeListings", "deleteListings"] as const) {
      await client[kind]({ body: { ids } });
      assert.deepEqual(lastCall(), { kind, input: [ids] });
      await assert.rejects(client[kind]({ body: { ids: [] } }), { code: "input.invalid" });
    }
    const patch = { price: { percent: 5 } };
    await client.editListings({ body: { filter: {}, patch } });
    assert.deepEqual(lastCall(), { kind: "editListings", input: [{ filter: {}, patch }] });
    for (const body of [{ patch }, { ids, filter: {}, patch }, { ids, patch: {} }]) {
      await assert.rejects(client.editListings({ body }), { code: "input.invalid" });
    }
    await client.saveDraft({ params: { draft: "cup" }, body: { title: "A cup" } });
    const [id, draft] = lastCall().input as [string, { title: string; condition: string }];
    assert.deepEqual([lastCall().kind, id, draft.title, draft.condition], ["saveDraft", "cup", "A cup", "new"]);
    const body = new TextEncoder().encode("Handle,Title\r\n");
    await client.importListings({ query: { dryRun: true, currency: "tUSD" }, body });
    const [query, text] = lastCall().input as [{ format: string; dryRun: boolean; condition: string }, string];
    assert.deepEqual([query.format, query.dryRun, query.condition, text], ["csv", true, "new", "Handle,Title\r\n"]);
    assert.equal(await new Response(await client.exportListings()).text(), "Handle\r\n");
    await client.republishByProfile({ params: { profile: "parcels" } });
    assert.deepEqual(lastCall(), { kind: "republishByProfile", input: ["parcels"] });
  });

  it("a command is answered before its result, and a wait ends with it", async () => {
    const pending = await client.cancel({ params: { order } });
    assert.equal(pending.status, "pending");
    assert.equal(pending.transaction, `0x${"cd".repeat(32)}`);
    const waiting = client.operation({ params: { operation: pending.id }, wait: 20 });
    await someoneWaits();
    node.rooms.finish(pending.id);
    assert.equal((await waiting).status, "done");
    const raw = await rawRequest(node, "POST", `${API_PREFIX}/orders/${order}/cancel?wait=0.05`, {
      authorization: `Bearer ${TOKEN}`,
    });
    assert.equal(raw.status, 202);
    assert.equal((JSON.parse(raw.body.toString()) as { status: string }).status, "pending", "after the wait, as it is");
  });

  it("a client that goes away ends its wait", async () => {
    const { id } = await client.cancel({ params: { order } });
    const leave = new AbortController();
    const waiting = client.operation({ params: { operation: id }, wait: 30, signal: leave.signal });
    await someoneWaits();
    leave.abort(new Error("left"));
    await assert.rejects(waiting, { message: "left" });
    while (node.rooms.waiting() > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it("the client follows an operation to its end, and throws what it failed with", async () => {
    const done = await client.claim({ params: { order } });
    const following = finished(client, done);
    await someoneWaits();
    node.rooms.finish(done.id);
    assert.equal((await following).status, "done");
    const failed = await client.claim({ params: { order } });
    node.rooms.finish(failed.id, { code: "chain.reverted", message: "too early" });
    await assert.rejects(finished(client, failed), (error: unknown) => {
      assert.ok(error instanceof ApiProblem);
      assert.deepEqual([error.code, error.status, error.message], ["chain.reverted", 409, "too early"]);
      return true;
    });
    const stuck = client.claim({ params: { order } });
    await assert.rejects(finished(client, stuck, { seconds: 0.1 }), { name: "ApiProblem", code: "operation.pending" });
  });

  it("operations are listed, newest first", async () => {
    const { items, next } = await client.operations({ query: { limit: 5 } });
    assert.ok(items.length > 1);
    assert.equal(next, null);
    assert.equal(items[0]!.id, [...node.rooms.operations.keys()].at(-1));
  });

  it("reading needs no body and gives what the schema promises", async () => {
    assert.deepEqual(await client.listings({ query: { q: "cup", available: true, sort: "newest" } }), {
      items: [],
      next: null,
      spelling: [],
    });
    assert.deepEqual(await client.categories(), [{ category: "Books", listings: 2 }]);
    assert.deepEqual(await client.profiles({ query: { arbitrators: true } }), []);
    assert.deepEqual((await client.network()).peers, []);
    assert.equal((await client.node()).address, SELF);
  });

  it("a node that does not run is said to be unreachable", async () => {
    const stopped = await startHttpNode();
    await stopped.stop();
    const lost = createClient({ baseUrl: stopped.url, token: TOKEN });
    await assert.rejects(lost.node(), (error: unknown) => error instanceof NodeUnreachable);
  });
});
