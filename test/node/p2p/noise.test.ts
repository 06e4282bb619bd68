// Our Noise is libp2p's on the wire, and whoever changes a byte on the way ends the connection.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { after, afterEach, describe, it } from "node:test";
import type { Connection, Libp2p, Stream } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import { fileOf } from "../../../bench/peers/media-peer.ts";
import { framesOf } from "../../../node/p2p/net/frames.ts";
import { startHost, stopHosts } from "../../support/p2p-host.ts";
import { createNursery } from "../../support/p2p-node.ts";
import { createStock } from "../../support/p2p-stock.ts";

const nursery = createNursery();
const ECHO = "/echo/1";
const LIMITS = { maxBytes: 2 ** 20, deadlineMs: 10_000 };
/** Around what libp2p's own cipher takes, one packet, and many. */
const SIZES = [1, 1_100, 1_170, 1_250, 65_000, 65_519, 65_520, 2 ** 20 - 1];

async function echo(stream: Stream): Promise<void> {
  const frames = framesOf(stream, LIMITS);
  for (let frame = await frames.read(); frame; frame = await frames.read()) await frames.write(frame);
  await frames.close();
}

const host = async () => {
  const started = await startHost(nursery.folder());
  await started.handle(ECHO, (stream) => void echo(stream).catch(() => {}));
  return started;
};

async function bytesOf(length: number): Promise<Uint8Array> {
  for await (const part of fileOf(2 ** 20)) return part.subarray(0, length);
  throw new Error("no bytes");
}

async function assertEchoes(connection: Connection): Promise<void> {
  const frames = framesOf(await connection.newStream(ECHO), LIMITS);
  for (const size of SIZES) {
    const sent = await bytesOf(size);
    await frames.write(sent);
    const back = await frames.read();
    assert.ok(back && Buffer.compare(back, sent) === 0, `${size} bytes came back changed`);
  }
  await frames.close();
}

/** Between a dialler and `target`: every byte passes, but for one to the dialler after so many. */
async function meddler(target: Libp2p, count: number) {
  const port = Number(target.getMultiaddrs()[0]!.toString().split("/")[4]);
  let passed = 0;
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    near.pipe(far).on("error", () => near.destroy());
    far.on("data", (data) => {
      const at = count - passed;
      if (at >= 0 && at < data.length) data[at]! ^= 1;
      passed += data.length;
      near.write(data);
    });
    far.on("close", () => near.destroy());
    near.on("error", () => far.destroy()).on("close", () => far.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}/p2p/${target.peerId}`;
  return { address: multiaddr(address), server, hasMeddled: () => passed > count };
}

describe("a connection", () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    await Promise.all(ends.splice(0).map((end) => end()));
    await stopHosts();
  });
  after(nursery.end);

  it("between ours and a stock peer carries packets of all sizes, whoever dials", async () => {
    const stock = await createStock({ directory: nursery.folder() });
    ends.push(stock.stop);
    await stock.helia.libp2p.handle(ECHO, (stream) => void echo(stream).catch(() => {}));
    await assertEchoes(await (await host()).dial(stock.helia.libp2p.getMultiaddrs()));
    await assertEchoes(await stock.helia.libp2p.dial((await host()).getMultiaddrs()));
  });

  it("ends when a byte of a packet is changed, and nothing of that packet is read", async () => {
    const ours = await host();
    const asker = await host();
    const { address, server, hasMeddled } = await meddler(ours, 150_000);
    ends.push(() => server.close());
    const connection = await asker.dial(address);
    const frames = framesOf(await connection.newStream(ECHO), LIMITS);
    const sent = await bytesOf(2 ** 18);
    const closed = new Promise((resolve) => connection.addEventListener("close", resolve));
    await frames.write(sent);
    const back = await frames.read().catch(() => undefined);
    assert.ok(!back, `${back?.length} bytes were read`);
    await closed;
    assert.ok(hasMeddled());
  });
});
