// What libp2p remembers of peers: strangers are forgotten, who is connected is not, and no record keeps more than its bytes.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { generateKeyPair } from "@libp2p/crypto/keys";
import { peerIdFromPrivateKey } from "@libp2p/peer-id";
import { multiaddr } from "@multiformats/multiaddr";
import { MAX_RECORDS } from "../../../node/p2p/net/peer-records.ts";
import { startHelia, startHost, stopHosts } from "../../support/p2p-host.ts";
import { createNursery, eventually } from "../../support/p2p-node.ts";

const nursery = createNursery();

describe("records of peers", () => {
  afterEach(async () => {
    await stopHosts();
    await nursery.end();
  });

  it("are bounded in number and bytes: strangers are forgotten, this node and who is connected are not", async () => {
    const { libp2p, datastore } = await startHelia(nursery.folder());
    const { peerStore, services } = libp2p;
    const friend = await startHost(nursery.folder());
    await friend.dial(libp2p.getMultiaddrs());
    await eventually("they have met", () => services.pubsub.getPeers().length === 1);
    const address = multiaddr("/ip4/127.0.0.1/tcp/1");
    let most = 0;
    for (let met = 0; met < MAX_RECORDS + 100; met++) {
      await peerStore.patch(peerIdFromPrivateKey(await generateKeyPair("Ed25519")), { multiaddrs: [address] });
      if (met % 100 === 0) most = Math.max(most, (await peerStore.all()).length);
    }
    assert.ok(most < MAX_RECORDS, `${most} were kept`);
    const left = await peerStore.all();
    assert.ok(left.length < MAX_RECORDS / 2, `${left.length} are left`);
    assert.ok((await peerStore.get(friend.peerId)).protocols.length > 0);
    assert.ok((await peerStore.get(libp2p.peerId)).protocols.length > 0);
    for await (const { value } of datastore.query({ prefix: "/peers/" })) {
      assert.equal(value.buffer.byteLength, value.byteLength);
    }
  });
});
