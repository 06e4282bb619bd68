// A newcomer at a busy node asks for what was announced just before it came: it is told as much as there is room for, and goes on hearing.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { multiaddr } from "@multiformats/multiaddr";
import { topicsOf } from "../../../node/p2p/journal/address.ts";
import { MAX_FRAME_BYTES } from "../../../node/p2p/net/gossip-frames.ts";
import { MAX_UNREAD_BYTES } from "../../../node/p2p/net/gossip-streams.ts";
import { createTraffic } from "../../../node/p2p/net/traffic.ts";
import { MARKET, soon } from "../../support/hostile-peers.ts";
import { DIALABLE, startHost, stopHosts } from "../../support/p2p-host.ts";
import { createNursery, eventually } from "../../support/p2p-node.ts";

const [TOPIC] = topicsOf(MARKET);
/** As many as a node announces to by itself: whoever comes after them asks. */
const READERS = 6;
const ENTRY_BYTES = 60_000;

const nursery = createNursery();
afterEach(stopHosts);
afterEach(nursery.end);

/** @returns what a newcomer hears that comes after so many entries; the next is announced once it hears of `enough` of them */
async function comeAfter(entries: number, enough: number): Promise<Set<number>> {
  const cut: string[] = [];
  const { metrics } = createTraffic(undefined, (stream) => {
    stream.addEventListener("close", ({ error }) => void (error && cut.push(`${stream.protocol}: ${error.message}`)));
  });
  const node = await startHost(nursery.folder(), { ...DIALABLE, topics: [TOPIC!], metrics });
  const { pubsub } = node.services;
  pubsub.subscribe(TOPIC!);
  const { mesh } = pubsub as unknown as { mesh: Map<string, Set<string>> };
  for (let number = 0; number < READERS; number++) mesh.get(TOPIC!)!.add(`reader ${number}`); // nobody is there
  for (let number = 0; number < entries; number++) {
    await pubsub.publish(TOPIC!, new Uint8Array(ENTRY_BYTES).fill(number));
  }
  const newcomer = await startHost(nursery.folder(), { ...DIALABLE, listen: [], topics: [TOPIC!] });
  const heard = new Set<number>();
  newcomer.services.pubsub.addEventListener("message", ({ detail }) => heard.add(detail.data[0]!));
  newcomer.services.pubsub.subscribe(TOPIC!);
  await newcomer.dial(multiaddr(node.getMultiaddrs()[0]!.toString()), { signal: soon() });
  await eventually("it hears of what it has missed", () => heard.size >= enough, 15_000);
  await pubsub.publish(TOPIC!, new Uint8Array(ENTRY_BYTES).fill(entries));
  await eventually("it hears of the next", () => heard.has(entries), 15_000);
  assert.equal(newcomer.services.pubsub.getSubscribers(TOPIC!).length, 1, "it does not know who listens");
  assert.deepEqual(cut, []);
  return heard;
}

describe("a newcomer is told what was announced just before, and what is announced later,", () => {
  it("also when that is more than a frame takes", async () => {
    const entries = 2 * Math.ceil(MAX_FRAME_BYTES / ENTRY_BYTES);
    assert.equal((await comeAfter(entries, entries)).size, entries + 1);
  });

  it("also when that is more than may wait for it", async () => {
    await comeAfter(4 * Math.ceil(MAX_UNREAD_BYTES / ENTRY_BYTES), 1);
  });
});
