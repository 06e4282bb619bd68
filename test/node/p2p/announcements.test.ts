// What is heard of entries written one right after the other: of a few each, of many the last, which leads a follower to the rest.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as dagCbor from "@ipld/dag-cbor";
import { topicOf, topicsOf } from "../../../node/p2p/journal/address.ts";
import { stopHosts } from "../../support/p2p-host.ts";
import { MARKET, chainOf, startLiar } from "../../support/p2p-histories.ts";
import { type TestNode, blockRecord, createNursery, eventually, reached } from "../../support/p2p-node.ts";

const nursery = createNursery();

async function write(writer: TestNode, count: number): Promise<void> {
  for (let number = 0; number < count; number++) await writer.journals.append([blockRecord(number)]);
}

const sequenceOf = (bytes: unknown): number =>
  dagCbor.decode<{ clock: { time: number } }>(bytes as Uint8Array).clock.time;

describe("entries written right after each other", () => {
  afterEach(async () => {
    await stopHosts();
    await nursery.end();
  });

  it("are each announced, when they are few", async () => {
    const writer = await nursery.start("writer");
    const { heard } = await startLiar(nursery.folder(), writer.address(), () => []);
    for (; heard.length === 0; await delay(200)) await write(writer, 1); // it does not know at once that somebody listens
    const { sequence } = writer.journals.head(writer.account.address)!;
    await write(writer, 5);
    await eventually("the last is heard", () => sequenceOf(heard.at(-1)!["entry"]) === sequence + 5);
    const last = heard.slice(-5).map(({ entry }) => sequenceOf(entry));
    assert.deepEqual(
      last,
      [1, 2, 3, 4, 5].map((more) => sequence + more),
    );
  });

  it("all reach a follower, when they are many", async () => {
    const writer = await nursery.start("writer");
    const reader = await nursery.start("reader", { join: [writer.address()] });
    await write(writer, 200);
    await reached(reader.journals, writer.account.address, 200);
  });

  it("are taken where they belong, although somebody sent them on another topic before", async () => {
    const reader = await nursery.start("reader");
    const writer = await nursery.start("writer", { join: [reader.address()] });
    const owner = writer.account.address;
    await write(writer, 1);
    await reached(reader.journals, owner, 1);
    await nursery.stop(writer);
    const [, second] = chainOf("writer", 1, [blockRecord(0), blockRecord(1)]);
    const [early, honest] = await Promise.all(
      [1, 2].map(() => startLiar(nursery.folder(), reader.address(), () => [])),
    );
    const other = topicsOf(MARKET).find((topic) => topic !== topicOf(MARKET, owner))!;
    await early!.gossip(owner, { entry: second!.bytes }, other);
    await eventually("it is refused there", () =>
      reader.network.refusals().some(({ peerId, reason }) => peerId === early!.peerId && reason === "gossip.topic"),
    );
    await honest!.gossip(owner, { entry: second!.bytes });
    await reached(reader.journals, owner, 2);
  });
});
