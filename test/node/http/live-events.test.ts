// Live events: resumed by id, reset when the id is gone, and a reader that takes nothing is dropped without cost (S-18).
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { ApiProblem } from "../../../client/call.ts";
import { type LiveEvent, liveEvents } from "../../../client/events.ts";
import type { SoukEvent } from "../../../protocol/events.ts";
import { API_PREFIX } from "../../../protocol/api/routes.ts";
import type { Problem } from "../../../protocol/api/schemas.ts";
import { type HttpNode, TOKEN, rawRequest, startHttpNode } from "../../support/http-node.ts";

const changed = (operation: string): SoukEvent => ({ type: "operation.changed", operation, status: "done" });
const named = (events: LiveEvent[]) => events.map(({ event }) => (event as { operation: string }).operation);

/** Follows the node's events until `count` have come. */
async function take(node: HttpNode, count: number, after?: string, opened?: () => void): Promise<LiveEvent[]> {
  const stop = new AbortController();
  const deadline = setTimeout(() => stop.abort(), 10_000);
  const events: LiveEvent[] = [];
  const onState = (connected: boolean) => void (connected && opened?.());
  for await (const event of liveEvents({ baseUrl: node.url, token: TOKEN, after, signal: stop.signal, onState })) {
    if (events.push(event) === count) break;
  }
  clearTimeout(deadline);
  return events;
}

