// Whom a node dials on others' words, and how often: bounded, and never nearer than the one who said it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type Server, type Socket, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, it } from "node:test";
import { peerIdFromString } from "@libp2p/peer-id";
import { multiaddr } from "@multiformats/multiaddr";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { encode } from "it-length-prefixed";
import { pino } from "pino";
import { toHex } from "../../../protocol/ids.ts";
import { openDatabase } from "../../../node/p2p/database.ts";
import { type Host, directFirst } from "../../../node/p2p/net/host.ts";
import { peerIdOf } from "../../../node/p2p/keys.ts";
import { createPeers } from "../../../node/p2p/net/peers.ts";
import { RELAY_LIMITS } from "../../../node/p2p/net/relay.ts";
import { DIALABLE, HIDDEN, startHost, stopHosts } from "../../support/p2p-host.ts";
import { createNursery, eventually } from "../../support/p2p-node.ts";

const nursery = createNursery();
const closing: (() => void)[] = [];
const log = pino({ level: "silent" });

const addressOf = (host: Host) => host.getMultiaddrs().map(String)[0]!;
const somebody = () => peerIdOf(`0x${toHex(secp256k1.getPublicKey(randomBytes(32), true)).slice(2)}`);

/** The peers of a bare host, told of here as its sync would tell. */
function peersOf(host: Host) {
  const database = openDatabase(nursery.folder());
  const peers = createPeers(() => host, database, [], log);
  peers.start();
  const onIdentify = ({ detail }: Parameters<typeof peers.met>[0] extends infer D ? CustomEvent<D> : never) =>
    peers.met(detail);
  host.addEventListener("peer:identify", onIdentify);
  closing.push(() => {
    peers.stop();
    host.removeEventListener("peer:identify", onIdentify);
    database.close();
  });
  return peers;
}

/** Takes connections and says nothing, so that dials to it stay in the queue. */
async function silence(): Promise<string> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `/ip4/127.0.0.1/tcp/${(server.address() as { port: number }).port}`;
}

const told = (address: string, count: number) => Array.from({ length: count }, () => `${address}/p2p/${somebody()}`);

describe("peers", () => {
  afterEach(async () => {
    for (const close of closing.splice(0)) close();
    await stopHosts();
    await nursery.end();
  });

  it("are dialled on one peer's word some dozens at once, not hundreds", async () => {
    const [host, teller] = [await startHost(nursery.folder()), await startHost(nursery.folder())];
    const peers = peersOf(host);
    await host.dial(multiaddr(addressOf(teller)));
    const address = await silence();
    for (let round = 0; round < 12; round++) peers.learn(teller.peerId.toString(), told(address, 16));
    await delay(200);
    const queued = host.getDialQueue().length;
    assert.ok(queued >= 32 && queued <= 66, `${queued} dials`);
  });

  it("are dialled on many peers' words up to a bound, and on nobody's who is not connected", async () => {
    const host = await startHost(nursery.folder());
    const peers = peersOf(host);
    const address = await silence();
    peers.learn(somebody(), told(address, 16));
    await delay(100);
    assert.equal(host.getDialQueue().length, 0);
    const tellers = await Promise.all(Array.from({ length: 6 }, () => startHost(nursery.folder())));
    for (const teller of tellers) await host.dial(multiaddr(addressOf(teller)));
    for (const teller of tellers) {
      for (let round = 0; round < 4; round++) peers.learn(teller.peerId.toString(), told(address, 16));
    }
    await delay(200);
    const queued = host.getDialQueue().length;
    assert.ok(queued > 200 && queued <= 256, `${queued} dials`);
    const friend = await startHost(nursery.folder());
    await host.dial(multiaddr(addressOf(friend)), { signal: AbortSignal.timeout(8_000) }); // not after all of them
  });

  it("that were only told of are given up", async () => {
    const [host, teller] = [await startHost(nursery.folder()), await startHost(nursery.folder())];
    const peers = peersOf(host);
    await host.dial(multiaddr(addressOf(teller)));
    let tries = 0;
    const server = createServer((socket) => {
      tries++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => server.close());
    const { port } = server.address() as { port: number };
    const words = told(`/ip4/127.0.0.1/tcp/${port}`, 1);
    peers.learn(teller.peerId.toString(), words);
    await eventually("tried five times", () => tries === 5);
    peers.learn(teller.peerId.toString(), words);
    await eventually("told of again, it is news", () => tries === 6, 3_000); // the pause after five tries is longer
  });

  it("behind a relay are not told where this machine's peers are", async () => {
    const hub = await startHost(nursery.folder(), { relay: RELAY_LIMITS });
    const host = await startHost(nursery.folder(), HIDDEN);
    const peers = peersOf(host);
    await host.dial(multiaddr(addressOf(hub)));
    await eventually("it has a place", () => addressOf(host) !== undefined);
    const [near, far] = [await startHost(nursery.folder()), await startHost(nursery.folder(), DIALABLE)];
    await host.dial(multiaddr(addressOf(near)));
    await far.dial(multiaddr(addressOf(host)));
    await eventually("it knows all three", () => peers.addressesOf(far.peerId.toString()).length > 0);
    const ofNear = (text: string) => text.endsWith(`/p2p/${near.peerId}`);
    assert.ok(peers.tell(hub.peerId.toString()).some(ofNear), "the hub is on this machine too");
    assert.equal(peers.tell(far.peerId.toString()).some(ofNear), false);
    assert.ok(peers.tell(far.peerId.toString()).length <= 16);
  });

  it("that answer by mDNS are dialled on this machine only by a node that is on it alone", async () => {
    const address = await silence();
    const neighbour = () => ({ id: peerIdFromString(somebody()), multiaddrs: [multiaddr(address)] });
    const local = await startHost(nursery.folder());
    peersOf(local).neighbour(neighbour());
    const wide = await startHost(nursery.folder(), DIALABLE);
    peersOf(wide).neighbour(neighbour());
    await delay(200);
    assert.deepEqual([local.getDialQueue().length, wide.getDialQueue().length], [1, 0]);
  });

  it("that say who they are again and again are heard now and then, and it is shown", async () => {
    const victim = await nursery.start("victim");
    const pushy = await startHost(nursery.folder(), DIALABLE);
    const connection = await pushy.dial(multiaddr(victim.address()));
    const message = encode.single(Uint8Array.of(0x32, 0x01, 0x78)); // protobuf: agentVersion "x"
    for (let count = 0; count < 40; count++) {
      try {
        const stream = await connection.newStream("/ipfs/id/push/1.0.0");
        stream.send(message);
        await stream.close();
      } catch {
        // the one before is not done yet, so this one was reset
      }
    }
    await eventually("it is refused", () => victim.network.refusals().some(({ reason }) => reason === "identify.rate"));
  });

  it("are dialled directly first, a neighbour before a public relay", () => {
    const [hub, peer] = [somebody(), somebody()];
    const relayed = multiaddr(`/ip4/203.0.113.7/tcp/1/p2p/${hub}/p2p-circuit/p2p/${peer}`);
    const direct = multiaddr(`/ip4/192.168.1.5/tcp/1/p2p/${peer}`);
    const sorted = [relayed, direct]
      .map((address) => ({ multiaddr: address, isCertified: false }))
      .toSorted(directFirst);
    assert.deepEqual(
      sorted.map(({ multiaddr: address }) => address.toString()),
      [direct.toString(), relayed.toString()],
    );
  });
});
