// Links that are cut at the worst moment, over real TCP: whoever waits for a stream is told, and nothing is thrown past them.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Connection, MultiaddrConnection } from "@libp2p/interface";
import { prometheusMetrics } from "@libp2p/prometheus-metrics";
import { Registry } from "prom-client";
import type { HostOptions } from "../../../node/p2p/net/host.ts";
import { DIALABLE, startHost, stopHosts } from "../../support/p2p-host.ts";
import { createNursery } from "../../support/p2p-node.ts";

const nursery = createNursery();
const ECHO = "/echo/1";

/** A connection, and the socket below it. */
async function connect(): Promise<{ connection: Connection; link: MultiaddrConnection }> {
  const host = await startHost(nursery.folder());
  await host.handle(ECHO, (stream) => stream.addEventListener("message", ({ data }) => stream.send(data)));
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
