// Peers of one network that take all places of a node: who comes from elsewhere gets in all the same, nobody of equals pushes out another, and whom the user follows stays.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { afterEach, describe, it } from "node:test";
import { createCrowd, networkOf, whoGiveWay } from "../../../../node/p2p/net/crowd.ts";
import { createVictim, goAway } from "../../../support/attackers.ts";
import { type Stranger, createStrangers } from "../../../support/hostile-peers.ts";
import { type Keeper, startKeeper } from "../../../support/keeper.ts";
import { blockRecord, createNursery, eventually, reached } from "../../../support/p2p-node.ts";
import { createStoreFolders } from "../../../support/store-folder.ts";

const PLACES = 6;
/** Any of 127/8 is this machine. */
const ELSEWHERE = "127.9.0.1";

/** Each of a peer that is named as its host, or as what stands before it: `a@9.9.1.1`. */
const from = (...hosts: string[]) =>
  hosts.map((text) => ({
    direction: "inbound" as const,
    remoteAddr: `/ip4/${text.split("@").at(-1)}/tcp/1`,
    remotePeer: text.split("@")[0]!,
  }));

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

describe("whom the user follows", () => {
  const chosen = new Set(["a", "b", "c"]);

  it("does not give way, whoever comes", () => {
    const open = from("a@9.9.1.1", "9.9.2.2", "9.9.3.3", "8.8.1.1");
    assert.deepEqual(whoGiveWay(open, from("7.7.7.7")[0]!, chosen), open.slice(1, 3));
    const two = from("a@9.9.1.1", "9.9.2.2", "8.8.1.1", "7.7.1.1");
    assert.deepEqual(whoGiveWay(two, from("6.6.6.6")[0]!, chosen), []);
  });

  it("gets a place of those that most come from, its own network too, and where all are equal", () => {
    const open = from("9.9.1.1", "9.9.2.2", "8.8.1.1");
    assert.deepEqual(whoGiveWay(open, from("a@9.9.3.3")[0]!, chosen), open.slice(0, 2));
    const equal = from("9.9.1.1", "8.8.1.1", "7.7.1.1");
    assert.deepEqual(whoGiveWay(equal, from("a@6.6.6.6")[0]!, chosen), equal);
    assert.deepEqual(whoGiveWay(equal, { remoteAddr: "/ip4/6.6.6.6/tcp/1/p2p/a" }, chosen), [], "a name is no proof");
  });

  it("has half of the places at most, the first who came", () => {
    const open = from("a@9.9.1.1", "b@9.9.2.2", "c@9.9.3.3", "9.9.4.4");
    assert.deepEqual(whoGiveWay(open, from("7.7.7.7")[0]!, chosen), open.slice(2));
    const full = from("a@9.9.1.1", "b@9.9.2.2", "8.8.1.1", "7.7.1.1");
    assert.deepEqual(whoGiveWay(full, from("c@6.6.6.6")[0]!, chosen), []);
  });

  it("has one place each, and whoever comes again gets its own, the newest", () => {
    const open = from("a@9.9.1.1", "9.9.2.2", "9.9.3.3", "8.8.1.1");
    assert.deepEqual(whoGiveWay(open, from("a@7.7.7.7")[0]!, chosen), open.slice(0, 1));
    const twice = from("a@9.9.1.1", "a@9.9.2.2", "8.8.1.1", "7.7.1.1", "9.9.3.3");
    assert.deepEqual(whoGiveWay(twice, from("6.6.6.6")[0]!, chosen), [twice[0], twice[4]]);
  });

  it("may show who it is, each address a few times; nobody may where nobody is followed", () => {
    const open = from("9.9.1.1", "8.8.1.1") as never[];
    const crowd = createCrowd(
      2,
      () => open,
      () => chosen,
    );
    const comer = from("7.7.7.7")[0]!;
    const tries = Array.from({ length: 6 }, () => crowd.isFullFor(comer));
    assert.deepEqual(tries, [false, false, false, false, true, true]);
    assert.equal(crowd.isFullFor(from("7.7.7.8")[0]!), false);
    const household = Array.from({ length: 5 }, (_, host) => ({ remoteAddr: `/ip6/2001:db8:1:2::${host}/tcp/1` }));
    assert.equal(household.filter(crowd.isFullFor).length, 1);
    assert.equal(crowd.isFullForPeer("stranger", comer), true);
    assert.equal(crowd.isFullForPeer("a", comer), false);
    assert.equal(
      createCrowd(
        2,
        () => open,
        () => new Set(),
      ).isFullFor(comer),
      true,
    );
  });
});

describe("a crowd from one network", () => {
  const nursery = createNursery();
  const folders = createStoreFolders();
  const strangers: Stranger[] = [];
  const keepers: Keeper[] = [];
  const sockets: Socket[] = [];
  const servers: { close(): void }[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(strangers.splice(0).map((stranger) => stranger.leave()));
    for (const keeper of keepers.splice(0)) await keeper.end();
    await nursery.end();
    folders.end();
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

  it("takes all places, and whom the user follows gets one, from the same network too; others are turned away", async () => {
    const node = await nursery.start("seller");
    const options = { maxConnections: PLACES, join: [node.address()] };
    const victim = await startKeeper(nursery, folders, "victim", { options });
    keepers.push(victim);
    const { owner } = await goAway(nursery, node, (of) => reached(victim.journals, of, 3));
    victim.following.follow(owner);
    const meet = createStrangers(nursery.folder(), victim.address());
    for (let number = 0; number < PLACES; number++) strangers.push(await meet());
    await eventually("all places are taken", () => victim.network.peers().length === PLACES);
    const isOpen = ({ victim: one }: Stranger) => one.status === "open";
    const heard: string[] = [];
    victim.network.onChange(({ peerId }) => heard.push(peerId));
    const late = await meet().catch(() => undefined); // it may see a connection before it hears that it is turned away
    await eventually("another one of them is turned away", () => !late || !isOpen(late));
    await late?.leave();
    assert.ok(strangers.every(isOpen), "nobody gave way");
    assert.deepEqual(heard, [], "who is turned away is nobody's news");
    const honest = await nursery.start("seller", { directory: node.directory, join: [victim.address()] });
    await honest.journals.append([blockRecord(4)]);
    await reached(victim.journals, owner, 4, 20_000);
    await eventually("one of them is gone", () => strangers.filter(isOpen).length === PLACES - 1);
  });
});
