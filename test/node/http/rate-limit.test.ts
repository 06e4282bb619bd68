// The limit of requests: each caller's own, with words on how long to wait, and new in the next window.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Response } from "express";
import { createRateLimit } from "../../../node/http/rate-limit.ts";

describe("the limit of requests", () => {
  it("counts each caller apart, names the wait, and begins anew", () => {
    let now = 5_000;
    const headers: Record<string, string> = {};
    const response = { set: (name: string, value: string) => (headers[name] = value) } as unknown as Response;
    const check = createRateLimit(2, () => now);
    check("owner", response);
    check("owner", response);
    check("other", response);
    now += 3_500;
    assert.throws(() => check("owner", response), { code: "rate.limited", retryable: true, message: /wait 7 s/ });
    assert.equal(headers["retry-after"], "7");
    check("other", response);
    now += 6_500;
    check("owner", response);
  });
});
