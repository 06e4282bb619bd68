// Over real TCP: links that are cut at the worst moment, of which whoever waits for a stream is told, and how a stream says that it takes more.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Connection, MultiaddrConnection, StreamHandler } from "@libp2p/interface";
import { prometheusMetrics } from "@libp2p/prometheus-metrics";
import { Registry } from "prom-client";
import type { HostOptions } from "../../../node/p2p/net/host.ts";
import { DIALABLE, startHost, stopHosts } from "../../support/p2p-host.ts";
import { createNursery } from "../../support/p2p-node.ts";

const nursery = createNursery();
const ECHO = "/echo/1";

/** A connection, and the socket below it. */
async function connect(
  handler: StreamHandler = (stream) => stream.addEventListener("message", ({ data }) => stream.send(data)),
): Promise<{ connection: Connection; link: MultiaddrConnection }> {
  const host = await startHost(nursery.folder());
  await host.handle(ECHO, handler);
  const links: MultiaddrConnection[] = [];
  const metrics: HostOptions["metrics"] = (components) => {
    const own = prometheusMetrics({ registry: new Registry(), collectDefaultMetrics: false })(components);
    own.trackMultiaddrConnection = (link) => void links.push(link);
    return own;
  };
  const asker = await startHost(nursery.folder(), { ...DIALABLE, metrics });
  const connection = await asker.dial(host.getMultiaddrs()[0]!, { signal: AbortSignal.timeout(5_000) });
  return { connection, link: links[0]! };
}

const uncaught: unknown[] = [];
process.on("uncaughtExceptionMonitor", (error) => uncaught.push(error));

/** Nothing was thrown out of a microtask or a listener: that comes a turn later. */
async function assertQuiet(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(uncaught.splice(0), []);
}

/** The state between the end of a socket and what is built on it hearing of that; in the wild it lasts a moment. */
const endWriting = (link: MultiaddrConnection) => Object.assign(link, { writeStatus: "closed" });

describe("a link that cannot be written to any more", () => {
  afterEach(async () => {
    await stopHosts();
    await nursery.end();
  });

  it("refuses a new stream at once, and throws nothing that nobody can catch", async () => {
    const { connection, link } = await connect();
    endWriting(link);
    const start = performance.now();
    await assert.rejects(connection.newStream(ECHO, { signal: AbortSignal.timeout(5_000) }));
    assert.ok(performance.now() - start < 2_000, "it waited for a link that is not there any more");
    await assertQuiet();
  });

  it("ends its streams when bytes come in that it could not answer", async () => {
    const { connection, link } = await connect();
    const stream = await connection.newStream(ECHO, { signal: AbortSignal.timeout(5_000) });
    const closed = new Promise((resolve) => stream.addEventListener("close", resolve));
    stream.send(new Uint8Array(200_000)); // the echo of it has to be answered: the other side may send more
    endWriting(link);
    await closed;
    await assertQuiet();
  });
});

describe("how much a stream takes", () => {
  afterEach(async () => {
    await stopHosts();
    await nursery.end();
  });

  /** Counts what comes, and resolves when it is so much. */
  function sink(bytes: number) {
    const { promise, resolve } = Promise.withResolvers<void>();
    let came = 0;
    const take: StreamHandler = (stream) =>
      stream.addEventListener("message", ({ data }) => {
        came += data.byteLength;
        if (came >= bytes) resolve();
      });
    return { take, full: promise };
  }

  it("is not said after each small message", async () => {
    const { take, full } = sink(100_000);
    const { connection, link } = await connect(take);
    const stream = await connection.newStream(ECHO, { signal: AbortSignal.timeout(5_000) });
    let packets = 0;
    link.addEventListener("message", () => packets++);
    for (let number = 0; number < 100; number++) {
      stream.send(new Uint8Array(1_000));
      await new Promise(setImmediate);
    }
    await full;
    await assertQuiet();
    assert.ok(packets < 20, `${packets} packets for 100 messages that ask for no answer`);
  });

  it("is said in time, whatever the sizes of what comes", { timeout: 10_000 }, async () => {
    const sizes = [1, 131_071, 1, 131_073, 262_143, 262_144, 262_145, 70_000, 2_000_000];
    const { take, full } = sink(sizes.reduce((sum, size) => sum + size));
    const { connection } = await connect(take);
    const stream = await connection.newStream(ECHO, { signal: AbortSignal.timeout(5_000) });
    for (const size of sizes) stream.send(new Uint8Array(size));
    await full;
  });

  it("is said to a peer that waits, when a paused stream goes on", { timeout: 10_000 }, async () => {
    const { take, full } = sink(1_000_000);
    const { connection } = await connect((stream, of) => {
      void take(stream, of);
      stream.pause();
      setTimeout(() => stream.resume(), 50);
    });
    const stream = await connection.newStream(ECHO, { signal: AbortSignal.timeout(5_000) });
    stream.send(new Uint8Array(1_000_000));
    await full;
  });
});
