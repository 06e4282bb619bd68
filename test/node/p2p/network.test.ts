// The network view: what went both ways, what each peer serves, how far behind a journal is, and who came and went.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { multiaddr } from "@multiformats/multiaddr";
import { Registry } from "prom-client";
import type { NetworkChange } from "../../../node/core/ports/network.ts";
import { createHeard } from "../../../node/p2p/net/heard.ts";
import { RELAY_LIMITS } from "../../../node/p2p/net/relay.ts";
import { DIALABLE, startHost, stopHosts } from "../../support/p2p-host.ts";
import { blockRecord, createAccount, createNursery, eventually, reached } from "../../support/p2p-node.ts";

const nursery = createNursery();

describe("the network view", () => {
  afterEach(async () => {
    await stopHosts();
    await nursery.end();
  });

  it("counts the bytes of a peer both ways, and says what it serves and when it was heard", async () => {
    const seller = await nursery.start("seller", { relay: RELAY_LIMITS });
    const reader = await nursery.start("reader", { join: [seller.address()] });
    await reached(reader.journals, seller.account.address, 0);
    await eventually("they have met", () => reader.network.peers()[0]?.serves.blocks === true);
    const before = reader.network.peers()[0]!;
    const asked = Date.now();
    for (let number = 0; number < 20; number++) await seller.journals.append([blockRecord(number, 50_000)]);
    await reached(reader.journals, seller.account.address, 20);
    const [after] = reader.network.peers();
    const [sent] = seller.network.peers();
    assert.deepEqual(after!.serves, { blocks: true, relay: true });
    assert.deepEqual(sent!.serves, { blocks: true, relay: false });
    const received = after!.bytesIn - before.bytesIn;
    assert.ok(received > 1_000_000 && received < 3_000_000, `${received} bytes for 1,000,000 of records`);
    assert.ok(sent!.bytesOut > 1_000_000 && sent!.bytesOut < 3_000_000, `${sent!.bytesOut} bytes`);
    assert.ok(after!.bytesOut < 200_000, `${after!.bytesOut} bytes to ask`);
    assert.ok(after!.heardAt >= asked && after!.heardAt <= Date.now());
  });

  it("tells who comes and goes and what is refused, and of a flood only so much", async () => {
    const victim = await nursery.start("victim");
    const changes: NetworkChange[] = [];
    victim.network.onChange((change) => changes.push(change));
    const stranger = await startHost(nursery.folder(), DIALABLE);
    const connection = await stranger.dial(multiaddr(victim.address()));
    const peerId = stranger.peerId.toString();
    await eventually("it came", () => changes.some(({ type }) => type === "peer.connected"));
    for (let number = 0; number < 100; number++) {
      const stream = await connection.newStream("/souk/sync/1.0.0");
      stream.send(Uint8Array.of(1, 0xff));
      await eventually("it is refused", () => victim.network.refusals()[0]?.count === number + 1);
    }
    const refused = changes.filter(({ type }) => type === "peer.refused");
    assert.deepEqual(refused[0], { type: "peer.refused", peerId, reason: "sync.request" });
    assert.ok(refused.length >= 20 && refused.length < 60, `${refused.length} of 100 are told`);
    await connection.close();
    await eventually("it went", () => changes.at(-1)?.type === "peer.gone");
    assert.deepEqual(
      changes.filter(({ type }) => type !== "peer.refused"),
      [
        { type: "peer.connected", peerId },
        { type: "peer.gone", peerId },
      ],
    );
  });

  it("knows how far behind a journal is by what connected peers say, and of certified writers only", () => {
    const [owner, stranger] = [createAccount("seller").address, createAccount("stranger").address];
    const heard = createHeard((of) => of === owner);
    heard.add("liar", [
      [owner, 1_000],
      [stranger, 5],
    ]);
    heard.add("honest", [[owner, 7]]);
    assert.equal(heard.of(owner)?.sequence, 1_000);
    assert.equal(heard.of(stranger), undefined);
    heard.gone("liar");
    heard.add("honest", [[owner, 7]]);
    assert.equal(heard.of(owner)?.sequence, 7);
    heard.add("honest", [[owner, 6]]);
    assert.equal(heard.of(owner)?.sequence, 6, "a peer may take back what it said");
  });

  it("gives Prometheus libp2p's own figures, in the registry it was given", async () => {
    const registry = new Registry();
    const node = await nursery.start("seller", { registry });
    const peer = await startHost(nursery.folder(), DIALABLE);
    await peer.dial(multiaddr(node.address()));
    await eventually("they have met", () => node.network.peers().length === 1);
    const text = await registry.metrics();
    assert.match(text, /^libp2p_data_transfer_bytes_total\{protocol="global received"\} [1-9]/m);
    assert.match(text, /^libp2p_connection_manager_connections\{.*\} 1$/m);
    assert.doesNotMatch(text, new RegExp(peer.peerId.toString()));
  });
});
