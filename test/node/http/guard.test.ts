// Nobody but the token's holder and the node's own page gets anything, on every route (S-18; security.md 3, HTTP rows).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Route } from "../../../protocol/api/route.ts";
import { API_PREFIX, routes } from "../../../protocol/api/routes.ts";
import { sessionRoutes } from "../../../protocol/api/session.ts";
import { API_PAGE } from "../../../node/http/api-page.ts";
import { METRICS_PATH } from "../../../node/http/metrics.ts";
import { type HttpNode, TOKEN, rawRequest, startHttpNode } from "../../support/http-node.ts";

const bearer = { authorization: `Bearer ${TOKEN}` };
const api = Object.entries<Route>(routes).map(([name, { method, path }]) => ({
  name,
  method: method.toUpperCase(),
  path: API_PREFIX + path.replace(/:\w+/g, "x"),
}));
const metrics = { name: "metrics", method: "GET", path: METRICS_PATH };
const everything = [
  ...api,
  ...Object.entries<Route>(sessionRoutes).map(([name, route]) => ({
    ...route,
    name,
    method: route.method.toUpperCase(),
  })),
  metrics,
  { name: "openapi", method: "GET", path: "/openapi.json" },
  { name: "page", method: "GET", path: "/" },
  { name: "page of the API", method: "GET", path: API_PAGE },
  { name: "script of the page of the API", method: "GET", path: `${API_PAGE}/swagger-ui-bundle.js` },
];

describe("who may call", () => {
  let node: HttpNode;
  before(async () => void (node = await startHttpNode()));
  after(() => node.stop());

  const refused = async (
    method: string,
    path: string,
    headers: Record<string, string>,
    status: number,
    code: string,
  ) => {
    const answer = await rawRequest(node, method, path, headers, undefined, 3_000);
    const problem = JSON.parse(answer.body.toString()) as { code: string; status: number };
    assert.equal(problem.code, code, `${method} ${path}`);
    assert.equal(answer.status, status);
    assert.equal(problem.status, status);
    assert.match(String(answer.headers["content-type"]), /^application\/problem\+json/);
  };

  for (const { name, method, path } of [...api, metrics]) {
    it(`${name} needs a credential, and the right one`, async () => {
      await refused(method, path, {}, 401, "auth.missing");
      for (const authorization of ["Bearer wrong", `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN, "Bearer ", ""]) {
        if (authorization) await refused(method, path, { authorization }, 401, "auth.wrong");
      }
      await refused(method, path, { cookie: `souk-${node.port}=guess` }, 401, "auth.wrong");
      await refused(method, path, { cookie: `souk=${TOKEN}; other=1` }, 401, "auth.missing");
    });
  }

  it("a code can be made with the token only", async () => {
    await refused("POST", "/session/codes", {}, 401, "auth.missing");
    await refused("POST", "/session/codes", { authorization: "Bearer wrong" }, 401, "auth.wrong");
    const code = node.issueCode();
    const opened = await rawRequest(
      node,
      "POST",
      "/session",
      { "content-type": "application/json" },
      JSON.stringify({ code }),
    );
    const cookie = String(opened.headers["set-cookie"]).split(";")[0]!;
    assert.equal((await rawRequest(node, "GET", `${API_PREFIX}/node`, { cookie })).status, 200);
    await refused("POST", "/session/codes", { cookie }, 401, "auth.wrong");
    assert.equal((await rawRequest(node, "POST", "/session/codes", bearer)).status, 201);
  });

  for (const { name, method, path } of everything) {
    it(`${name} refuses a foreign Host, with a good token too (DNS rebinding)`, async () => {
      for (const host of [
        "evil.example",
        `evil.example:${node.port}`,
        "127.0.0.1",
        "127.0.0.1:1",
        `127.0.0.1.evil.example:${node.port}`,
      ]) {
        await refused(method, path, { ...bearer, host }, 403, "auth.host");
      }
    });

    it(`${name} refuses a foreign Origin, with a good token too (CSRF)`, async () => {
      for (const origin of [
        "http://evil.example",
        "null",
        "http://127.0.0.1:1",
        `https://127.0.0.1:${node.port}`,
        `http://localhost:${node.port}`,
      ]) {
        await refused(method, path, { ...bearer, origin }, 403, "auth.origin");
      }
    });
  }

  it("what a browser marks as asked for by another site or port is refused", async () => {
    for (const site of ["cross-site", "same-site"]) {
      await refused("GET", `${API_PREFIX}/node`, { ...bearer, "sec-fetch-site": site }, 403, "auth.origin");
      await refused("POST", "/session", { "sec-fetch-site": site }, 403, "auth.origin");
    }
    const own = { ...bearer, "sec-fetch-site": "same-origin", origin: node.url };
    assert.equal((await rawRequest(node, "GET", `${API_PREFIX}/node`, own)).status, 200);
  });

  it("no answer allows another origin to read it", async () => {
    for (const { method, path } of everything) {
      const { headers } = await rawRequest(node, method, path, { origin: "http://evil.example" });
      assert.equal(headers["access-control-allow-origin"], undefined);
      const preflight = await rawRequest(node, "OPTIONS", path, {
        origin: "http://evil.example",
        "access-control-request-method": method,
      });
      assert.equal(preflight.status, 403);
    }
  });

  it("all three names of loopback serve", async () => {
    for (const name of ["127.0.0.1", "localhost", "[::1]"]) {
      const host = `${name}:${node.port}`;
      assert.equal((await rawRequest(node, "GET", "/health", { host, origin: `http://${host}` })).status, 200);
    }
  });

  it("unknown routes of the API tell a stranger nothing", async () => {
    await refused("GET", `${API_PREFIX}/nothing`, {}, 401, "auth.missing");
    await refused("GET", `${API_PREFIX}/nothing`, bearer, 404, "route.unknown");
    await refused("PATCH", `${API_PREFIX}/node`, bearer, 404, "route.unknown");
    await refused("POST", "/nothing", bearer, 404, "route.unknown");
    await refused("GET", "/nothing.js", bearer, 404, "route.unknown");
  });

  it("a stranger cannot use up the owner's share of requests", async () => {
    await using small = await startHttpNode({ maxRequests: 20 });
    const path = `${API_PREFIX}/node`;
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push((await rawRequest(small, "GET", path)).status);
    assert.equal(statuses.filter((status) => status === 401).length, 20);
    assert.equal(statuses.filter((status) => status === 429).length, 10);
    assert.equal((await rawRequest(small, "GET", path, bearer)).status, 200);
  });

  it("every answer carries the page's policy", async () => {
    for (const { method, path } of everything) {
      const { headers } = await rawRequest(node, method, path);
      const policy = String(headers["content-security-policy"]);
      assert.match(policy, /default-src 'none';script-src 'self'/);
      assert.doesNotMatch(policy, /unsafe|https?:/);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["x-powered-by"], undefined);
    }
  });

  it("the log never holds a token, a code, a cookie or a query", async () => {
    const code = node.issueCode();
    const headers = { ...bearer, cookie: "souk-1=secret-cookie", "content-type": "application/json" };
    await rawRequest(node, "GET", `${API_PREFIX}/listings?q=secret-query`, headers);
    await rawRequest(node, "POST", "/session", headers, JSON.stringify({ code }));
    const log = JSON.stringify(node.logger.lines);
    assert.ok(log.includes(`${API_PREFIX}/listings`));
    for (const secret of [TOKEN, code, "secret-cookie", "secret-query"]) assert.ok(!log.includes(secret), secret);
  });
});
