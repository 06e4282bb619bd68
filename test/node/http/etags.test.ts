// ETags: nothing is sent twice that has not changed, nothing old is taken for new, and private words are kept nowhere.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createClient } from "../../../client/client.ts";
import { listingRoutes } from "../../../node/http/routes/listings.ts";
import type { ReadStore } from "../../../node/store/read/read-store.ts";
import { API_PREFIX } from "../../../protocol/api/routes.ts";
import { type HttpNode, TOKEN, rawRequest, startHttpNode } from "../../support/http-node.ts";
import { SELF } from "../../support/http-rooms.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { NOW, id, listed } from "../../support/store-rows.ts";

const bearer = { authorization: `Bearer ${TOKEN}` };

describe("ETags", () => {
  const folders = createStoreFolders();
  let store: ReadStore;
  let node: HttpNode;
  let searches: number;

  beforeEach(async () => {
    store = folders.create().read();
    searches = 0;
    const { search, facets, wordsOfNow, detail, categories } = store.listings;
    const rooms = await startHttpNode();
    await rooms.stop();
    const commands = { publish: refuse, remove: refuse, renew: refuse, voidOldOffers: refuse };
    const listings = listingRoutes({
      self: SELF,
      rates: { pricesIn: refuse },
      oldOffers: { of: () => null, all: () => [] },
      listings: {
        facets,
        wordsOfNow,
        detail,
        categories,
        search(query, now) {
          searches++;
          return search(query, now);
        },
      },
      commands,
      answer: rooms.rooms.answer,
      now: () => NOW,
    });
    node = await startHttpNode({ handlers: { ...rooms.rooms.handlers, ...listings }, version: store.version });
    publishLamp("lamp", 1);
  });
  afterEach(async () => {
    await node.stop();
    folders.end();
  });

  const publishLamp = (name: string, sequence: number) =>
    store.readModel.transaction((rows) => rows.putListing(listed({ id: id(name), title: "A lamp" }, { sequence })));
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await rawRequest(node, "GET", API_PREFIX + path, { ...bearer, ...headers });
    return { ...answer, etag: String(answer.headers.etag) };
  };

  it("of the read model hold until the next commit, and cost no search until then", async () => {
    const first = await get("/listings?q=lamp");
    assert.deepEqual([first.status, first.headers["cache-control"]], [200, "private, no-cache"]);
    assert.match(first.etag, /^"[\w-]+"$/);
    const same = await get("/listings?q=lamp");
    assert.deepEqual(same.body, first.body);
    for (const tags of [first.etag, `W/${first.etag}`, `"other", ${first.etag}`, "*"]) {
      const unchanged = await get("/listings?q=lamp", { "if-none-match": tags });
      assert.deepEqual([unchanged.status, unchanged.body.length, unchanged.etag], [304, 0, first.etag], tags);
    }
    assert.equal(searches, 1);
    publishLamp("second", 2);
    const changed = await get("/listings?q=lamp", { "if-none-match": first.etag });
    assert.equal(changed.status, 200);
    assert.notEqual(changed.etag, first.etag);
    assert.equal((JSON.parse(changed.body.toString()) as { items: [] }).items.length, 2);
  });

  it("stand for whole texts in any script, also when they are kept", async () => {
    const title = "Café lamp … 照明 🪔";
    store.readModel.transaction((rows) => rows.putListing(listed({ id: id("wide"), title }, { sequence: 2 })));
    for (const round of ["computed", "kept"]) {
      const { body, headers } = await get(`/listings?q=${encodeURIComponent("café")}`);
      assert.equal((JSON.parse(body.toString()) as { items: { title: string }[] }).items[0]!.title, title, round);
      assert.equal(Number(headers["content-length"]), body.length, round);
    }
    assert.equal(searches, 1);
  });

  it("tell addresses apart, and a refusal is not kept", async () => {
    assert.equal((JSON.parse((await get("/listings?q=lamp")).body.toString()) as { items: [] }).items.length, 1);
    assert.equal((JSON.parse((await get("/listings?q=chair")).body.toString()) as { items: [] }).items.length, 0);
    const refused = await get("/listings?limit=0");
    assert.deepEqual([refused.status, refused.headers.etag], [400, undefined]);
    assert.equal((await get("/listings?limit=0")).status, 400);
  });

  it("are of one opening of the file alone", () => {
    const { version } = store;
    const folder = folders.create();
    const one = folder.read();
    const before = one.version();
    one.close();
    assert.notEqual(folder.read().version(), before);
    assert.equal(store.version(), version());
  });

  it("of everything else follow from the bytes, and browsers keep none of it", async () => {
    const first = await get("/operations");
    assert.equal(first.headers["cache-control"], "no-store");
    assert.equal((await get("/operations", { "if-none-match": first.etag })).status, 304);
    await rawRequest(node, "POST", `${API_PREFIX}/releases/collect`, bearer);
    const changed = await get("/operations", { "if-none-match": first.etag });
    assert.equal(changed.status, 200);
    const secret = await get("/tokens");
    assert.deepEqual([secret.headers.etag, secret.headers["cache-control"]], [undefined, "no-store"]);
  });

  it("need a credential like the answer", async () => {
    const { etag } = await get("/listings?q=lamp");
    const stranger = await rawRequest(node, "GET", `${API_PREFIX}/listings?q=lamp`, { "if-none-match": etag });
    assert.equal(stranger.status, 401);
  });

  it("are used by the client, which hands out a value of its own each time", async () => {
    const statuses: number[] = [];
    const client = createClient({
      baseUrl: node.url,
      token: TOKEN,
      async fetch(url, init) {
        const response = await fetch(url, init);
        statuses.push(response.status);
        return response;
      },
    });
    const first = await client.listings({ query: { q: "lamp" } });
    first.items.length = 0;
    assert.equal((await client.listings({ query: { q: "lamp" } })).items.length, 1);
    publishLamp("second", 2);
    assert.equal((await client.listings({ query: { q: "lamp" } })).items.length, 2);
    for (let i = 0; i < 70; i++) await client.listings({ query: { q: `word${i}` } });
    assert.equal((await client.listings({ query: { q: "lamp" } })).items.length, 2);
    assert.deepEqual([statuses.slice(0, 3), statuses.at(-1)], [[200, 304, 200], 200], "the oldest were forgotten");
  });
});

const refuse = (): never => assert.fail("these tests only read");
