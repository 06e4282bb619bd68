// GET /metrics: what Prometheus reads, of a real server; no label grows with what strangers send.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { API_PREFIX } from "../../../protocol/api/routes.ts";
import { TOKEN, rawRequest, startHttpNode } from "../../support/http-node.ts";

const headers = { authorization: `Bearer ${TOKEN}` };

describe("metrics", () => {
  it("count requests by the pattern of their route, and paths that are none as one", async () => {
    await using node = await startHttpNode();
    for (let number = 0; number < 30; number++) {
      await rawRequest(node, "GET", `${API_PREFIX}/orders/0x${String(number).padStart(64, "0")}`, headers);
      await rawRequest(node, "GET", `/nothing/${number}.png`, headers);
    }
    await rawRequest(node, "GET", `${API_PREFIX}/node`);
    const { status, body, headers: sent } = await rawRequest(node, "GET", "/metrics", headers);
    const lines = body.toString().split("\n");
    assert.equal(status, 200);
    assert.match(String(sent["content-type"]), /^text\/plain; version=/);
    assert.ok(lines.includes(`souk_http_requests_total{route="GET ${API_PREFIX}/orders/:order",status="404"} 30`));
    assert.ok(lines.includes('souk_http_requests_total{route="none",status="404"} 30'));
    assert.ok(lines.includes(`souk_http_requests_total{route="GET ${API_PREFIX}/node",status="401"} 1`));
    const labelled = lines.filter((line) => line.startsWith("souk_http_requests_total{"));
    assert.ok(labelled.length < 5, labelled.join("\n"));
    assert.ok(lines.some((line) => line.startsWith("nodejs_eventloop_lag_seconds ")));
    assert.ok(lines.some((line) => line.startsWith("process_cpu_seconds_total ")));
  });
});
