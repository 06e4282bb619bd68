// The server's life: it says when its port is taken, listens on loopback only, and stops within a deadline.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, it } from "node:test";
import { API_PREFIX } from "../../../protocol/api/routes.ts";
import { type HttpNode, TOKEN, rawRequest, startHttpNode } from "../../support/http-node.ts";

describe("the server", () => {
  it("says which port is in use, and what to do", async () => {
    await using node = await startHttpNode();
    await assert.rejects(startHttpNode({ port: node.port }), {
      code: "node.port-in-use",
      subject: String(node.port),
      message: new RegExp(`port ${node.port} .* --port`),
    });
    assert.equal((await rawRequest(node, "GET", "/health")).status, 200, "the first one still answers");
  });

  it("listens on loopback only", async () => {
    await using node = await startHttpNode();
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address && !address.internal && address.family === "IPv4");
    for (const { address } of outside as { address: string }[]) {
      const socket = connect(node.port, address);
      const event = await once(socket, "connect").then(
        () => "connected",
        (error: Error) => error.message,
      );
      socket.destroy();
      assert.notEqual(event, "connected", address);
    }
  });

  it("stops while a wait is open and a client dawdles", async () => {
    const node: HttpNode = await startHttpNode();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const target = `${API_PREFIX}/orders/0x${"ab".repeat(32)}/cancel?wait=30`;
    const waiting = rawRequest(node, "POST", target, headers);
    const dawdler = connect(node.port, "127.0.0.1");
    await once(dawdler, "connect");
    dawdler.on("error", () => {});
    dawdler.write("GET /health HTTP/1.1\r\nhost: 127.0.0.1");
    while (node.rooms.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const started = performance.now();
    await node.stop();
    assert.ok(performance.now() - started < 5_000);
    assert.equal((await waiting).status, 202, "the wait ended with the operation as it was");
    dawdler.destroy();
  });

  it("can be stopped before it was started, and twice", async () => {
    const node = await startHttpNode();
    await node.stop();
    await node.stop();
  });
});
