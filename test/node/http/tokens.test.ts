// Made tokens reach as far as their scope says on every route, until they expire or are revoked.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { type Client, createClient } from "../../../client/client.ts";
import { liveEvents } from "../../../client/events.ts";
import { createTokenCommands } from "../../../node/commands/tokens.ts";
import { type Route, isRead } from "../../../protocol/api/route.ts";
import { API_PREFIX, routes } from "../../../protocol/api/routes.ts";
import { type HttpNode, TOKEN, rawRequest, startHttpNode } from "../../support/http-node.ts";

describe("made tokens", () => {
  let node: HttpNode;
  let client: Client;
  before(async () => {
    node = await startHttpNode();
    client = createClient({ baseUrl: node.url, token: TOKEN });
  });
  after(() => node.stop());

  const make = async (scope: "read" | "full", more: { expiresAt?: string } = {}) =>
    client.makeToken({ body: { name: `to ${scope}`, scope, ...more } });
  const ask = async (token: string, method: string, target: string) => {
    const { status, body, headers } = await rawRequest(node, method, target, { authorization: `Bearer ${token}` });
    const isProblem = String(headers["content-type"]).startsWith("application/problem+json");
    return { status, code: isProblem ? (JSON.parse(body.toString()) as { code: string }).code : undefined };
  };

  it("are shown once, and listed without their secret", async () => {
    const { token, ...made } = await make("read");
    assert.match(token, /^souk_[0-9a-f]{12}_[0-9a-f]{64}$/);
    assert.deepEqual((await client.tokens())[0], made);
    const files = readdirSync(path.dirname(node.assets)).filter((name) => name.startsWith("own.db"));
    assert.ok(files.length > 0);
    const secret = token.split("_")[2]!;
    for (const file of files) assert.ok(!readFileSync(path.join(path.dirname(node.assets), file)).includes(secret));
  });

  it("are proved by their secret, not by their id", async () => {
    const { id, token } = await make("full");
    const good = token.split("_")[2]!;
    const last = good.endsWith("0") ? "1" : "0";
    for (const wrong of [good.slice(0, -1) + last, good.slice(1), `${good}0`, "", "0".repeat(64), good.toUpperCase()]) {
      if (wrong === good) continue;
      assert.deepEqual(await ask(`souk_${id}_${wrong}`, "GET", `${API_PREFIX}/node`), {
        status: 401,
        code: "auth.wrong",
      });
    }
    const other = await make("full");
    assert.equal((await ask(`souk_${other.id}_${good}`, "GET", `${API_PREFIX}/node`)).status, 401);
    assert.equal((await ask(token, "GET", `${API_PREFIX}/node`)).status, 200);
  });

  for (const [name, route] of Object.entries<Route>(routes)) {
    const { method, path: pattern, access } = route;
    const kind = access ?? (isRead(route) ? "read" : "full");
    const target = API_PREFIX + pattern.replace(/:\w+/g, "x");
    it(`${name}: ${kind}`, async () => {
      const verb = name === "events" ? "HEAD" : method.toUpperCase();
      const reader = await ask((await make("read")).token, verb, target);
      const writer = await ask((await make("full")).token, verb, target);
      const forReaders = kind === "read";
      assert.equal(reader.code === "auth.scope", !forReaders);
      assert.equal(reader.status === 403, !forReaders);
      assert.equal(writer.code === "auth.scope", access === "owner");
      const { items } = { items: await client.tokens() };
      for (const { id } of items) await client.revokeToken({ params: { token: id } });
    });
  }

  it("make neither other tokens nor sessions of the page", async () => {
    const { token } = await make("full");
    assert.deepEqual(await ask(token, "POST", "/session/codes"), { status: 403, code: "auth.scope" });
    assert.equal((await rawRequest(node, "GET", "/metrics", { authorization: `Bearer ${token}` })).status, 200);
  });

  it("end at their time, and at once when they are revoked", async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { id, token } = await make("full", { expiresAt });
    assert.equal((await ask(token, "GET", `${API_PREFIX}/node`)).status, 200);
    const later = (ms: number) =>
      createTokenCommands({ tokens: node.own.tokens, now: () => Date.parse(expiresAt) + ms });
    assert.equal(later(-1).recognise(token)?.id, id);
    assert.equal(later(0).recognise(token), undefined);
    await client.revokeToken({ params: { token: id } });
    assert.equal((await ask(token, "GET", `${API_PREFIX}/node`)).code, "auth.wrong");
    await assert.rejects(client.revokeToken({ params: { token: id } }), { code: "token.unknown" });
    const past = client.makeToken({ body: { name: "late", scope: "read", expiresAt: "2020-01-01T00:00:00Z" } });
    await assert.rejects(past, (error: { problem: { field: string } }) => error.problem.field === "expiresAt");
  });

  it("do not leave a live stream open when they are revoked", async () => {
    await using quick = await startHttpNode({ live: { heartbeatMs: 20 } });
    const { id, token } = quick.rooms.tokens.make({ name: "watcher", scope: "read" });
    const states: boolean[] = [];
    const stream = liveEvents({
      baseUrl: quick.url,
      token,
      signal: AbortSignal.timeout(10_000),
      onState(connected) {
        if (connected) quick.rooms.tokens.revoke(id);
        states.push(connected);
      },
    });
    await assert.rejects(stream.next(), { code: "auth.wrong" });
    assert.deepEqual(states, [true, false]);
  });

  it("have a share of requests of their own", async () => {
    await using small = await startHttpNode({ maxRequests: 20 });
    const { token } = small.rooms.tokens.make({ name: "busy", scope: "read" });
    const get = async (credential: string) =>
      (await rawRequest(small, "GET", `${API_PREFIX}/node`, { authorization: `Bearer ${credential}` })).status;
    const statuses: number[] = [];
    for (let i = 0; i < 25; i++) statuses.push(await get(token));
    assert.equal(statuses.filter((status) => status === 429).length, 5);
    assert.equal(await get(TOKEN), 200);
  });

  it("are bounded in number", () => {
    for (let i = node.own.tokens.list().length; i < 100; i++) node.rooms.tokens.make({ name: `${i}`, scope: "read" });
    assert.throws(() => node.rooms.tokens.make({ name: "one more", scope: "read" }), { code: "token.limit" });
  });
});
