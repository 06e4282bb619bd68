// Frames to peers that do not read, over real libp2p: what waits for them is bounded, and so is the time.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Connection, Stream } from "@libp2p/interface";
import { framesOf } from "../../../node/p2p/net/frames.ts";
import { DIALABLE, startHost, stopHosts } from "../../support/p2p-host.ts";
import { createNursery } from "../../support/p2p-node.ts";

const nursery = createNursery();
/** The same twice: what is asked for by the one is read, by the other not. */
const READ = "/read/1";
const UNREAD = "/unread/1";
const FRAME_BYTES = 200_000;
const FRAMES = 40;
const DEADLINE_MS = 1_000;

interface Outcome {
  ms: number;
  error: Error | undefined;
  /** Most bytes that waited for the peer. */
  waiting: number;
}

/** @returns a connection to a host that gives many frames on each stream; @param onEnd hears how that ended where nobody reads */
async function giver(onEnd: (outcome: Outcome) => void): Promise<Connection> {
  const host = await startHost(nursery.folder());
  await host.handle([READ, UNREAD], async (stream) => {
    const frames = framesOf(stream, { maxBytes: 1_000, deadlineMs: DEADLINE_MS });
    const start = performance.now();
    let waiting = 0;
    let error: Error | undefined;
    try {
      for (let number = 0; number < FRAMES; number++) {
        const written = frames.write(new Uint8Array(FRAME_BYTES));
        waiting = Math.max(waiting, stream.writeBufferLength);
        await written;
      }
      await frames.close();
    } catch (thrown) {
      error = thrown as Error;
    }
    if (stream.protocol === UNREAD) onEnd({ ms: performance.now() - start, error, waiting });
  });
  const asker = await startHost(nursery.folder(), DIALABLE);
  return asker.dial(host.getMultiaddrs()[0]!, { signal: AbortSignal.timeout(5_000) });
}

async function readAll(stream: Stream): Promise<number> {
  let bytes = 0;
  for await (const part of stream) bytes += part.byteLength;
  return bytes;
}

describe("frames", () => {
  afterEach(async () => {
    await stopHosts();
    await nursery.end();
  });

  it("to a peer that does not read end in time and keep no memory, however much it reads of another stream", async () => {
    const ended = Promise.withResolvers<Outcome>();
    const connection = await giver(ended.resolve);
    const deaf = await connection.newStream(UNREAD);
    deaf.pause();
    deaf.maxReadBufferLength = 2 ** 30;
    const over = new AbortController();
    let read = 0;
    const busy = (async () => {
      while (!over.signal.aborted) read += await readAll(await connection.newStream(READ));
    })();
    const { ms, error, waiting } = await ended.promise;
    over.abort();
    await busy;
    assert.equal(error?.name, "FrameDeadlineError");
    assert.ok(ms < 3 * DEADLINE_MS, `it took ${ms} ms`);
    assert.ok(waiting <= 2 * FRAME_BYTES, `${waiting} bytes waited`);
    assert.ok(read > FRAMES * FRAME_BYTES, `${read} bytes were read of another`);
  });
});
