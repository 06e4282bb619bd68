// What a connection sends in one turn of the loop is one write to its socket, in the order in which it was sent.
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { afterEach, describe, it } from "node:test";
import type { MultiaddrConnection } from "@libp2p/interface";
import { corkTurns } from "../../../node/p2p/net/corked.ts";
import { framesOf } from "../../../node/p2p/net/frames.ts";
import { createTraffic } from "../../../node/p2p/net/traffic.ts";
import { DIALABLE, startHost, stopHosts } from "../../support/p2p-host.ts";
import { createNursery } from "../../support/p2p-node.ts";

const nursery = createNursery();
const ECHO = "/echo/1";
const LIMITS = { maxBytes: 2 ** 20, deadlineMs: 5_000 };

/** A stream to a host that sends everything back, and how often its socket was written to. */
async function connect() {
  const host = await startHost(nursery.folder());
  await host.handle(ECHO, (stream) => stream.addEventListener("message", ({ data }) => stream.send(data)));
  let socket!: Socket;
  const { metrics } = createTraffic(undefined, undefined, (connection: MultiaddrConnection) => {
    ({ socket } = connection as unknown as { socket: Socket });
    corkTurns(connection);
  });
  const asker = await startHost(nursery.folder(), { ...DIALABLE, metrics });
  const connection = await asker.dial(host.getMultiaddrs()[0]!, { signal: AbortSignal.timeout(5_000) });
  const stream = await connection.newStream(ECHO, { signal: AbortSignal.timeout(5_000) });
  let writes = 0;
  for (const name of ["_write", "_writev"] as const) {
    const write = socket[name]!.bind(socket) as (...of: unknown[]) => void;
    socket[name] = (...of: unknown[]) => {
      writes++;
      write(...of);
    };
  }
  return { stream, connection, socket, writes: () => writes };
}

const numbered = (number: number, size: number): Uint8Array => new Uint8Array(size).fill(number);

describe("a corked connection", () => {
  afterEach(async () => {
    await stopHosts();
    await nursery.end();
  });

  it("writes once for the parts of one packet, and for several packets of a turn", async () => {
    const { stream, writes } = await connect();
    const frames = framesOf(stream, LIMITS);
    const before = writes();
    for (let number = 1; number <= 3; number++) void frames.write(numbered(number, 1_500));
    await new Promise(setImmediate);
    assert.equal(writes() - before, 1);
    for (let number = 1; number <= 3; number++) {
      assert.deepEqual(Buffer.from((await frames.read())!), Buffer.from(numbered(number, 1_500)));
    }
  });

  it("keeps the order of small and large packets, and leaves nothing waiting", async () => {
    const { stream, socket } = await connect();
    const frames = framesOf(stream, LIMITS);
    const sizes = [10, 20_000, 10, 200_000, 10, 10, 700_000, 10];
    const sent = sizes.map((size, index) => numbered(index + 1, size));
    await Promise.all(sent.map((bytes) => frames.write(bytes)));
    for (const bytes of sent) assert.equal(Buffer.compare((await frames.read())!, bytes), 0);
    assert.equal(socket.writableCorked, 0);
    assert.equal(socket.writableLength, 0);
  });

  it("throws nothing when it is cut in the turn in which it was written to", async () => {
    const { stream, connection } = await connect();
    const frames = framesOf(stream, LIMITS);
    await frames.write(numbered(1, 100));
    assert.equal((await frames.read())!.length, 100);
    stream.send(numbered(2, 100));
    connection.abort(new Error("cut"));
    await assert.rejects(async () => {
      while (await frames.read());
    });
  });
});
