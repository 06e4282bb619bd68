// The limit of requests: each caller's own, with words on how long to wait.
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import express, { type ErrorRequestHandler } from "express";
import type { SoukError } from "../../../node/core/errors.ts";
import { createRateLimit } from "../../../node/http/rate-limit.ts";

describe("the limit of requests", () => {
  const app = express();
  app.use((request, response, next) => {
    response.locals.name = request.headers["x-name"];
    next();
  });
  app.use(createRateLimit(2, (response) => String(response.locals.name)));
  app.get("/", (_request, response) => void response.end());
  const told: ErrorRequestHandler = (error: SoukError, _request, response, _next) =>
    void response.status(429).json({ code: error.code, retryable: error.retryable, message: error.message });
  app.use(told);
  const server = app.listen(0, "127.0.0.1");

  before(() => once(server, "listening"));
  after(() => server.close());

  const ask = (name: string) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers: { "x-name": name } });

  it("counts each caller apart, and names the wait", async () => {
    for (const name of ["owner", "owner", "other"]) assert.equal((await ask(name)).status, 200);
    const refused = await ask("owner");
    assert.equal(refused.status, 429);
    const seconds = Number(refused.headers.get("retry-after"));
    assert.ok(seconds >= 1 && seconds <= 10, String(seconds));
    assert.deepEqual(await refused.json(), {
      code: "rate.limited",
      retryable: true,
      message: `more than 2 requests in ten seconds: wait ${seconds} s`,
    });
    assert.equal((await ask("other")).status, 200);
  });
});