/** A raw reader of the stream that can stop reading. */
async function openRaw(node: HttpNode, after: string) {
  const socket = connect(node.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(
    `GET ${API_PREFIX}/events?after=${after} HTTP/1.1\r\nhost: 127.0.0.1:${node.port}\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`,
  );
  return socket;
}

describe("live events", () => {
  it("come as they happen, with ids that count", async () => {
    await using node = await startHttpNode();
    const events = await take(node, 3, undefined, () => {
      // Once the stream is open, new events are heard.
      for (const name of ["a", "b", "c"]) node.events.emit(changed(name));
    });
    assert.deepEqual(named(events), ["a", "b", "c"]);
    assert.deepEqual(
      events.map(({ id }) => id),
      ["one:1", "one:2", "one:3"],
    );
  });

  it("are resumed after an id, first those that were missed, then live ones, none twice", async () => {
    await using node = await startHttpNode();
    for (let i = 1; i <= 250; i++) node.events.emit(changed(`${i}`));
    const events = take(node, 260, "one:7", () => {
      for (let i = 251; i <= 267; i++) node.events.emit(changed(`${i}`));
    });
    assert.deepEqual(
      named(await events),
      Array.from({ length: 260 }, (_, i) => `${i + 8}`),
    );
  });

  it("the header of a reconnecting browser is newer than the URL", async () => {
    await using node = await startHttpNode();
    for (const name of ["a", "b", "c"]) node.events.emit(changed(name));
    const stop = new AbortController();
    const headers = { authorization: `Bearer ${TOKEN}`, "last-event-id": "one:2" };
    const response = await fetch(`${node.url}${API_PREFIX}/events?after=one:0`, { headers, signal: stop.signal });
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    let text = "";
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes("one:3")) break;
    }
    stop.abort();
    assert.ok(!text.includes('"operation":"b"'));
    assert.match(text, /^retry: 1000\nid: one:2\n\n/);
    assert.match(text, /id: one:3\nevent: operation.changed\ndata: \{.*\}\n\n$/);
  });

  it("an id of another epoch, or one no longer held, gets a reset and then goes on", async () => {
    await using node = await startHttpNode();
    node.events.emit(changed("old"));
    for (const gone of ["zero:12", "one:99", "nonsense", "a%0ab"]) {
      const [first] = await take(node, 1, gone);
      assert.deepEqual(first, { id: node.events.last(), event: { type: "reset", epoch: "one" } });
    }
    node.events.emit(changed("older"));
    node.events.forget();
    let told = false;
    const events = await take(node, 2, "one:0", () => {
      if (!told) setImmediate(() => node.events.emit(changed("new")));
      told = true;
    });
    assert.equal(events[0]!.event.type, "reset");
    assert.deepEqual(named(events.slice(1)), ["new"]);
  });

  it("the client survives a restart of the node and misses nothing", async () => {
    const node = await startHttpNode();
    node.events.emit(changed("1"));
    let restarted: HttpNode | undefined;
    const seen = take(node, 4, "one:0", () => {
      if (restarted) restarted.events.emit(changed("4"));
    });
    await node.stop();
    restarted = await startHttpNode({ port: node.port });
    for (const name of ["1", "2", "3"]) restarted.events.emit(changed(name));
    try {
      assert.deepEqual(named(await seen), ["1", "2", "3", "4"]);
    } finally {
      await restarted.stop();
    }
  });

  it("a client with a wrong token is told, not left to retry", async () => {
    await using node = await startHttpNode();
    const events = liveEvents({ baseUrl: node.url, token: "wrong", signal: AbortSignal.timeout(10_000) });
    await assert.rejects(events.next(), (error: unknown) => error instanceof ApiProblem && error.code === "auth.wrong");
  });

  it("a reader that takes nothing is dropped, costs no memory, and resumes by id", async () => {
    await using node = await startHttpNode({ live: { stallMs: 300 } });
    const long = "x".repeat(60_000);
    const total = 1_000;
    for (let i = 1; i <= total; i++) node.events.emit(changed(`${i} ${long}`));
    const socket = await openRaw(node, "one:0");
    socket.pause();
    const before = process.memoryUsage();
    const closed = once(socket, "close", { signal: AbortSignal.timeout(10_000) });
    // The server cuts the connection; what the kernel held is read afterwards to see the end.
    await until(() => node.logger.lines.some(({ details }) => isDroppedStream(details)));
    const grown =
      process.memoryUsage().arrayBuffers + process.memoryUsage().external - before.arrayBuffers - before.external;
    assert.ok(grown < 40_000_000, `${grown} bytes more`);
    let text = "";
    socket.on("data", (chunk) => void (text += chunk.toString("latin1")));
    socket.on("error", () => {});
    socket.resume();
    await closed;
    const last = [...text.matchAll(/id: (one:\d+)\nevent: .*\ndata: .*\n\n/g)].at(-1)?.[1] ?? "one:0";
    assert.notEqual(last, `one:${total}`, "it did not get everything");
    const rest = await take(node, total - Number(last.slice(4)), last);
    assert.equal(rest.at(-1)!.id, `one:${total}`);
    // An honest reader's own buffers would hide what the stalled one costs, so it reads beside a second one.
    const second = await openRaw(node, "one:0");
    second.on("error", () => {});
    second.pause();
    assert.equal((await take(node, total, "one:0")).length, total, "others get all of it");
    second.destroy();
  });

  it("an idle stream shows that the node lives", async () => {
    await using node = await startHttpNode({ live: { heartbeatMs: 20 } });
    const socket = await openRaw(node, "one:0");
    let text = "";
    socket.on("data", (chunk) => void (text += chunk.toString()));
    await until(() => /:\n\n.*:\n\n/s.test(text.slice(text.indexOf("id: one:0"))));
    socket.destroy();
  });

  it("the number of streams is bounded, and closing one makes room", async () => {
    await using node = await startHttpNode({ live: { maxStreams: 2 } });
    const sockets = [await openRaw(node, "one:0"), await openRaw(node, "one:0")];
    await Promise.all(sockets.map((socket) => once(socket, "data")));
    const headers = { authorization: `Bearer ${TOKEN}` };
    const refused = await rawRequest(node, "GET", `${API_PREFIX}/events`, headers);
    assert.equal(refused.status, 503);
    const { code, retryable, detail } = JSON.parse(refused.body.toString()) as Problem;
    assert.deepEqual([code, retryable], ["events.full", true]);
    assert.match(detail, /^2 live streams are open already/);
    const ended = node.logger.lines.length;
    sockets[0]!.destroy();
    await until(() => node.logger.lines.length > ended);
    const again = await openRaw(node, "one:0");
    assert.match(String((await once(again, "data"))[0]), /200 OK/);
    for (const socket of [...sockets, again]) socket.destroy();
  });

  it("stop ends the streams in order, without waiting for its deadline", async () => {
    const node = await startHttpNode();
    const socket = await openRaw(node, "one:0");
    await once(socket, "data");
    let rest = "";
    socket.on("data", (chunk) => void (rest += chunk.toString()));
    const ended = once(socket, "end", { signal: AbortSignal.timeout(5_000) });
    await Promise.all([node.stop(), ended]);
    assert.match(rest, /0\r\n\r\n$/, "the last chunk of the answer");
  });

  it("HEAD does not open a stream", async () => {
    await using node = await startHttpNode();
    const answer = await rawRequest(node, "HEAD", `${API_PREFIX}/events`, { authorization: `Bearer ${TOKEN}` });
    assert.equal(answer.status, 200);
  });
});

const isDroppedStream = (details: object): boolean =>
  "path" in details && details.path === `${API_PREFIX}/events` && "ended" in details && details.ended === false;

/** Looks again at each turn of the event loop, for at most ten seconds. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, "it did not happen within ten seconds");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
