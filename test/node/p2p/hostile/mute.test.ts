// Peers that open gossip and agree on no protocol when they are opened to: whoever comes after them is told at once what is listened to.
import assert from "node:assert/strict";
import { after, afterEach, describe, it } from "node:test";
import type { Stream } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import { topicsOf } from "../../../../node/p2p/journal/address.ts";
import { MARKET, soon } from "../../../support/hostile-peers.ts";
import { DIALABLE, startHost, stopHosts } from "../../../support/p2p-host.ts";
import { createNursery, eventually } from "../../../support/p2p-node.ts";

const TOPICS = topicsOf(MARKET);
const GOSSIP = "/meshsub/1.2.0";
/** libp2p waits ten seconds for each. */
const SOON_MS = 5_000;

const nursery = createNursery();
const faults: unknown[] = [];
process.on("unhandledRejection", (reason) => faults.push(reason));

afterEach(stopHosts);
afterEach(nursery.end);
after(() => assert.deepEqual(faults, []));

/** @returns what waits for an answer of it */
async function mute(victim: string, streams: number): Promise<Stream[]> {
  const host = await startHost(nursery.folder(), { ...DIALABLE, listen: [], topics: TOPICS });
  await host.unhandle(host.getProtocols().filter((protocol) => protocol.startsWith("/meshsub/")));
  const connection = await host.dial(multiaddr(victim), { signal: soon() });
  const unanswered: Stream[] = [];
  const { muxer } = connection as unknown as { muxer: { streams: Stream[]; onRemoteStream(stream: Stream): void } };
  muxer.onRemoteStream = (stream) => {
    muxer.streams.push(stream);
    unanswered.push(stream);
  };
  for (let number = 0; number < streams; number++) await connection.newStream(GOSSIP, { signal: soon() });
  return unanswered;
}

describe("peers that answer no stream", () => {
  it("keep nobody else from being told what is listened to", async () => {
    const victim = await nursery.start("victim");
    const unanswered = await Promise.all(Array.from({ length: 3 }, () => mute(victim.address(), 4)));
    await eventually("the victim waits for them", () => unanswered.some(({ length }) => length > 0));
    const newcomer = await startHost(nursery.folder(), { ...DIALABLE, listen: [], topics: TOPICS });
    await newcomer.dial(multiaddr(victim.address()), { signal: soon() });
    const told = () => TOPICS.every((topic) => newcomer.services.pubsub.getSubscribers(topic).length === 1);
    await eventually("the newcomer is told", told, SOON_MS);
  });
});
