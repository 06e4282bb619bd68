// How much is heard of a peer whose announcements are refused: gossipsub keeps a trace of each for two minutes, also of what it does not judge.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { afterEach, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { topicsOf } from "../../../node/p2p/journal/address.ts";
import { createRefusals } from "../../../node/p2p/net/refusals.ts";
import { type GossipDeps, createGossip } from "../../../node/p2p/sync/gossip.ts";
import { MARKET, soon } from "../../support/hostile-peers.ts";
import { DIALABLE, startHost, stopHosts } from "../../support/p2p-host.ts";
import { createNursery, eventually } from "../../support/p2p-node.ts";

const nursery = createNursery();
afterEach(stopHosts);
afterEach(nursery.end);

it("a peer that is refused is heard no more after its first messages, not a second later", async () => {
  const topics = topicsOf(MARKET);
  const victim = await startHost(nursery.folder(), { topics });
  const { pubsub } = victim.services;
  const refusals = createRefusals();
  // What is malformed is judged with nothing else.
  const deps = { pubsub: () => pubsub, market: MARKET, refusals, sync: { prompted() {} } };
  const gossip = createGossip(deps as unknown as GossipDeps);
  gossip.start();
  let [heard, lastHeard] = [0, Date.now()];
  for (const [topic, judge] of pubsub.topicValidators) {
    pubsub.topicValidators.set(topic, (...message) => {
      heard++;
      lastHeard = Date.now();
      return judge(...message);
    });
  }
  const loud = await startHost(nursery.folder(), { ...DIALABLE, listen: [], topics });
  const [topic] = topics;
  loud.services.pubsub.subscribe(topic!);
  await loud.dial(victim.getMultiaddrs(), { signal: soon() });
  await eventually("they have met", () => loud.services.pubsub.getSubscribers(topic!).length === 1);
  for (let round = 0; round < 100; round++) {
    for (let number = 0; number < 20; number++) await loud.services.pubsub.publish(topic!, randomBytes(40));
    await delay(1);
  }
  await eventually("all has come", () => Date.now() - lastHeard > 500);
  gossip.stop();
  // gossipsub takes 128 of a peer that it thinks well of before it looks again.
  assert.ok(heard >= 10 && heard < 200, `${heard} were heard`);
  assert.deepEqual(
    refusals.list().map(({ reason }) => reason),
    ["gossip.malformed"],
  );
});
