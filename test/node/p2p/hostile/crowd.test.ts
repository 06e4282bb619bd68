// Peers of one network that take all places of a node: who comes from elsewhere gets in all the same, and nobody of equals pushes out another.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { afterEach, describe, it } from "node:test";
import { networkOf, whoGiveWay } from "../../../../node/p2p/net/crowd.ts";
import { createVictim } from "../../../support/attackers.ts";
import { type Stranger, createStrangers } from "../../../support/hostile-peers.ts";
import { blockRecord, createNursery, eventually, reached } from "../../../support/p2p-node.ts";

const PLACES = 6;
/** Any of 127/8 is this machine. */
const ELSEWHERE = "127.9.0.1";

const from = (...hosts: string[]) =>
  hosts.map((host) => ({ direction: "inbound" as const, remoteAddr: `/ip4/${host}/tcp/1` }));

describe("who gives way to a newcomer", () => {
  it("is one of the network that most come from", () => {
    const open = from("9.9.1.1", "9.9.2.2", "9.9.3.3", "8.8.1.1");
    assert.deepEqual(whoGiveWay(open, from("7.7.7.7")[0]!), open.slice(0, 3));
    assert.deepEqual(whoGiveWay(open, from("8.8.9.9")[0]!), open.slice(0, 3));
  });

  it("is nobody where the newcomer's own network would then have as many", () => {
    const open = from("9.9.1.1", "9.9.2.2", "8.8.1.1");
    assert.deepEqual(whoGiveWay(open, from("8.8.2.2")[0]!), []);
    assert.deepEqual(whoGiveWay(open, from("9.9.4.4")[0]!), []);
    assert.deepEqual(whoGiveWay(from("1.1.1.1", "2.2.2.2"), from("3.3.3.3")[0]!), []);
  });

  it("is never one whom this node dialled", () => {
    const dialled = from("9.9.1.1", "9.9.2.2").map((one) => ({ ...one, direction: "outbound" as const }));
    assert.deepEqual(whoGiveWay(dialled, from("7.7.7.7")[0]!), []);
  });

  it("is told by what one party has many addresses of", () => {
    const network = (remoteAddr: string) => networkOf({ remoteAddr });
    assert.equal(network("/ip4/81.2.3.4/tcp/9/p2p/a/p2p-circuit/p2p/b"), "81.2");
    assert.equal(network("/ip6/2001:db8:1:2::7/tcp/9"), network("/ip6/2001:db8:ffff::1/tcp/9"));
    assert.notEqual(network("/ip6/2001:db8::1/tcp/9"), network("/ip6/2001:db9::1/tcp/9"));
  });
});

describe("a crowd from one network", () => {
  const nursery = createNursery();
  const strangers: Stranger[] = [];
  const sockets: Socket[] = [];
  const servers: { close(): void }[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(strangers.splice(0).map((stranger) => stranger.leave()));
    await nursery.end();
  });

  /** The victim's address, for who comes from another network. */
  async function fromElsewhere(victim: string): Promise<string> {
    const [, port, peer] = /^\/ip4\/127\.0\.0\.1\/tcp\/(\d+)(\/p2p\/\w+)/.exec(victim)!;
    const server = createServer((near) => {
      const far = connect({ host: "127.0.0.1", port: Number(port), localAddress: ELSEWHERE });
      sockets.push(near, far);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        one.on("error", () => {}).on("close", () => other.destroy());
        one.pipe(other);
      }
    }).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    return `/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}${peer}`;
  }

  it("takes all places, and one of it gives way to who comes from elsewhere; its own are turned away", async () => {
    const { victim, seller, home } = await createVictim(nursery, { maxConnections: PLACES });
    const meet = createStrangers(nursery.folder(), victim.address());
    for (let number = 0; number < PLACES; number++) strangers.push(await meet());
    await eventually("all places are taken", () => victim.network.peers().length === PLACES);
    await assert.rejects(meet(), /./, "there is no place for another one of them");
    const honest = await nursery.start("seller", { directory: home, join: [await fromElsewhere(victim.address())] });
    await honest.journals.append([blockRecord(4)]);
    await reached(victim.journals, seller.owner, 4);
    await eventually("one of them is gone", () => strangers.some(({ victim: one }) => one.status !== "open"));
    assert.equal(strangers.filter(({ victim: one }) => one.status === "open").length, PLACES - 1);
  });
});
