// A write that is sent again under its key happens once; another request, another caller or a refusal is told apart.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { type Server, type Socket, connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { createClient } from "../../../client/client.ts";
import { API_PREFIX } from "../../../protocol/api/routes.ts";
import type { Operation, Problem } from "../../../protocol/api/schemas.ts";
import { type HttpNode, TOKEN, rawRequest, startHttpNode } from "../../support/http-node.ts";
import { SELF } from "../../support/http-rooms.ts";

const orderPath = (verb: string) => `${API_PREFIX}/orders/0x${"ab".repeat(32)}/${verb}`;
const json = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };

/** What an operation says, or a problem. */
type Told = Pick<Operation, "id"> & Omit<Problem, "status"> & { status: unknown };

describe("writes under a key", () => {
  let node: HttpNode;
  before(async () => void (node = await startHttpNode()));
  after(() => node.stop());

  const post = async (path: string, key: string, body: unknown = {}, headers: Record<string, string> = json) => {
    const answer = await rawRequest(node, "POST", path, { ...headers, "idempotency-key": key }, JSON.stringify(body));
    return { ...answer, json: JSON.parse(answer.body.toString()) as Told };
  };
  const calls = (kind: string) => node.rooms.calls.filter((call) => call.kind === kind).length;

  it("are done once and answered with their operation as it is now", async () => {
    const first = await post(orderPath("ship"), '"ship-1"', { tracking: "T" });
    assert.equal(first.json.status, "pending");
    assert.equal(first.headers["idempotency-replayed"], undefined);
    node.rooms.finish(first.json.id);
    // Spelled otherwise, with how long to wait, and without the quotes: still the same request.
    const again = await post(`${orderPath("ship")}?wait=1`, "ship-1", { tracking: "T" });
    assert.deepEqual([again.status, again.json.id, again.json.status], [202, first.json.id, "done"]);
    assert.equal(again.headers["idempotency-replayed"], "true");
    assert.equal(calls("ship"), 1);
  });

  it("get the id that was on disk before they began", async () => {
    const { json: operation } = await post(orderPath("claim"), '"claim-1"');
    const row = storedKey(node, "owner", "claim-1");
    assert.equal(row!.operation, operation.id);
  });

  it("keep nothing of what only asks, however often and for whatever it is asked", async () => {
    const path = `${API_PREFIX}/shop/listings/edit/preview`;
    for (const ids of [["a-lamp"], ["a-kettle"]]) {
      const { status, headers } = await post(path, '"asked"', { ids, patch: { condition: "used" } });
      assert.deepEqual([status, headers["idempotency-replayed"]], [200, undefined]);
      assert.equal(storedKey(node, "owner", "asked"), undefined);
    }
  });

  it("refuse another body, query or path under the same key", async () => {
    await post(orderPath("dispute"), '"one"', { text: "broken" });
    for (const [path, body] of [
      [orderPath("dispute"), { text: "worse" }],
      [orderPath("evidence"), { text: "broken" }],
      [`${API_PREFIX}/withdrawals`, { currency: SELF }],
    ] as const) {
      const { status, json: problem } = await post(path, '"one"', body);
      assert.deepEqual([status, problem.code, problem.field], [422, "idempotency.reused", "idempotency-key"]);
    }
    assert.equal(calls("dispute"), 1);
    assert.equal(calls("evidence"), 0);
  });

  it("are told to wait while the first is under way", async () => {
    const waiting = post(`${orderPath("pass")}?wait=30`, '"slow"');
    while (node.rooms.waiting() === 0) await new Promise((resolve) => setImmediate(resolve));
    const { status, json: problem } = await post(orderPath("pass"), '"slow"');
    assert.deepEqual([status, problem.code, problem.retryable], [409, "idempotency.in-flight", true]);
    node.rooms.finish([...node.rooms.operations.keys()].at(-1)!);
    const { json: first } = await waiting;
    assert.equal((await post(orderPath("pass"), '"slow"')).json.id, first.id);
    assert.equal(calls("pass"), 1);
  });

  it("may be asked again after a refusal", async () => {
    const refused = await post(`${API_PREFIX}/tokens`, '"wrong"', { name: "x", scope: "read", expiresAt: PAST });
    assert.equal(refused.json.code, "input.invalid");
    assert.equal(storedKey(node, "owner", "wrong"), undefined);
    const good = await post(`${API_PREFIX}/tokens`, '"wrong"', { name: "x", scope: "read" });
    assert.equal(good.status, 201, "the key was not used up");
  });

  it("are answered the same where the answer is no operation, and it cannot be read on disk", async () => {
    const first = await post(`${API_PREFIX}/tokens`, '"token-1"', { name: "Report", scope: "read" });
    const again = await post(`${API_PREFIX}/tokens`, '"token-1"', { name: "Report", scope: "read" });
    assert.deepEqual(again.json, first.json);
    assert.equal(node.own.tokens.list().filter(({ name }) => name === "Report").length, 1);
    const row = storedKey(node, "owner", "token-1");
    const { token } = first.json as unknown as { token: string };
    assert.ok(row!.answer!.length > 50);
    assert.ok(!Buffer.from(row!.answer!).includes(token) && !JSON.stringify(row).includes("token-1"));
  });

  it("say nothing on disk of what was asked: the same words under two keys look different", async () => {
    await post(orderPath("evidence"), '"private-1"', { text: "17 Lantern Yard" });
    await post(orderPath("evidence"), '"private-2"', { text: "17 Lantern Yard" });
    const [one, two] = ["private-1", "private-2"].map((key) => storedKey(node, "owner", key)!.fingerprint);
    assert.notEqual(one, two);
  });

  it("that are answered by more than an operation are not answered by one after a crash", async () => {
    const { json: operation } = await post(orderPath("cancel"), '"other"');
    const body = { name: "After the crash", scope: "read" };
    const first = await post(`${API_PREFIX}/tokens`, '"crashed"', body);
    assert.equal(first.status, 201);
    const row = storedKey(node, "owner", "crashed")!;
    // As if the node had died before the answer, and the id were an operation's.
    node.own.keys.begin({ holder: "owner", key: row.key, fingerprint: row.fingerprint, operation: operation.id });
    const again = await post(`${API_PREFIX}/tokens`, '"crashed"', body);
    assert.equal(again.status, 201);
    assert.match((again.json as unknown as { token: string }).token, /^souk_/);
  });

  it("belong to who sent them", async () => {
    const mine = await post(orderPath("cancel"), '"mine"');
    const { token } = node.rooms.tokens.make({ name: "other", scope: "full" });
    const theirs = await post(orderPath("cancel"), '"mine"', {}, { ...json, authorization: `Bearer ${token}` });
    assert.equal(theirs.status, 202);
    assert.notEqual(theirs.json.id, mine.json.id);
  });

  it("count the bytes of a body that is too large for memory", async () => {
    const send = (key: string, bytes: string) =>
      rawRequest(
        node,
        "POST",
        `${API_PREFIX}/files?name=a.pdf`,
        { ...json, "content-type": "application/octet-stream", "idempotency-key": key },
        bytes,
      );
    const first = await send('"file"', "the file");
    assert.equal(first.status, 201);
    const again = await send('"file"', "the file");
    assert.deepEqual([again.status, again.headers["idempotency-replayed"]], [201, "true"]);
    assert.deepEqual(again.body, first.body);
    const other = await send('"file"', "the life");
    assert.equal((JSON.parse(other.body.toString()) as Problem).code, "idempotency.reused");
  });

  it("need a key that is one", async () => {
    for (const key of ['""', '"', "a b", '"a"b"', `"${"x".repeat(129)}"`, '"a", "b"', "ä"]) {
      const { status, json: problem } = await post(orderPath("expire"), key);
      assert.deepEqual([status, problem.code, problem.field], [400, "input.invalid", "idempotency-key"], key);
    }
    assert.equal(calls("expire"), 0);
  });

  it("are sent again by the client when the connection breaks, and happen once", async () => {
    const proxy = await cuttingProxy(node.port, 2);
    try {
      const client = createClient({ baseUrl: proxy.url, token: TOKEN });
      const params = { order: `0x${"cd".repeat(32)}` };
      const operation = await client.rule({ params, body: { buyerBps: 1 } });
      assert.equal(proxy.cut(), 2);
      assert.equal(calls("rule"), 1);
      assert.ok(node.rooms.operations.has(operation.id));
      const named = await client.rule({ params, body: { buyerBps: 2 }, key: "mine-2" });
      assert.equal((await client.rule({ params, body: { buyerBps: 2 }, key: "mine-2" })).id, named.id);
      assert.notEqual(named.id, operation.id, "each call is its own");
    } finally {
      await proxy.stop();
    }
  });

  it("are not tried again where nobody listens", async () => {
    const stopped = await startHttpNode();
    await stopped.stop();
    const client = createClient({ baseUrl: stopped.url, token: TOKEN });
    const started = performance.now();
    await assert.rejects(client.collectReleases(), { name: "NodeUnreachable", lost: false });
    assert.ok(performance.now() - started < 1_000);
  });
});

const PAST = "2020-01-01T00:00:00.000Z";

function storedKey({ own }: HttpNode, holder: string, key: string) {
  return own.keys.find(holder, createHash("sha256").update(key).digest("hex"));
}

/** Passes everything on, and breaks so many connections once the node has answered, before the client hears it. */
async function cuttingProxy(port: number, times: number) {
  let cuts = 0;
  const open = new Set<Socket>();
  const host = `127.0.0.1:${port}`;
  const ownHost = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const server: Server = createServer((socket) => {
    const upstream = connect(port, "127.0.0.1");
    for (const one of [socket, upstream]) {
      open.add(one);
      one.on("error", () => {});
    }
    // The node answers to its own address alone.
    socket.on("data", (bytes: Buffer) => upstream.write(bytes.toString("latin1").replace(ownHost(), host), "latin1"));
    upstream.on("data", (bytes: Buffer) => {
      if (cuts >= times) socket.write(bytes);
      else {
        cuts++;
        socket.resetAndDestroy();
        upstream.destroy();
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://${ownHost()}`,
    cut: () => cuts,
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
